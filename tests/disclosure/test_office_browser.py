"""The officials' pages in a real browser: with and without scripts, on a phone, by keyboard."""

import io
import json
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from disclosure import actions, jobs
from disclosure.models import Draft, Import, Job, Project, Revision
from entities.models import ApiToken, Membership, Role, User
from tests import factories as make
from tests.standard.full_document import full_document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SWAPPED = [{"id": "1", "geometry": {"type": "Point", "coordinates": [19.68, -103.25]}}]


def brought(user: User, content: Any, *, name: str = "obras.json", run: bool = True) -> Import:
    batch = actions.receive_import(
        actor=user,
        entity=make.make_entity(),
        file=io.BytesIO(json.dumps(content).encode() if content is not None else b""),
        name=name,
    )
    # With workers in the process it was done as soon as it was committed.
    jobs.run(str(batch.job_id))
    if not run:
        Import.objects.filter(pk=batch.pk).update(state="received")
        Job.objects.filter(pk=batch.job_id).update(state="running", progress=42, total=100)
    batch.refresh_from_db()
    return batch


class Office:
    """One entity with something on every page, and the pages by who opens them."""

    def __init__(self) -> None:
        self.siop = make.make_entity("siop", municipality=make.make_municipality())
        self.capturer = make.make_user(Role.CAPTURER, self.siop)
        self.liaison = make.make_user(Role.LIAISON, self.siop)
        Membership.objects.create(
            user=self.liaison,
            entity=make.make_entity("cea"),
            chapter=self.siop.chapter,
            role=Role.LIAISON,
        )
        make.make_draft(self.siop, "mal", title="", status="completed", locations=SWAPPED)
        returned = make.make_draft(self.siop, "devuelto", title="Puente de la barranca")
        self._submit(returned)
        actions.return_draft(
            actor=self.liaison,
            project=returned.project,
            expected_version=1,
            reason="Falta el monto del contrato.\nY la fecha.",
        )
        public = make.published(self.siop, "publicado", title="Camino a Contla")
        self.changed = self._changed(public, title="Camino a Contla, segunda etapa")
        full = {name: value for name, value in full_document().items() if name != "id"}
        whole = make.make_draft(self.siop, "entero", **full)
        self._submit(whole)
        ApiToken.issue(user=self.liaison, entity=self.siop, name="Sistema de obra")
        preview = brought(
            self.capturer,
            [
                {**public.live_revision.parsed, "title": "Otro nombre"},
                public.live_revision.parsed,
                make.document(self.siop, "nuevo", status="nada", locations=SWAPPED),
                "texto",
                *(make.document(self.siop, f"lote-{n}") for n in range(30)),
            ],
        )
        done = brought(self.capturer, [make.document(self.siop, "hecho")])
        actions.choose_items(actor=self.capturer, batch=done)
        done.refresh_from_db()
        jobs.run(str(done.job_id))
        self.running = brought(self.capturer, [], run=False)
        unreadable = brought(self.capturer, None, name="vacío.json")
        imports = [f"importar/{b.pk}/" for b in (preview, done, unreadable, self.running)]
        of = {p.oc4ids_id.rpartition("-")[2]: p.oc4ids_id for p in Project.all_states.all()}
        self.pages: dict[str, list[str]] = {
            "": [
                "/cuenta/login/",
                "/cuenta/password/reset/",
                "/cuenta/password/reset/done/",
                "/cuenta/signup/",
            ],
            "capturer": [
                "/captura/",
                "/captura/?q=nada",
                "/captura/iniciar/",
                "/captura/importar/",
                "/captura/importar/archivos/",
                *(f"/captura/{each}" for each in imports),
                f"/captura/importar/{preview.pk}/0/",
                f"/captura/importar/{preview.pk}/2/",
                "/captura/bitacora/",
                f"/captura/{of['mal']}/",
                f"/captura/{of['mal']}/datos-generales/",
                f"/captura/{of['devuelto']}/",
                f"/captura/{of['entero']}/",
                "/captura/llaves/nueva/",
                "/cuenta/email/",
                "/cuenta/logout/",
                "/cuenta/password/change/",
                "/cuenta/2fa/",
                "/cuenta/sessions/",
                "/cuenta/reauthenticate/",
            ],
            "liaison": [
                "/revision/",
                f"/revision/{of['publicado']}/",
                f"/revision/{of['entero']}/",
                f"/revision/{of['publicado']}/retirar/",
                f"/revision/{of['publicado']}/suprimir/",
                f"/captura/{of['publicado']}/descartar/",
                "/captura/importar/",
                "/captura/llaves/",
                "/captura/llaves/nueva/",
            ],
        }

    def _submit(self, draft: Draft) -> None:
        actions.submit_draft(
            actor=self.capturer, project=draft.project, expected_version=draft.version
        )

    def _changed(self, project: Project, **changes: Any) -> Draft:
        draft = actions.save_draft(
            actor=self.capturer,
            project=project,
            document={**project.live_revision.parsed, **changes},
            expected_version=None,
        )
        self._submit(draft)
        return draft

    def user(self, who: str) -> User | None:
        return {"capturer": self.capturer, "liaison": self.liaison}.get(who)


@pytest.fixture
def office() -> Office:
    return Office()


def enter(context: BrowserContext, site: str, user: User | None) -> None:
    """Sign in without the form."""
    if user is None:
        return
    client = Client()
    client.force_login(user)
    session = client.cookies["sesion"].value
    context.add_cookies([{"name": "sesion", "value": session, "url": site}])


@pytest.mark.parametrize(
    ("width", "scheme", "prefix"),
    [(360, "light", ""), (1280, "dark", ""), (360, "dark", "/en"), (1280, "light", "/en")],
)
def test_pages_fit_and_break_no_rule_of_accessibility(
    office: Office, live_server: Any, browser: Browser, width: int, scheme: Any, prefix: str
) -> None:
    faults: list[str] = []
    for who, addresses in office.pages.items():
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=live_server.url
        )
        enter(context, live_server.url, office.user(who))
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        for address in addresses:
            page.goto(prefix + address)
            page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address
            found = Axe().run(page).response["violations"]
            broken = [(v["id"], v["nodes"][0]["html"]) for v in found]
            assert (address, broken) == (address, [])
        context.close()
    # The page that says that a role does not do this is one of those visited.
    assert [fault for fault in faults if "403" not in fault] == []


def test_second_factor_pages_break_no_rule_of_accessibility(
    office: Office, live_server: Any, browser: Browser
) -> None:
    manager = make.make_user(Role.MANAGER)
    context = browser.new_context(viewport={"width": 360, "height": 800}, base_url=live_server.url)
    page = context.new_page()
    page.goto("/captura/")
    page.get_by_label("Correo electrónico").fill(manager.email)
    page.get_by_label("Contraseña", exact=True).fill("una-clave-larga-de-prueba")
    page.get_by_role("button", name="Entrar").click()
    page.get_by_label("Contraseña", exact=True).fill("una-clave-larga-de-prueba")
    page.get_by_role("button", name="Confirmar").click()
    assert page.get_by_role("heading", level=1).inner_text() == (
        "Activar la verificación en dos pasos"
    )
    assert Axe().run(page).response["violations"] == []
    TOTP.activate(manager, generate_totp_secret())
    again = browser.new_context(base_url=live_server.url).new_page()
    again.goto("/captura/bitacora/")
    again.get_by_label("Correo electrónico").fill(manager.email)
    again.get_by_label("Contraseña", exact=True).fill("una-clave-larga-de-prueba")
    again.get_by_role("button", name="Entrar").click()
    assert again.get_by_role("heading", level=1).inner_text() == "Segundo paso"
    assert Axe().run(again).response["violations"] == []
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_progress_turns_into_the_preview_by_itself(
    office: Office, live_server: Any, browser: Browser, scripts: bool
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=scripts)
    enter(context, live_server.url, office.capturer)
    page = context.new_page()
    page.goto(reverse("capture:import-detail", args=[office.running.pk]))
    assert page.get_by_text("Leyendo el archivo").first.is_visible()
    Job.objects.filter(pk=office.running.job_id).update(state="done")
    Import.objects.filter(pk=office.running.pk).update(state="previewed")
    page.get_by_role("heading", name="Proyectos del archivo").wait_for(timeout=10_000)
    context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_file_goes_all_the_way_to_the_public_with_and_without_scripts(
    live_server: Any, browser: Browser, tmp_path: Any, scripts: bool
) -> None:
    siop = make.make_entity("siop", municipality=make.make_municipality())
    file = tmp_path / "obras.json"
    file.write_text(json.dumps([make.document(siop, "uno"), "texto"]), encoding="utf-8")

    def opened(user: User, address: str) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            java_script_enabled=scripts,
            viewport={"width": 360, "height": 800},
        )
        enter(context, live_server.url, user)
        page = context.new_page()
        page.goto(address)
        return page

    page = opened(make.make_user(Role.CAPTURER, siop), "/captura/")
    page.get_by_role("link", name="Importar un archivo").first.click()
    page.get_by_label("Archivo con sus proyectos").set_input_files(str(file))
    page.get_by_role("button", name="Subir y revisar").click()
    page.get_by_role("heading", name="Proyectos del archivo").wait_for(timeout=15_000)
    page.get_by_role("button", name="Crear el borrador del proyecto nuevo").click()
    page.get_by_role("heading", name="Terminado").wait_for(timeout=15_000)
    page.get_by_role("link", name="Abrir el borrador").click()
    page.get_by_role("link", name="Editar los datos generales").click()
    page.get_by_label("Avance físico").fill("35")
    page.get_by_label("Fecha de corte del avance").first.fill("2026-03-31")
    page.get_by_role("button", name="Guardar el borrador").click()
    page.get_by_role("button", name="Enviar a revisión").click()
    assert page.get_by_role("status").first.inner_text() == (
        "Enviado a revisión. El enlace de la entidad lo revisa y lo publica."
    )

    page = opened(make.make_user(Role.LIAISON, siop), "/revision/")
    page.get_by_role("link", name="Rehabilitación del camino a Contla").click()
    page.get_by_label("Qué cambió").fill("Avance de marzo")
    page.get_by_role("button", name="Publicar").click()
    assert page.get_by_role("heading", name="Publicado: versión 1").is_visible()
    page.get_by_role("link", name="Página pública").click()
    assert page.get_by_role("heading", level=1).inner_text() == (
        "Rehabilitación del camino a Contla"
    )
    published = Revision.objects.get().parsed
    assert published["metrics"][0]["observations"][0]["measure"] == 35
