"""Those who capture: their list, a new project, one project, the edit page, log and keys."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from disclosure import actions
from disclosure.models import Draft, DraftState, LogAction, LogEntry, Project, Revision
from disclosure.standard import canonical
from entities.models import ApiToken, Entity, Membership, Role, User
from tests.disclosure.form_sending import form_to, send
from tests.factories import (
    PREFIX,
    document,
    make_draft,
    make_entity,
    make_municipality,
    make_user,
    publish,
    published,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def siop() -> Entity:
    make_municipality()
    return make_entity("siop")


@pytest.fixture
def capturer(siop) -> User:
    return make_user(Role.CAPTURER, siop)


@pytest.fixture
def official(capturer, client) -> Client:
    client.force_login(capturer)
    return client


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def address(name: str, project: Project | None = None) -> str:
    return reverse(f"capture:{name}", args=[project.oc4ids_id] if project else [])


def told(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


# --- the list ------------------------------------------------------------------------------------


def test_list_shows_state_findings_and_what_is_missing(official, siop) -> None:
    draft = make_draft(siop, "siop-1", status="nada")
    published(siop, "siop-2", title="Publicado")
    page = official.get(address("list"))
    rows = {row.title: row for row in page.context["rows"]}
    assert {title: [tag.label for tag in row.tags] for title, row in rows.items()} == {
        "Rehabilitación del camino a Contla": ["Sin publicar", "En captura"],
        "Publicado": ["Publicado"],
    }
    row = rows["Rehabilitación del camino a Contla"]
    assert (row.draft.errors_count, row.missing) == (
        1,
        f"faltan {draft.missing_count} de 43 datos",
    )
    project = Project.all_states.get(title="Publicado")
    assert rows["Publicado"].missing == f"faltan {43 - project.disclosed_count} de 43 datos"


def test_list_holds_only_projects_of_ones_entities(official, siop) -> None:
    make_draft(make_entity("cea"), "cea-1", title="Ajeno")
    published(make_entity("cea"), "cea-2", title="Ajeno publicado")
    make_draft(siop, "siop-1", title="Propio")
    page = official.get(address("list"))
    assert [row.title for row in page.context["rows"]] == ["Propio"]
    assert "Ajeno" not in page.text


def test_manager_sees_the_projects_of_every_entity(siop) -> None:
    make_draft(siop, "siop-1", title="Uno")
    make_draft(make_entity("cea"), "cea-1", title="Dos")
    manager = make_user(Role.MANAGER)
    second_factor(manager)
    page = signed_in(manager).get(address("list"))
    assert sorted(row.title for row in page.context["rows"]) == ["Dos", "Uno"]
    assert page.context["may_edit"] is False


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_the_same_statements_whatever_its_length(
    official, siop, count, django_assert_num_queries
) -> None:
    for number in range(count):
        published(siop, f"publicado-{number}")
        make_draft(siop, f"borrador-{number}")
    with django_assert_num_queries(7):
        page = official.get(address("list"))
    assert len(page.context["rows"]) == 2 * count


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        ({"estado": "captura"}, ["Borrador"]),
        ({"estado": "errores"}, ["Borrador"]),
        ({"estado": "revision"}, ["Enviado"]),
        ({"estado": "devuelto"}, ["Devuelto"]),
        ({"estado": "publicado"}, ["Publicado", "Viejo"]),
        ({"estado": "retirado"}, ["Retirado"]),
        ({"estado": "mes"}, ["Viejo"]),
        ({"q": "enviad"}, ["Enviado"]),
        ({"q": "siop-publicado"}, ["Publicado"]),
        ({"estado": "nada"}, ["Borrador", "Devuelto", "Enviado", "Publicado", "Retirado", "Viejo"]),
    ],
)
def test_list_is_narrowed_by_state_and_text(official, capturer, siop, wanted, titles) -> None:
    liaison = make_user(Role.LIAISON, siop)
    make_draft(siop, "a", title="Borrador", status="nada")
    for local_id, title in (("b", "Enviado"), ("c", "Devuelto")):
        draft = make_draft(siop, local_id, title=title)
        actions.submit_draft(actor=capturer, project=draft.project, expected_version=1)
    actions.return_draft(
        actor=liaison, project=draft.project, expected_version=1, reason="Falta la fecha"
    )
    published(siop, "siop-publicado", title="Publicado")
    old = published(siop, "siop-viejo", title="Viejo")
    long_ago = timezone.now() - timedelta(days=40)
    Project.all_states.filter(pk=old.pk).update(updated_at=long_ago)
    gone = published(siop, "siop-retirado", title="Retirado")
    actions.withdraw_project(actor=liaison, project=gone, reason="Duplicado")
    page = official.get(address("list"), wanted)
    assert sorted(row.title for row in page.context["rows"]) == titles


def test_empty_list_says_what_to_do(official) -> None:
    page = official.get(address("list"))
    assert page.text.count("Todavía no hay proyectos") == 1
    assert f'<a class="button button--secondary" href="{address("import")}">' in page.text


def test_person_without_a_role_is_told_whom_to_ask(client) -> None:
    client.force_login(make_user())
    page = client.get(address("list"))
    assert (page.status_code, page.context["has_office"]) == (200, False)
    assert page.text.count("Su cuenta todavía no tiene un papel de captura") == 1


def test_page_of_the_list_beyond_the_last_gives_the_last(official, siop) -> None:
    make_draft(siop)
    assert official.get(address("list"), {"page": "99"}).context["page"].number == 1


# --- a new project -------------------------------------------------------------------------------


def test_new_project_begins_with_the_next_free_id(official, capturer, siop) -> None:
    year = timezone.localdate().year
    make_draft(siop, f"siop-{year}-0007")
    page = official.get(address("start"))
    data = form_to(page.text, "")
    assert data["local_id"] == f"siop-{year}-0008"
    data["title"] = "Puente de la barranca"
    answer = send(official, address("start"), data)
    draft = Draft.objects.get(title="Puente de la barranca")
    assert answer.url == address("edit", draft.project)
    assert draft.parsed == {"id": f"{PREFIX}-siop-{year}-0008", "title": "Puente de la barranca"}
    assert draft.edited_by == capturer


def test_id_of_another_project_is_refused_on_the_form(official, siop) -> None:
    make_draft(make_entity("cea"), "cea-1")
    data = form_to(official.get(address("start")).text, "")
    data["local_id"], data["title"] = "cea-1", "Otro"
    answer = send(official, address("start"), data)
    assert answer.context["form"].errors == {
        "local_id": ["Ese identificador ya pertenece a otro proyecto."]
    }
    assert Project.all_states.count() == 1


@pytest.mark.parametrize("local_id", ["con espacio", "ñandú", "a/b", "~x", "<b>", "-a"])
def test_id_that_would_not_do_in_an_address_is_refused(official, siop, local_id) -> None:
    data = form_to(official.get(address("start")).text, "")
    data["local_id"], data["title"] = local_id, "Otro"
    answer = send(official, address("start"), data)
    assert list(answer.context["form"].errors) == ["local_id"]


# --- one project ---------------------------------------------------------------------------------


def test_project_page_shows_why_it_cannot_be_submitted(official, siop) -> None:
    project = make_draft(siop, status="nada").project
    page = official.get(address("detail", project))
    assert [finding.pointer for finding in page.context["examined"].errors] == ["/status"]
    assert page.context["obstacle"].code == "has-errors"
    assert f'action="{address("submit", project)}"' not in page.text


def test_submitting_hands_the_draft_to_the_liaison(official, siop) -> None:
    project = make_draft(siop).project
    data = form_to(official.get(address("detail", project)).text, address("submit", project))
    answer = send(official, address("submit", project), data)
    assert answer.url == address("detail", project)
    assert Draft.objects.get().state == DraftState.SUBMITTED
    page = official.get(answer.url)
    assert (page.context["may_edit"], page.context["may_submit"]) == (False, False)


def test_submitting_what_somebody_changed_meanwhile_is_refused(official, capturer, siop) -> None:
    project = make_draft(siop).project
    data = form_to(official.get(address("detail", project)).text, address("submit", project))
    actions.save_draft(
        actor=capturer,
        project=project,
        document=document(siop, title="Otro"),
        expected_version=1,
    )
    answer = send(official, address("submit", project), data)
    assert Draft.objects.get().state == DraftState.EDITING
    assert told(official.get(answer.url)) == [
        "Otra persona guardó cambios mientras usted trabajaba. Nada se sobrescribió: revise la "
        "versión actual y vuelva a aplicar los suyos."
    ]


def test_draft_equal_to_what_is_public_cannot_be_submitted(official, capturer, siop) -> None:
    project = published(siop)
    actions.save_draft(
        actor=capturer,
        project=project,
        document={**project.live_revision.parsed, "updated": "2026-01-01T00:00:00-06:00"},
        expected_version=None,
    )
    page = official.get(address("detail", project))
    assert page.context["obstacle"].code == "nothing-to-publish"


def test_returned_project_shows_the_reason(official, capturer, siop) -> None:
    project = make_draft(siop).project
    actions.submit_draft(actor=capturer, project=project, expected_version=1)
    actions.return_draft(
        actor=make_user(Role.LIAISON, siop),
        project=project,
        expected_version=1,
        reason="Falta el <b>monto</b>",
    )
    page = official.get(address("detail", project))
    assert page.text.count("<p>Falta el &lt;b&gt;monto&lt;/b&gt;</p>") == 1
    assert page.context["may_submit"] is True


def test_project_page_tells_who_did_what(official, capturer, siop) -> None:
    project = make_draft(siop).project
    actions.submit_draft(actor=capturer, project=project, expected_version=1)
    page = official.get(address("detail", project))
    assert [(e.action, e.actor) for e in page.context["history"]] == [
        (LogAction.DRAFT_SUBMITTED, capturer),
        (LogAction.PROJECT_STARTED, capturer),
    ]


def test_discarding_asks_and_leaves_what_is_public(official, capturer, siop) -> None:
    project = published(siop)
    before = Revision.objects.get().document
    actions.save_draft(
        actor=capturer,
        project=project,
        document={**project.live_revision.parsed, "title": "Otro"},
        expected_version=None,
    )
    page = official.get(address("discard", project))
    assert Draft.objects.count() == 1
    answer = send(official, address("discard", project), form_to(page.text, ""))
    assert answer.url == address("detail", project)
    assert Draft.objects.count() == 0
    assert Revision.objects.get().document == before


def test_project_never_published_keeps_its_draft(official, siop) -> None:
    project = make_draft(siop).project
    answer = official.post(address("discard", project), {"version": "1"})
    assert answer.url == address("detail", project)
    assert Draft.objects.count() == 1


# --- datos generales -----------------------------------------------------------------------------


def test_untouched_page_saves_nothing(official, siop) -> None:
    draft = make_draft(siop, metrics=[{"id": "x", "y": None}], description="Uno\r\n dos ")
    url = address("edit", draft.project)
    answer = send(official, url, form_to(official.get(url).text, ""))
    assert answer.url == address("detail", draft.project)
    again = Draft.objects.get()
    assert (again.version, again.document) == (1, draft.document)
    assert told(official.get(answer.url)) == ["No cambió nada, así que no había nada que guardar."]


def test_edit_changes_its_own_paths_and_nothing_else(official, siop) -> None:
    draft = make_draft(siop, x_propio={"a": [1]})
    url = address("edit", draft.project)
    data = form_to(official.get(url).text, "")
    data["title"], data["budget"] = "Otro nombre", "12,500,000.75"
    send(official, url, data)
    expected = draft.parsed
    expected["title"] = "Otro nombre"
    expected["budget"]["amount"]["amount"] = 12500000.75
    assert Draft.objects.get().document == canonical.canonical_bytes(expected).decode()


def test_edit_of_a_public_project_begins_a_draft(official, siop) -> None:
    project = published(siop)
    url = address("edit", project)
    data = form_to(official.get(url).text, "")
    assert data["version"] == ""
    data["status"] = "completion"
    send(official, url, data)
    draft = Draft.objects.get()
    assert draft.parsed == {**project.live_revision.parsed, "status": "completion"}
    assert draft.base_revision == project.live_revision


def test_mistake_on_the_form_keeps_what_was_typed(official, siop) -> None:
    draft = make_draft(siop)
    url = address("edit", draft.project)
    data = form_to(official.get(url).text, "")
    data["title"], data["budget"] = "Otro nombre", "doce millones"
    answer = send(official, url, data)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "budget": ["Escriba solo la cantidad, por ejemplo 1,234,567.89."]
    }
    kept = form_to(answer.text, "")
    assert (kept["title"], kept["budget"]) == ("Otro nombre", "doce millones")
    assert Draft.objects.get().document == draft.document


def test_findings_stand_beside_their_field(official, siop) -> None:
    draft = make_draft(siop, status="nada", title="")
    form = official.get(address("edit", draft.project)).context["form"]
    beside = {
        name: [f.code for f in each.field.findings if f.severity == "error"]
        for name, each in form.inputs.items()
    }
    assert {name for name, codes in beside.items() if codes} == {"status", "title"}


def test_two_people_editing_are_shown_both_and_nothing_is_lost(official, siop) -> None:
    draft = make_draft(siop, description="Antes")
    url = address("edit", draft.project)
    data = form_to(official.get(url).text, "")
    other = make_user(Role.CAPTURER, siop, "otra@example.org")
    actions.save_draft(
        actor=other,
        project=draft.project,
        document={**draft.parsed, "description": "Lo suyo", "purpose": "Suyo", "x": 1},
        expected_version=1,
    )
    data["title"], data["description"] = "Mío", "Lo mío"
    page = send(official, url, data)
    assert page.status_code == 409
    merge = page.context["merge"]
    assert [(m.name, m.mine, m.theirs) for m in merge.conflicts] == [
        ("description", "Lo mío", "Lo suyo")
    ]
    assert [m.name for m in merge.mine] == ["title"]
    assert [m.name for m in merge.theirs] == ["purpose"]
    assert Draft.objects.get().version == 2

    again = form_to(page.text, url)
    undecided = send(official, url, again)
    assert (undecided.status_code, list(undecided.context["form"].errors)) == (
        422,
        ["description"],
    )
    again["take-description"] = "mine"
    assert send(official, url, again).status_code == 302
    assert Draft.objects.get().parsed == {
        **draft.parsed,
        "title": "Mío",
        "description": "Lo mío",
        "purpose": "Suyo",
        "x": 1,
    }


def test_edit_under_review_is_refused_without_losing_it(official, capturer, siop) -> None:
    draft = make_draft(siop)
    url = address("edit", draft.project)
    data = form_to(official.get(url).text, "")
    actions.submit_draft(actor=capturer, project=draft.project, expected_version=1)
    data["title"] = "Otro nombre"
    answer = send(official, url, data)
    assert answer.status_code == 422
    assert form_to(answer.text, "")["title"] == "Otro nombre"
    assert Draft.objects.get().document == draft.document


def test_edit_page_takes_the_same_statements_for_any_document(
    official, siop, django_assert_max_num_queries
) -> None:
    draft = make_draft(siop, locations=[{"id": str(n)} for n in range(30)])
    with django_assert_max_num_queries(6):
        official.get(address("edit", draft.project))


# --- the log -------------------------------------------------------------------------------------


def test_log_holds_only_ones_entities(official, siop) -> None:
    make_draft(siop, "siop-1")
    make_draft(make_entity("cea"), "cea-1")
    entries = official.get(address("log")).context["page"].object_list
    assert [entry.entity for entry in entries] == [siop]


def test_log_is_narrowed_by_project_and_action(official, capturer, siop) -> None:
    one, _two = make_draft(siop, "siop-1"), make_draft(siop, "siop-2")
    actions.submit_draft(actor=capturer, project=one.project, expected_version=1)
    page = official.get(address("log"), {"proyecto": one.project.oc4ids_id})
    assert [entry.action for entry in page.context["page"]] == [
        "draft.submitted",
        "project.started",
    ]
    page = official.get(address("log"), {"accion": "draft.submitted"})
    assert [entry.project for entry in page.context["page"]] == [one.project]
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    assert list(official.get(address("log"), {"desde": tomorrow}).context["page"]) == []


@pytest.mark.parametrize("count", [1, 3])
def test_log_takes_the_same_statements_whatever_its_length(
    official, siop, count, django_assert_num_queries
) -> None:
    for number in range(count):
        make_draft(siop, f"siop-{number}")
    with django_assert_num_queries(7):
        official.get(address("log"))


# --- keys ----------------------------------------------------------------------------------------


def test_key_is_shown_once_and_only_its_digest_is_kept(siop) -> None:
    liaison = make_user(Role.LIAISON, siop)
    client = signed_in(liaison)
    data = form_to(client.get(address("token-issue")).text, "")
    data["name"], data["expires_on"] = "Sistema de obra", "2099-12-31"
    page = send(client, address("token-issue"), data)
    key = page.context["key"]
    token = ApiToken.objects.get()
    assert (token.user, token.entity, token.name) == (liaison, siop, "Sistema de obra")
    assert token.digest == ApiToken.digest_of(key)
    assert timezone.localtime(token.expires_at).date().isoformat() == "2099-12-31"
    assert page.text.count(key) == 1
    assert page.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    assert key not in client.get(address("token-list")).text
    assert [entry.action for entry in LogEntry.objects.all()] == [LogAction.TOKEN_ISSUED]


def test_key_is_revoked_once_and_for_all(siop) -> None:
    liaison = make_user(Role.LIAISON, siop)
    token, _key = ApiToken.issue(user=liaison, entity=siop, name="Sistema")
    client = signed_in(liaison)
    url = reverse("capture:token-revoke", args=[token.pk])
    send(client, url, form_to(client.get(address("token-list")).text, url))
    token.refresh_from_db()
    first = token.revoked_at
    assert first is not None
    client.post(url)
    token.refresh_from_db()
    assert token.revoked_at == first
    assert LogEntry.objects.count() == 1


def test_key_of_another_entity_cannot_be_revoked(siop) -> None:
    token, _key = ApiToken.issue(user=make_user(Role.LIAISON, siop), entity=siop, name="S")
    stranger = signed_in(make_user(Role.LIAISON, make_entity("cea")))
    url = reverse("capture:token-revoke", args=[token.pk])
    assert stranger.post(url).status_code == 404
    assert list(stranger.get(address("token-list")).context["tokens"]) == []
    token.refresh_from_db()
    assert token.revoked_at is None


def test_capturer_cannot_issue_a_key(official) -> None:
    assert official.get(address("token-issue")).status_code == 403
    assert official.post(address("token-issue"), {"name": "x"}).status_code == 403
    assert ApiToken.objects.count() == 0


# --- who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["detail", "edit", "discard"])
def test_project_of_another_entity_does_not_exist(siop, name) -> None:
    project = make_draft(siop).project
    stranger = signed_in(make_user(Role.LIAISON, make_entity("cea")))
    theirs = stranger.get(address(name, project))
    nobodys = stranger.get(address(name, project).replace("siop-1", "siop-99"))
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert theirs.text.replace("siop-1", "siop-99") == nobodys.text


@pytest.mark.parametrize("name", ["submit", "edit", "discard"])
def test_project_of_another_entity_cannot_be_changed(siop, name) -> None:
    draft = make_draft(siop)
    stranger = signed_in(make_user(Role.LIAISON, make_entity("cea")))
    answer = stranger.post(address(name, draft.project), {"version": "1", "title": "x"})
    assert answer.status_code == 404
    again = Draft.objects.get()
    assert (again.document, again.state) == (draft.document, DraftState.EDITING)


def test_role_that_ended_opens_nothing(official, capturer, siop) -> None:
    project = make_draft(siop).project
    Membership.objects.filter(user=capturer).update(is_active=False)
    assert official.get(address("detail", project)).status_code == 404


@pytest.mark.parametrize("name", ["list", "start", "import", "import-list", "log", "token-list"])
def test_signing_in_leads_back_to_the_page(client, siop, name) -> None:
    answer = client.get(f"{address(name)}?page=2")
    assert answer.url == f"/cuenta/login/?next={address(name)}%3Fpage%3D2"


def test_form_sent_after_the_session_ended_leads_back_to_its_page(client, siop) -> None:
    project = make_draft(siop).project
    page = address("detail", project)
    answer = client.post(
        address("submit", project),
        {"version": "1"},
        headers={"referer": f"http://testserver{page}"},
    )
    assert answer.url == f"/cuenta/login/?next={page}"
    elsewhere = client.post(
        address("submit", project), {"version": "1"}, headers={"referer": "http://evil.example/x"}
    )
    assert elsewhere.url == f"/cuenta/login/?next={address('submit', project)}"


@pytest.mark.parametrize("name", ["submit"])
def test_writing_by_get_is_refused(official, siop, name) -> None:
    project = make_draft(siop).project
    assert official.get(address(name, project)).status_code == 405


def test_office_pages_are_not_kept_in_caches(official, siop) -> None:
    project = make_draft(siop).project
    for url in (address("list"), address("detail", project), address("edit", project)):
        assert official.get(url).headers["Cache-Control"] == (
            "max-age=0, no-cache, no-store, must-revalidate, private"
        )


def test_pages_speak_english_under_their_prefix(official, siop) -> None:
    make_draft(siop)
    with translation.override("es-mx"):
        page = official.get(f"/en{address('list')}")
    assert '<html lang="en">' in page.text


def second_factor(user: User) -> None:
    TOTP.activate(user, generate_totp_secret())


def test_publication_ends_the_draft_in_the_list(official, siop) -> None:
    project = make_draft(siop).project
    publish(project)
    rows = official.get(address("list")).context["rows"]
    assert [[tag.label for tag in row.tags] for row in rows] == [["Publicado"]]
