"""The portal's addresses (docs/addresses.md). Spanish at the root, English under /en/."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

# Without this, /admin/login/ lets a person with a second factor in with the password alone.
admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("costjalisco.machine_urls")),
    path("api/v1/", include("disclosure.api.urls")),
    *i18n_patterns(
        path("", include("disclosure.views.public_urls")),
        path("captura/", include("disclosure.views.capture_urls")),
        path("revision/", include("disclosure.views.review_urls")),
        path("cuenta/", include("allauth.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
handler404 = "costjalisco.views.not_found"
handler500 = "costjalisco.views.server_error"
handler403 = "costjalisco.views.forbidden"
handler400 = "costjalisco.views.bad_request"
