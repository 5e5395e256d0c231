"""Addresses and headers that no browser of good faith sends: never a failure, never a way out."""

import base64

import orjson
import pytest
from django.urls import reverse

from entities.models import Role
from tests.factories import make_entity, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/proyectos/?entidad=%00",
        "/proyectos/?q=%00&municipio=%00&region=%00&sector=%00&estado=%00&tipo=%00&orden=%00",
        "/proyectos/?monto_min=sNaN&monto_max=-Infinity&desde=%00&page=%00",
        "/proyectos/?q=a*:b|%26!%20'%20OR%201",
        "/proyectos/feed/?entidad=%00&q=%00",
        "/entidades/?q=%00&page=999999999999999999999999999999",
    ],
)
def test_public_pages_answer_whatever_is_asked(client, address):
    make_entity("siop")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00%2B23:59"])
def test_a_moment_that_no_calendar_has_is_a_wrong_parameter(client, moment):
    answer = client.get(f"/api/v1/projects/?updated_since={moment}")
    assert answer.status_code == 400
    assert list(answer.json()["parameters"]) == ["updated_since"]


@pytest.mark.parametrize(
    "value", ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2026-01-01"]
)
def test_a_cursor_with_a_moment_that_no_list_gave_is_a_wrong_parameter(client, value):
    cursor = base64.urlsafe_b64encode(orjson.dumps(["-updated", value, 1, False])).decode()
    answer = client.get(f"/api/v1/projects/?cursor={cursor.rstrip('=')}")
    assert answer.status_code == 400
    assert list(answer.json()["parameters"]) == ["cursor"]


@pytest.mark.parametrize("name", ["start", "list", "import", "import-list", "log"])
def test_office_pages_answer_whatever_is_asked(client, name):
    client.force_login(make_user(Role.LIAISON, make_entity("siop")))
    query = "entidad=%00&q=%00&page=%00&estado=%00&accion=%00&proyecto=%00"
    assert client.get(f"{reverse(f'capture:{name}')}?{query}").status_code == 200


@pytest.mark.parametrize(
    "came_from",
    ["http://testserver//example.org/x", "http://testserver/\\example.org", "//example.org/"],
)
def test_the_way_back_after_signing_in_stays_here(client, came_from):
    answer = client.post(reverse("capture:import"), headers={"referer": came_from})
    assert answer.headers["Location"] == "/cuenta/login/?next=/captura/importar/"
