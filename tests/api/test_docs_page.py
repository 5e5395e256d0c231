"""The page to try the API, in a real browser, under the portal's own content security policy."""

import pytest
from playwright.sync_api import Page, expect

from tests.factories import published

NOTE_VIOLATIONS = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
    });
"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lang", ["es", "en"])
def test_api_can_be_tried_without_breaking_the_policy(live_server, page: Page, settings, lang):
    settings.SITE_URL = live_server.url
    published()
    page.set_default_timeout(90_000)  # a megabyte of script, on a machine that is busy
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("requestfailed", lambda request: failures.append(request.url))
    page.add_init_script(NOTE_VIOLATIONS)
    page.goto(f"{live_server.url}/api/v1/docs/?lang={lang}")
    operation = page.locator("#operations-projects-projects_list")
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table tbody .response-col_status").first
    expect(answer).to_contain_text("200", timeout=90_000)
    expect(operation.locator(".live-responses-table")).to_contain_text("oc4ids-mxdy6h-siop-1")
    expect(page.locator("html")).to_have_attribute("lang", lang if lang == "en" else "es-mx")
    assert page.evaluate("window.violations") == []
    assert failures == []


@pytest.mark.django_db
def test_page_carries_no_script_or_style_of_its_own(client):
    html = client.get("/api/v1/docs/").content.decode()
    assert "<style" not in html
    assert "style=" not in html
    assert html.count("<script") == html.count("<script src=") == 3
