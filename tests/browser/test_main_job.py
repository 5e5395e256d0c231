"""The main job, end to end: an official's OC4IDS file in, a published project out."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from disclosure.standard import canonical
from tests.browser.conftest import DESK, PHONE, Person, Portal
from tests.factories import PREFIX, document
from tests.standard.full_document import full_document
from tests.standard.oracle import examine

pytestmark = pytest.mark.browser


def official_file(portal: Portal) -> tuple[bytes, dict[str, dict[str, Any]]]:
    """A file as an official would bring it, and the projects in it that are right, by id."""
    foreign = json.loads(portal.get("/api/v1/projects/?entity=infejal&page_size=1"))
    every_field = {**full_document(), "id": f"{PREFIX}-todo"}
    right = [
        every_field,
        document(None, "camino-1"),
        document(
            None,
            "camino-2",
            title="Puente de Contla",
            x_propio={"clave": [1, 2.5, None, "ñ"]},
        ),
    ]
    wrong = [
        {**document(None, "mal-estado"), "status": "completed"},
        {**foreign["projects"][0], "title": "De otra entidad"},
    ]
    package = {
        "uri": "https://example.org/siop.json",
        "version": "0.9",
        "publishedDate": "2026-11-01T00:00:00Z",
        "publisher": {"name": "SIOP"},
        "projects": [*right, *wrong],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    return text.encode(), {p["id"]: p for p in right}


@pytest.mark.browser
def test_file_becomes_published_projects(portal: Portal, person: Callable[..., Person]):
    content, right = official_file(portal)

    # The official, on a phone without JavaScript: uploads, reads, chooses, submits.
    official = person(viewport=PHONE, java_script_enabled=False)
    official.sign_in("captura.siop@demo.mx")
    page = official.page
    page.goto("/captura/importar/")
    official.look()
    page.locator("input[type=file]").set_input_files(
        {"name": "obras.json", "mimeType": "application/json", "buffer": content}
    )
    official.press("Subir y revisar")
    page.get_by_text("Todavía no se ha guardado nada").wait_for(timeout=60_000)
    official.look()
    preview = page.url
    assert page.get_by_text("otra entidad").count() >= 1
    assert page.get_by_text("completed").count() >= 1
    assert portal.get("/api/v1/projects/?page_size=1000").find(f"{PREFIX}-todo".encode()) == -1
    page.locator("button[name=all]").click()
    page.get_by_text("Se guardaron 4 borradores").wait_for(timeout=60_000)
    official.look()
    page.goto(f"/captura/{PREFIX}-mal-estado/")
    official.look()
    assert page.get_by_role("button", name="Enviar a revisión", exact=True).count() == 0
    for project_id in right:
        page.goto(f"/captura/{project_id}/")
        official.press("Enviar a revisión")
        page.get_by_text("Enviado a revisión").first.wait_for()

    # The error is mended in the form; nothing else of the document changes.
    page.goto(f"/captura/{PREFIX}-mal-estado/datos-generales/")
    official.look()
    page.get_by_label("Estado actual del proyecto").select_option("maintenance")
    official.press("Guardar el borrador")
    official.press("Enviar a revisión")
    right[f"{PREFIX}-mal-estado"] = {
        **document(None, "mal-estado"),
        "status": "maintenance",
    }

    # The liaison reads the difference and publishes; one is returned first, with a reason.
    liaison = person(viewport=DESK)
    liaison.sign_in("enlace.siop@demo.mx")
    page = liaison.page
    page.goto("/revision/")
    liaison.look()
    for project_id in right:
        page.goto(f"/revision/{project_id}/")
        liaison.look()
        liaison.press("Publicar")
        page.get_by_text("Publicado: versión 1.").wait_for()

    # The citizen reads; the developer gets the very bytes; the registry gets the whole.
    citizen = person(viewport=PHONE)
    for project_id, original in right.items():
        citizen.page.goto(f"/proyectos/{project_id}/")
        citizen.look()
        assert citizen.page.locator("h1").inner_text() == original["title"]
        history = json.loads(portal.get(f"/api/v1/projects/{project_id}/revisions/"))
        served = portal.get(f"/api/v1/projects/{project_id}/")
        published = json.loads(served)["projects"][0]
        assert {k: v for k, v in published.items() if k != "updated"} == {
            k: v for k, v in original.items() if k != "updated"
        }
        exact = canonical.canonical_bytes(published)
        assert exact in served
        assert hashlib.sha256(exact).hexdigest() in json.dumps(history)
        assert exact in portal.get(f"/proyectos/{project_id}.json")
        whole = portal.until("/jsonprojects", lambda body, exact=exact: exact in body)
    report = examine(json.loads(whole))
    assert report["validation_errors_count"] == 0
    assert report["additional_closed_codelist_values"] == {}
    assert report["conformance_checks"] == []

    # Bringing the same file again changes nothing.
    page = official.page
    page.goto("/captura/importar/")
    page.locator("input[type=file]").set_input_files(
        {"name": "obras.json", "mimeType": "application/json", "buffer": content}
    )
    official.press("Subir y revisar")
    page.get_by_text("Proyectos del archivo").wait_for(timeout=60_000)
    assert page.url != preview
    assert page.get_by_text("Sin cambios: 3").count() == 1


PUBLIC_PAGES = [
    "/",
    "/proyectos/",
    "/proyectos/?q=camino&orden=-amount",
    "/entidades/",
    "/entidades/siop/",
    "/municipios/",
    "/municipios/14085/",
    "/datos/",
    "/datos/diccionario/",
    "/datos/codigos/",
    "/validar/",
    "/acerca/",
    "/patrones/",
    "/cuenta/login/",
    "/cuenta/password/reset/",
    "/no-existe/",
    "/en/",
    "/en/proyectos/",
]


@pytest.mark.parametrize("portal", ["embedded"], indirect=True)
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_keep_what_every_page_promises(
    portal: Portal, person: Callable[..., Person], viewport: dict[str, int], scheme: str
):
    """One heading, no sideways scrolling, no violation for axe, no other host, no CSP breach."""
    visitor = person(viewport=viewport, color_scheme=scheme)
    for path in PUBLIC_PAGES:
        visitor.page.goto(path)
        visitor.look()
    visitor.sign_in("enlace.siop@demo.mx")
    for path in (
        "/captura/",
        "/captura/iniciar/",
        "/captura/importar/",
        "/captura/importar/archivos/",
        "/captura/bitacora/",
        "/captura/llaves/",
        "/revision/",
        "/cuenta/2fa/",
        "/cuenta/sessions/",
        "/cuenta/password/change/",
    ):
        visitor.page.goto(path)
        visitor.look()
