"""Several projects at once: what is right goes on, what is not stays and is named."""

import pytest
from django.test import Client

from disclosure.models import Draft, DraftState, Project
from entities.models import Role
from tests.factories import make_draft, make_entity, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def siop():
    return make_entity("siop")


def client_of(role, entity):
    client = Client()
    client.force_login(make_user(role, entity))
    return client


def seen(draft, version=None):
    return f"{draft.project_id}:{version or draft.version}"


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_ticked_drafts_are_submitted_and_the_wrong_one_is_named(siop):
    right, wrong, other = (
        make_draft(siop, "a"),
        make_draft(siop, "b", title="Mal", status="completed"),
        make_draft(siop, "c"),
    )
    response = client_of(Role.CAPTURER, siop).post(
        "/captura/enviar/", {"project": [seen(right), seen(wrong)]}, follow=True
    )
    states = dict(Draft.objects.values_list("pk", "state"))
    assert [states[d.pk] for d in (right, wrong, other)] == [
        DraftState.SUBMITTED,
        DraftState.EDITING,
        DraftState.EDITING,
    ]
    assert told(response) == [
        "Se envió 1 proyecto a revisión.",
        "Mal: Hay errores que impiden publicar. Corríjalos y vuelva a intentarlo.",
    ]


def test_all_means_all_that_the_page_showed(siop):
    drafts = [make_draft(siop, name) for name in "abc"]
    client_of(Role.CAPTURER, siop).post(
        "/captura/enviar/", {"all": "1", "shown": [seen(d) for d in drafts[:2]]}
    )
    assert Draft.objects.filter(state=DraftState.SUBMITTED).count() == 2


def test_list_offers_only_what_can_be_submitted(siop):
    ready = make_draft(siop, "a")
    make_draft(siop, "b", status="completed")
    page = client_of(Role.CAPTURER, siop).get("/captura/").content.decode()
    assert page.count('name="shown"') == 1
    assert f'value="{seen(ready)}"' in page


def test_version_that_was_not_seen_is_not_submitted(siop):
    draft = make_draft(siop, "a")
    client_of(Role.CAPTURER, siop).post("/captura/enviar/", {"project": [seen(draft, 9)]})
    assert Draft.objects.get().state == DraftState.EDITING


def test_foreign_and_garbled_projects_are_passed_over(siop):
    foreign = make_draft(make_entity("cea"), "cea-1")
    response = client_of(Role.CAPTURER, siop).post(
        "/captura/enviar/",
        {"project": [seen(foreign), "x", "1:", ":1", "9" * 40 + ":1"]},
        follow=True,
    )
    assert told(response) == ["Marque al menos un proyecto."]
    assert Draft.objects.get().state == DraftState.EDITING


def test_liaison_publishes_the_ticked_ones(siop):
    drafts = [make_draft(siop, name) for name in "ab"]
    capturer, liaison = client_of(Role.CAPTURER, siop), client_of(Role.LIAISON, siop)
    capturer.post("/captura/enviar/", {"project": [seen(d) for d in drafts]})
    response = liaison.post(
        "/revision/publicar/", {"project": [seen(d) for d in drafts]}, follow=True
    )
    assert told(response) == ["Se publicaron 2 proyectos."]
    assert Project.published.count() == 2


def test_capturer_publishes_nothing_this_way(siop):
    draft = make_draft(siop, "a")
    capturer = client_of(Role.CAPTURER, siop)
    capturer.post("/captura/enviar/", {"project": [seen(draft)]})
    capturer.post("/revision/publicar/", {"project": [seen(draft)]})
    assert Project.published.count() == 0


def test_list_comes_back_as_it_was_narrowed(siop):
    make_draft(siop, "a")
    client = client_of(Role.CAPTURER, siop)
    page = client.get("/captura/?q=Contla&estado=captura").content.decode()
    assert 'action="/captura/enviar/?q=Contla&amp;estado=captura"' in page
    response = client.post("/captura/enviar/?q=Contla&estado=captura", {})
    assert response["Location"] == "/captura/?q=Contla&estado=captura"
