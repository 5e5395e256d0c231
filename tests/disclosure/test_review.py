"""The liaison reads the difference, publishes or returns, withdraws, removes personal data."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosure import actions
from disclosure.models import (
    Draft,
    DraftState,
    LogAction,
    LogEntry,
    Project,
    ProjectState,
    Revision,
)
from disclosure.standard.canonical import parse
from entities.models import Entity, Role, User
from tests.disclosure.form_sending import form_to, forms_of, send
from tests.factories import document, make_draft, make_entity, make_user, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def siop() -> Entity:
    return make_entity("siop")


@pytest.fixture
def capturer(siop) -> User:
    return make_user(Role.CAPTURER, siop)


@pytest.fixture
def liaison(siop) -> User:
    return make_user(Role.LIAISON, siop)


@pytest.fixture
def official(liaison, client) -> Client:
    client.force_login(liaison)
    return client


def address(name: str, project: Project | None = None) -> str:
    return reverse(f"review:{name}", args=[project.oc4ids_id] if project else [])


def submitted(entity: Entity, local_id: str = "siop-1", **changes: Any) -> Draft:
    draft = make_draft(entity, local_id, **changes)
    return actions.submit_draft(
        actor=make_user(Role.CAPTURER, entity), project=draft.project, expected_version=1
    )


def changed(project: Project, **changes: Any) -> Draft:
    """A submitted draft over what is public."""
    capturer = make_user(Role.CAPTURER, project.entity)
    draft = actions.save_draft(
        actor=capturer,
        project=project,
        document={**project.live_revision.parsed, **changes},
        expected_version=None,
    )
    return actions.submit_draft(actor=capturer, project=project, expected_version=draft.version)


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# --- what waits ----------------------------------------------------------------------------------


def test_list_shows_what_waits_longest_first_with_its_age(official, siop) -> None:
    for number, days in ((1, 0), (2, 3), (3, 1)):
        draft = submitted(siop, f"siop-{number}", title=f"Proyecto {number}")
        Draft.objects.filter(pk=draft.pk).update(
            submitted_at=timezone.now() - timedelta(days=days, minutes=5)
        )
    make_draft(siop, "siop-9", title="En captura")
    submitted(make_entity("cea"), "cea-1", title="Ajeno")
    page = official.get(address("list"))
    assert [(each["row"].title, each["age"]) for each in page.context["rows"]] == [
        ("Proyecto 2", "desde hace 3 días"),
        ("Proyecto 3", "desde hace 1 día"),
        ("Proyecto 1", "desde hoy"),
    ]


def test_empty_list_says_what_will_appear(official) -> None:
    assert official.get(address("list")).text.count("No hay nada por revisar") == 1


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_statements_whatever_its_length(
    official, siop, count, django_assert_num_queries
) -> None:
    for number in range(count):
        submitted(siop, f"siop-{number}")
    with django_assert_num_queries(6):
        official.get(address("list"))


# --- publish and return --------------------------------------------------------------------------


def test_publishing_what_was_read_makes_it_public(official, liaison, siop) -> None:
    draft = submitted(siop)
    page = official.get(address("detail", draft.project))
    assert page.context["changes"] == []
    data = form_to(page.text, address("publish", draft.project))
    data["reason"] = "Primera entrega"
    answer = send(official, address("publish", draft.project), data)
    assert answer.url == address("detail", draft.project)
    revision = Revision.objects.get()
    assert (revision.author, revision.reason, revision.number) == (liaison, "Primera entrega", 1)
    assert {k: v for k, v in revision.parsed.items() if k != "updated"} == draft.parsed
    after = official.get(answer.url)
    assert told(after) == ["Publicado: versión 1."]
    for name in ("project-detail", "project-json", "project-history"):
        assert f'href="{reverse(name, args=[draft.project.oc4ids_id])}"' in after.text
    assert (
        Client().get(reverse("project-detail", args=[draft.project.oc4ids_id])).status_code == 200
    )


def test_review_shows_the_difference_with_what_is_public(official, siop) -> None:
    project = published(siop)
    changed(project, title="Otro nombre")
    page = official.get(address("detail", project))
    assert [(c.pointer, c.old, c.new) for c in page.context["changes"]] == [
        ("/title", "Rehabilitación del camino a Contla", "Otro nombre")
    ]
    assert "<ins>Otro nombre</ins>" in page.text


def test_publishing_what_changed_since_it_was_read_is_refused(official, liaison, siop) -> None:
    draft = submitted(siop)
    data = form_to(
        official.get(address("detail", draft.project)).text, address("publish", draft.project)
    )
    actions.save_draft(
        actor=liaison,
        project=draft.project,
        document=document(siop, title="Otro"),
        expected_version=1,
    )
    answer = send(official, address("publish", draft.project), data)
    assert Revision.objects.count() == 0
    assert told(official.get(answer.url)) == [
        "Otra persona guardó cambios mientras usted trabajaba. Nada se sobrescribió: revise la "
        "versión actual y vuelva a aplicar los suyos."
    ]


def test_publishing_twice_publishes_once(official, siop) -> None:
    draft = submitted(siop)
    url = address("publish", draft.project)
    data = form_to(official.get(address("detail", draft.project)).text, url)
    send(official, url, data)
    answer = send(official, url, data)
    assert Revision.objects.count() == 1
    assert told(official.get(answer.url))[-1] == (
        "El proyecto no está en un estado en el que se pueda hacer esto."
    )


def test_publication_without_its_version_is_refused(official, siop) -> None:
    draft = submitted(siop)
    answer = official.post(address("publish", draft.project), {"reason": "x"})
    assert (answer.status_code, list(answer.context["publish_form"].errors)) == (422, ["version"])
    assert Revision.objects.count() == 0


def test_returning_needs_a_reason_and_tells_it(official, siop) -> None:
    draft = submitted(siop)
    url = address("return", draft.project)
    data = form_to(official.get(address("detail", draft.project)).text, url)
    empty = send(official, url, data)
    assert (empty.status_code, list(empty.context["return_form"].errors)) == (422, ["reason"])
    data["reason"] = "Falta el monto"
    send(official, url, data)
    draft.refresh_from_db()
    assert (draft.state, draft.returned_reason) == (DraftState.RETURNED, "Falta el monto")


def test_whole_draft_can_be_read_with_what_the_standard_does_not_know(official, siop) -> None:
    draft = submitted(siop, x_propio="valor-que-nadie-conoce")
    page = official.get(address("detail", draft.project))
    assert page.text.count("valor-que-nadie-conoce") == 1


# --- withdraw, redact ----------------------------------------------------------------------------


def test_withdrawing_needs_a_reason_and_says_what_follows(official, siop) -> None:
    project = published(siop)
    url = address("withdraw", project)
    page = official.get(url)
    assert send(official, url, form_to(page.text, "")).status_code == 422
    data = form_to(page.text, "")
    data["reason"] = "Se publicó dos veces"
    answer = send(official, url, data)
    assert answer.url == address("detail", project)
    project.refresh_from_db()
    assert (project.state, project.withdrawn_reason) == (
        ProjectState.WITHDRAWN,
        "Se publicó dos veces",
    )


def test_withdrawing_what_was_published_anew_meanwhile_is_asked_again(official, siop) -> None:
    project = published(siop)
    url = address("withdraw", project)
    data = form_to(official.get(url).text, "")
    draft = changed(project, title="Otro")
    actions.publish_draft(
        actor=make_user(Role.LIAISON, siop), project=project, expected_version=draft.version
    )
    data["reason"] = "Se publicó dos veces"
    answer = send(official, url, data)
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422,
        ["Se publicó otra versión mientras usted decidía. Revísela antes de seguir."],
    )
    project.refresh_from_db()
    assert project.state == ProjectState.PUBLISHED


def test_redaction_destroys_the_text_and_keeps_the_number(official, liaison, siop) -> None:
    project = published(siop, description="Llamar a Juana Pérez Soto al 33 1234 5678")
    url = address("redact", project)
    data = form_to(official.get(url).text, "")
    data["texts"], data["reason"] = "Juana Pérez Soto\r\n33 1234 5678\r\n", "Datos personales"
    data["confirm"] = "on"
    answer = send(official, url, data)
    assert answer.url == address("detail", project)
    revision = Revision.objects.get()
    assert (revision.number, revision.redaction_reason) == (1, "Datos personales")
    assert "Juana" not in revision.document
    assert parse(revision.document)["title"] == "Rehabilitación del camino a Contla"
    entry = LogEntry.objects.first()
    assert (entry.action, entry.actor, entry.reason) == (
        LogAction.PROJECT_REDACTED,
        liaison,
        "Datos personales",
    )


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"texts": "no está en ningún lado"}, ["texts"]),
        ({"texts": "abc"}, ["texts"]),
        ({"texts": ""}, ["texts"]),
        ({"reason": ""}, ["reason"]),
        ({"reason": "El nombre camino a contla"}, ["reason"]),
        ({"confirm": ""}, ["confirm"]),
    ],
)
def test_redaction_is_refused_without_what_it_needs(official, siop, changes, errors) -> None:
    project = published(siop)
    before = Revision.objects.get().document
    url = address("redact", project)
    data = form_to(official.get(url).text, "")
    data["texts"], data["reason"], data["confirm"] = "camino a Contla", "Motivo", "on"
    for name, value in changes.items():
        data[name] = value
        if not value:
            del data[name]
    answer = send(official, url, data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, errors)
    assert Revision.objects.get().document == before


# --- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "forms"),
    [
        (Role.CAPTURER, 0),
        (Role.ENTITY_ADMIN, 0),
        (Role.LIAISON, 2),
    ],
)
def test_only_the_liaison_gets_the_decisions(siop, role, forms) -> None:
    draft = submitted(siop)
    user = make_user(role, siop)
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user)
    page = client.get(address("detail", draft.project))
    targets = {address("publish", draft.project), address("return", draft.project)}
    assert len([a for a, _data in forms_of(page.text) if a.get("action") in targets]) == forms


@pytest.mark.parametrize("name", ["publish", "return", "withdraw"])
def test_capturer_cannot_decide(siop, capturer, name) -> None:
    draft = submitted(siop)
    client = Client()
    client.force_login(capturer)
    answer = client.post(address(name, draft.project), {"version": "1", "reason": "x"})
    assert answer.status_code == 403
    assert Draft.objects.get().state == DraftState.SUBMITTED


@pytest.mark.parametrize("name", ["publish", "return", "withdraw", "redact"])
def test_liaison_of_another_entity_decides_nothing(siop, name) -> None:
    draft = submitted(siop)
    client = Client()
    client.force_login(make_user(Role.LIAISON, make_entity("cea")))
    answer = client.post(address(name, draft.project), {"version": "1", "reason": "x"})
    assert answer.status_code == 404
    assert client.get(address("detail", draft.project)).status_code == 404
    assert Draft.objects.get().state == DraftState.SUBMITTED


def test_manager_may_remove_personal_data_but_not_publish(siop) -> None:
    draft = submitted(siop)
    manager = make_user(Role.MANAGER)
    TOTP.activate(manager, generate_totp_secret())
    client = Client()
    client.force_login(manager)
    page = client.get(address("detail", draft.project))
    assert (page.context["may_decide"], page.context["may_redact"]) == (False, True)
    assert client.get(address("redact", draft.project)).status_code == 200
    assert client.post(address("publish", draft.project), {"version": "1"}).status_code == 403


@pytest.mark.parametrize("name", ["publish", "return"])
def test_decision_by_get_is_refused(official, siop, name) -> None:
    draft = submitted(siop)
    assert official.get(address(name, draft.project)).status_code == 405
