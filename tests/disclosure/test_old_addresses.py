"""Links to the site before this one still arrive."""

import pytest

from disclosure import actions
from entities.models import Role
from tests.factories import make_draft, make_entity, make_user, published

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/list-projects", "/proyectos/"),
        ("/search-engine", "/proyectos/"),
        ("/organizations", "/entidades/"),
    ],
)
def test_old_page_has_moved_for_good(client, old, new, slash):
    response = client.get(f"{old}{slash}", headers={"accept-language": "en"})
    assert (response.status_code, response["Location"]) == (301, new)


@pytest.mark.parametrize("old", ["oc4ids-mxdy6h-siop-1", "siop-1", "siop-1/"])
def test_old_project_leads_to_the_project(client, old):
    published()
    response = client.get(f"/project-single/{old}")
    assert response.status_code == 301
    assert response["Location"] == "/proyectos/oc4ids-mxdy6h-siop-1/"


def test_old_project_that_was_withdrawn_leads_to_its_page(client):
    siop = make_entity()
    project = published(siop)
    actions.withdraw_project(actor=make_user(Role.LIAISON, siop), project=project, reason="Doble")
    assert client.get("/project-single/siop-1").status_code == 301


@pytest.mark.parametrize("old", ["17", "siop-1", "%00", "a%2Fb", "..", "~"])
def test_old_project_that_is_not_public_is_not_found(client, old):
    make_draft(make_entity())
    assert client.get(f"/project-single/{old}").status_code == 404


def test_old_project_is_not_found_before_there_is_a_chapter(client):
    assert client.get("/project-single/17").status_code == 404


@pytest.mark.parametrize("old", ["/list-projects", "/organizations", "/project-single/17"])
def test_old_addresses_are_only_read(client, old):
    assert client.post(old).status_code == 405
