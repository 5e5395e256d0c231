"""The pages of those who capture: /captura/…"""

from django.urls import path

from disclosure.views import (
    capture,
    capture_edit,
    capture_log,
    capture_tokens,
    imports,
    together,
)

app_name = "capture"
urlpatterns = [
    path("", capture.project_list, name="list"),
    path("iniciar/", capture.start, name="start"),
    path("enviar/", together.submit, name="submit-many"),
    path("importar/", imports.receive, name="import"),
    path("importar/archivos/", imports.batch_list, name="import-list"),
    path("importar/<uuid:import_id>/", imports.detail, name="import-detail"),
    path("importar/<uuid:import_id>/elegir/", imports.choose, name="import-choose"),
    path("importar/<uuid:import_id>/reintentar/", imports.retry, name="import-retry"),
    path("importar/<uuid:import_id>/errores.csv", imports.errors, name="import-errors"),
    path("importar/<uuid:import_id>/archivo/", imports.original, name="import-file"),
    path("importar/<uuid:import_id>/<int:index>/", imports.item, name="import-item"),
    path("bitacora/", capture_log.entries, name="log"),
    path("llaves/", capture_tokens.token_list, name="token-list"),
    path("llaves/nueva/", capture_tokens.issue, name="token-issue"),
    path("llaves/<int:token_id>/revocar/", capture_tokens.revoke, name="token-revoke"),
    path("<oc4ids:oc4ids_id>/", capture.detail, name="detail"),
    path("<oc4ids:oc4ids_id>/datos-generales/", capture_edit.edit, name="edit"),
    path("<oc4ids:oc4ids_id>/enviar/", capture.submit, name="submit"),
    path("<oc4ids:oc4ids_id>/descartar/", capture.discard, name="discard"),
]
