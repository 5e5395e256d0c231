"""The public pages in a real browser: for people who use a phone, the dark, a screen reader."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Request

from tests import factories as make
from tests.disclosure.test_public_pages import ID, PAGES, withdraw
from tests.standard.full_document import full_document

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FULL = f"/proyectos/{make.PREFIX}-siop-2024-0001/"


@pytest.fixture
def site(live_server: Any) -> str:
    entity = make.make_entity("siop", municipality=make.make_municipality())
    project = make.published(entity)
    make.publish(project, {"title": "Camino a Contla", "campoNuevo": {"a": [1, {"b": "c"}]}})
    withdraw(make.published(entity, "retirado"))
    document = {name: value for name, value in full_document().items() if name != "id"}
    make.published(entity, "siop-2024-0001", **document)
    return str(live_server.url)


@pytest.mark.parametrize(
    ("width", "scheme", "prefix"),
    [(360, "light", ""), (1280, "dark", "/en")],
)
def test_pages_fit_and_break_no_rule_of_accessibility(
    site: str, browser: Browser, width: int, scheme: Any, prefix: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, base_url=site
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    for address in [*PAGES, FULL, f"/proyectos/{ID}/historial/"]:
        page.goto(prefix + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], address
    context.close()
    assert faults == []


def test_finding_a_project_needs_no_script_and_no_mouse(site: str, browser: Browser) -> None:
    context = browser.new_context(
        base_url=site, java_script_enabled=False, viewport={"width": 360, "height": 800}
    )
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Ir al contenido"

    page.get_by_label("Busque una obra").fill("contla")
    page.keyboard.press("Enter")
    assert page.get_by_role("status").inner_text() == "1 proyecto con «contla»."

    page.get_by_text("Filtros", exact=True).click()
    page.get_by_label("Estado de la obra").select_option("completion")
    page.get_by_role("button", name="Aplicar").click()
    assert page.get_by_role("heading", name="No hay proyectos así").is_visible()

    page.get_by_role("link", name="Ver todos los proyectos").click()
    page.get_by_role("link", name="Camino a Contla").click()
    page.get_by_text("En esta página").click()
    page.get_by_role("link", name="Dinero", exact=True).click()
    assert page.url.endswith(f"/proyectos/{ID}/#dinero")
    page.get_by_role("link", name="English").click()
    assert page.get_by_role("heading", name="Camino a Contla").is_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()


def test_a_page_is_light(site: str, browser: Browser) -> None:
    """At first view at most 12 requests and 100 kB, here even without compression."""
    for address in ("/", "/proyectos/", f"/proyectos/{ID}/"):
        context = browser.new_context(base_url=site)
        page = context.new_page()
        requests: list[Request] = []
        page.on("requestfinished", lambda request, kept=requests: kept.append(request))
        page.goto(address, wait_until="networkidle")
        sizes = [request.sizes()["responseBodySize"] for request in requests]
        assert (address, len(sizes) <= 12) == (address, True)
        assert (address, sum(sizes) <= 100_000) == (address, True)
        context.close()
