"""An entity's own system: from a document to a published project, and nothing it may not do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from disclosure.models import Draft, Project, ProjectState, Revision
from disclosure.standard import canonical
from entities.models import ApiToken, Membership, Role, User
from tests.api.conftest import Api, with_token
from tests.factories import PREFIX, document, make_draft, make_user, publish, published

pytestmark = pytest.mark.django_db

ADDRESS = f"projects/{PREFIX}-siop-1/"


def state_of(response) -> tuple[int, str]:
    body = response.json()
    return response.status_code, body.get("code") or body.get("state")


def test_document_goes_in_and_comes_out_published(capturer, liaison, public, siop):
    original = document(siop, x_propio={"ñ": [1, 2.50, None]})
    started = capturer.post("projects/", original)
    assert (started.status_code, started.headers["ETag"]) == (201, '"1"')
    assert started.headers["Location"] == f"http://127.0.0.1:8000/api/v1/{ADDRESS}draft/"
    read = capturer.get(started.headers["Location"])
    assert (read.json(), read.headers["ETag"]) == (original, '"1"')
    assert read.content == canonical.canonical_bytes(original)
    changed = {**original, "title": "Otro título"}
    saved = capturer.put(f"{ADDRESS}draft/", changed, If_Match='"1"')
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"2"')
    submitted = capturer.post(f"{ADDRESS}submit/", If_Match='"2"')
    assert state_of(submitted) == (200, "submitted")
    done = liaison.post(f"{ADDRESS}publish/", {"reason": "Alta"}, If_Match='"2"')
    assert (done.status_code, done.headers["ETag"]) == (201, '"1"')
    revision = Revision.objects.get()
    assert done.json()["revision"]["sha256"] == revision.sha256
    assert (revision.reason, revision.author) == ("Alta", make_user(Role.LIAISON, siop))
    (seen,) = public.get(done.json()["url"]).json()["projects"]
    assert {**seen, "updated": None} == {**changed, "updated": None}
    gone = liaison.post(f"{ADDRESS}withdraw/", {"reason": "Se duplicó"}, If_Match='"1"')
    assert (gone.status_code, gone.json()["reason"]) == (200, "Se duplicó")
    assert public.get(ADDRESS).status_code == 410


def test_started_project_without_id_gets_the_next_one(capturer, siop):
    body = document(siop)
    del body["id"]
    year = timezone.localdate().year
    names = [capturer.post("projects/", body).json()["id"] for _ in range(2)]
    assert names == [f"{PREFIX}-siop-{year}-0001", f"{PREFIX}-siop-{year}-0002"]


def test_returned_draft_says_why(capturer, liaison, siop):
    capturer.post("projects/", document(siop))
    capturer.post(f"{ADDRESS}submit/", If_Match='"1"')
    back = liaison.post(f"{ADDRESS}return/", {"reason": "Falta el fallo"}, If_Match='"1"')
    assert state_of(back) == (200, "returned")
    status = capturer.get(f"{ADDRESS}draft/findings/").json()
    assert (status["state"], status["returned_reason"]) == ("returned", "Falta el fallo")
    assert status["missing"] == len([f for f in status["findings"] if f["severity"] == "advice"])


def test_document_with_errors_is_kept_and_not_submitted(capturer, siop):
    started = capturer.post("projects/", document(siop, status="terminado"))
    assert (started.status_code, started.json()["errors"]) == (201, 1)
    refused = capturer.post(f"{ADDRESS}submit/", If_Match='"1"')
    assert state_of(refused) == (422, "has-errors")
    (finding,) = refused.json()["findings"]
    assert finding["pointer"] == "/status"


def test_draft_of_a_published_project_is_begun_once(capturer, siop):
    project = published(siop)
    assert capturer.get(f"{ADDRESS}draft/").status_code == 404
    begun = {**project.live_revision.parsed, "title": "Otro título"}
    assert state_of(capturer.put(f"{ADDRESS}draft/", begun))[0] == 428
    first = capturer.put(f"{ADDRESS}draft/", begun, If_None_Match="*")
    assert (first.status_code, first.headers["ETag"]) == (201, '"1"')
    assert first.json()["base_revision"] == 1
    again = capturer.put(f"{ADDRESS}draft/", {**begun, "title": "Tercero"}, If_None_Match="*")
    assert state_of(again) == (412, "stale-version")


@pytest.mark.parametrize("action", ["draft", "submit", "return", "publish", "withdraw"])
def test_version_is_asked_for_and_a_stale_one_changes_nothing(liaison, siop, action):
    project = published(siop)
    publish(project, {"title": "Otro título"})
    liaison.put(f"{ADDRESS}draft/", {**document(siop), "title": "Tres"}, If_None_Match="*")
    liaison.put(f"{ADDRESS}draft/", {**document(siop), "title": "Cuatro"}, If_Match='"1"')
    before = Draft.objects.values().get(), Project.all_states.values().get()
    method = "PUT" if action == "draft" else "POST"
    body = {
        "draft": {**document(siop), "title": "Cinco"},
        "return": {"reason": "Motivo"},
        "withdraw": {"reason": "Motivo"},
    }.get(action)
    for header in ({}, {"If_Match": "*"}):
        assert state_of(liaison(method, f"{ADDRESS}{action}/", body, **header)) == (
            428,
            "version-required",
        )
    for tag in ('"1"', '"99"', '"abc"', '"1", "2"', "2"):
        stale = liaison(method, f"{ADDRESS}{action}/", body, If_Match=tag)
        assert (*state_of(stale), stale.json()["current"]) == (412, "stale-version", 2)
    assert (Draft.objects.values().get(), Project.all_states.values().get()) == before


def test_weak_tag_made_by_a_proxy_is_understood(capturer, siop):
    capturer.post("projects/", document(siop))
    assert capturer.post(f"{ADDRESS}submit/", If_Match='W/"1"').status_code == 200


@pytest.mark.parametrize(
    "body",
    [{"reason": 3}, {"reason": None}, {"motivo": "x"}, {"reason": "x" * 4001}, {"id": "x"}],
)
@pytest.mark.parametrize("action", ["return", "publish", "withdraw"])
def test_only_a_reason_goes_with_an_action(liaison, siop, action, body):
    make_draft(siop)
    refused = liaison.post(f"{ADDRESS}{action}/", body, If_Match='"1"')
    assert state_of(refused) == (422, "invalid-body")


@pytest.mark.parametrize("action", ["return", "withdraw"])
@pytest.mark.parametrize("body", [None, {}, {"reason": "  "}])
def test_reason_is_asked_for(liaison, siop, action, body):
    published(siop)
    liaison.put(f"{ADDRESS}draft/", {**document(siop), "title": "Dos"}, If_None_Match="*")
    liaison.post(f"{ADDRESS}submit/", If_Match='"1"')
    refused = liaison.post(f"{ADDRESS}{action}/", body, If_Match='"1"')
    assert state_of(refused) == (422, "reason-required")


def test_submitting_takes_no_body(capturer, siop):
    make_draft(siop)
    refused = capturer.post(f"{ADDRESS}submit/", {"reason": "x"}, If_Match='"1"')
    assert state_of(refused) == (422, "invalid-body")


def test_id_of_another_project_is_refused(capturer, infejal, siop):
    make_draft(infejal, "ajeno")
    refused = capturer.post("projects/", document(siop, "ajeno"))
    assert state_of(refused) == (409, "identifier-taken")
    make_draft(siop)
    changed = capturer.put(f"{ADDRESS}draft/", document(siop, "otro"), If_Match='"1"')
    assert state_of(changed) == (422, "identifier-changed")


# --- who may -------------------------------------------------------------------------------------

WRITES = [
    ("GET", "draft/", None),
    ("GET", "draft/findings/", None),
    ("PUT", "draft/", {"title": "x"}),
    ("POST", "submit/", None),
    ("POST", "return/", {"reason": "x"}),
    ("POST", "publish/", None),
    ("POST", "withdraw/", {"reason": "x"}),
]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_project_of_another_entity_looks_like_none(siop, infejal, method, path, body):
    """Also to whom may see it by another role: a token acts for its own entity only."""
    make_draft(siop)
    manager = make_user(Role.MANAGER)
    both = make_user(Role.LIAISON, infejal)
    Membership.objects.create(user=both, chapter=siop.chapter, entity=siop, role=Role.LIAISON)
    root = User.objects.create_superuser("raiz@example.org", "una-clave-larga")
    for user in (make_user(Role.LIAISON, infejal), both, manager, root):
        api = with_token(user, infejal)
        theirs = api(method, f"{ADDRESS}{path}", body, If_Match='"1"')
        none = api(method, f"projects/{PREFIX}-no-hay/{path}", body, If_Match='"1"')
        assert (theirs.status_code, theirs.content) == (404, none.content)


@pytest.mark.parametrize(("method", "path", "body"), [*WRITES, ("POST", "", None)])
def test_nobody_writes_without_a_token(public, siop, method, path, body):
    make_draft(siop)
    address = f"{ADDRESS}{path}" if path else "projects/"
    refused = public(method, address, body, If_Match='"1"')
    assert state_of(refused) == (401, "not-authenticated")
    assert refused.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.CAPTURER, {"submit"}),
        (Role.LIAISON, {"submit", "return", "publish", "withdraw"}),
        (Role.ENTITY_ADMIN, set()),
    ],
)
def test_token_does_what_its_person_may(siop, as_role, role, allowed):
    api = as_role(role, siop)
    make_draft(siop)
    tried = {
        action: api.post(f"{ADDRESS}{action}/", If_Match='"7"').status_code
        for action in ("submit", "return", "publish", "withdraw")
    }
    assert {action for action, status in tried.items() if status != 403} == allowed
    assert set(tried.values()) <= {403, 412, 422}
    assert api.post("projects/", document(siop, "otro")).status_code == (
        403 if role == Role.ENTITY_ADMIN else 201
    )


def test_person_without_a_role_sees_nothing(siop):
    make_draft(siop)
    api = with_token(make_user(email="nadie@example.org"), siop)
    assert api.get(f"{ADDRESS}draft/").status_code == 404
    assert api.post("projects/", document(siop, "otro")).status_code == 404
    assert Project.all_states.count() == 1


@pytest.mark.parametrize("reason", ["expired", "revoked", "user", "entity", "unknown"])
def test_token_no_longer_good_is_refused(siop, reason):
    make_draft(siop)
    api = with_token(make_user(Role.CAPTURER, siop), siop)
    assert api.get(f"{ADDRESS}draft/").status_code == 200
    now = timezone.now()
    if reason == "expired":
        ApiToken.objects.update(expires_at=now - timedelta(seconds=1))
    elif reason == "revoked":
        ApiToken.objects.update(revoked_at=now)
    elif reason == "user":
        User.objects.update(is_active=False)
    elif reason == "entity":
        type(siop).objects.update(is_active=False)
    else:
        api = Api("cj_inventada")
    for path in (f"{ADDRESS}draft/", "projects/"):
        refused = api.get(path)
        assert state_of(refused) == (401, "not-authenticated")
    assert refused.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token \xf1", "token "])
def test_malformed_authorization_is_no_failure(public, header):
    assert public.get("projects/", Authorization=header).status_code in (200, 401)


def test_session_gives_no_authority(siop):
    api = Api()
    api.client.force_login(make_user(Role.LIAISON, siop))
    assert api.post("projects/", document(siop)).status_code == 401


def test_use_of_a_token_is_noted_once_an_hour(siop, django_assert_num_queries):
    make_draft(siop)
    api = with_token(make_user(Role.CAPTURER, siop), siop)
    api.get(f"{ADDRESS}draft/")
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    api.get(f"{ADDRESS}draft/")
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(hours=1))
    api.get(f"{ADDRESS}draft/")
    assert ApiToken.objects.get().last_used_at > first


def test_private_answers_are_not_stored_on_the_way(capturer, siop):
    make_draft(siop)
    for path in (f"{ADDRESS}draft/", f"{ADDRESS}draft/findings/", "projects/"):
        response = capturer.get(path, Accept_Encoding="gzip")
        assert response.headers["Cache-Control"] == "private, no-store"
        assert "Content-Encoding" not in response.headers


def test_withdrawing_needs_the_revision_that_is_public(liaison, siop):
    project = published(siop)
    publish(project, {"title": "Otro título"})
    stale = liaison.post(f"{ADDRESS}withdraw/", {"reason": "x"}, If_Match='"1"')
    assert state_of(stale) == (412, "stale-version")
    project.refresh_from_db()
    assert project.state == ProjectState.PUBLISHED
