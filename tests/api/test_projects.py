"""What the public reads: the exact bytes, page by page, or nothing new."""

import gzip
import hashlib
import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure import actions
from disclosure.models import Project, Revision
from disclosure.standard.validation import validate_package
from entities.models import Role
from tests.api.conftest import Api
from tests.factories import PREFIX, make_draft, make_municipality, make_user, publish, published

pytestmark = pytest.mark.django_db


def bodies(content: bytes) -> list[bytes]:
    """The bytes of each project of a package, cut out of it without parsing them."""
    found, depth, start, quoted, escaped = [], 0, 0, False, False
    for index in range(content.index(b'"projects":[') + len(b'"projects":['), len(content)):
        byte = content[index : index + 1]
        if quoted:
            quoted, escaped = escaped or byte != b'"', byte == b"\\" and not escaped
        elif byte == b'"':
            quoted = True
        elif byte == b"{":
            start = index if depth == 0 else start
            depth += 1
        elif byte == b"}":
            depth -= 1
            if depth == 0:
                found.append(content[start : index + 1])
        elif byte == b"]" and depth == 0:
            break
    return found


def ids(response) -> list[str]:
    return [project["id"].removeprefix(f"{PREFIX}-") for project in response.json()["projects"]]


def walk(api: Api, path: str, direction: str = "next") -> list[list[str]]:
    pages = []
    while path:
        response = api.get(path)
        assert response.status_code == 200
        pages.append(ids(response))
        path = response.json()["links"].get(direction, "")
    return pages


def test_page_is_a_valid_package_of_the_exact_bytes_of_the_live_revisions(public, siop):
    first = published(siop, "1", x_propio={"ñ": ["\u2028", '"}]', 1.50, None]})
    published(siop, "2")
    make_draft(siop, "3")
    publish(first, {"title": "Otro título"})
    response = public.get("projects/")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    revisions = Revision.objects.filter(project__live_revision__isnull=False)
    live = [
        revisions.get(project__oc4ids_id=f"{PREFIX}-1", number=2).sha256,
        revisions.get(project__oc4ids_id=f"{PREFIX}-2").sha256,
    ]
    assert [hashlib.sha256(body).hexdigest() for body in bodies(response.content)] == live
    package = response.json()
    assert [f for f in validate_package(package) if f.severity == "error"] == []
    assert package["uri"] == "http://127.0.0.1:8000/api/v1/projects/"
    assert package["links"] == {}


def test_page_without_projects_is_an_empty_list(public, siop):
    response = public.get("projects/?q=inexistente")
    assert (response.status_code, response.json()["projects"]) == (200, [])


def test_one_project_and_each_of_its_revisions_are_served_as_they_were_published(public, siop):
    project = published(siop)
    publish(project, {"title": "Otro título"})
    old, new = project.revisions.order_by("number")
    address = f"projects/{project.oc4ids_id}/"
    for path, revision in (
        (address, new),
        (f"{address}revisions/1/", old),
        (f"{address}revisions/2/", new),
    ):
        content = public.get(path).content
        assert [hashlib.sha256(body).hexdigest() for body in bodies(content)] == [revision.sha256]
    listed = public.get(f"{address}revisions/").json()["revisions"]
    assert [(one["number"], one["sha256"]) for one in listed] == [(2, new.sha256), (1, old.sha256)]


def test_difference_tells_what_changed_in_both_languages(public, siop):
    project = published(siop)
    publish(project, {"title": "Otro título"})
    changes = public.get(f"projects/{project.oc4ids_id}/revisions/1/diff/2/").json()["changes"]
    changed = {change["pointer"]: change for change in changes if change["pointer"] != "/updated"}
    assert changed == {
        "/title": {
            "pointer": "/title",
            "kind": "changed",
            "old": "Rehabilitación del camino a Contla",
            "new": "Otro título",
            "es": changed["/title"]["es"],
            "en": changed["/title"]["en"],
        }
    }
    assert changed["/title"]["es"] != changed["/title"]["en"]


def test_id_with_other_characters_has_an_address(public, siop):
    project = published(siop, "a/ñ ~")
    listed = public.get(f"projects/{PREFIX}-a~2f~c3~b1~20~7e/revisions/").json()
    assert listed["id"] == project.oc4ids_id
    assert public.get(listed["revisions"][0]["url"]).status_code == 200


def test_withdrawn_project_is_gone_with_its_reason_and_keeps_its_history(public, siop):
    project = published(siop)
    actions.withdraw_project(
        actor=make_user(Role.LIAISON, siop), project=project, reason="Se duplicó al 100%"
    )
    response = public.get(f"projects/{project.oc4ids_id}/")
    problem = response.json()
    assert (response.status_code, problem["code"]) == (410, "withdrawn")
    assert problem["reason"] == "Se duplicó al 100%"
    assert public.get("projects/").json()["projects"] == []
    assert public.get(f"projects/{project.oc4ids_id}/revisions/1/").status_code == 200


@pytest.mark.parametrize("suffix", ["", "revisions/", "revisions/1/", "revisions/1/diff/1/"])
def test_unpublished_project_looks_like_one_that_does_not_exist(public, capturer, siop, suffix):
    draft = make_draft(siop)
    for api in (public, capturer):
        mine = api.get(f"projects/{draft.project.oc4ids_id}/{suffix}")
        none = api.get(f"projects/{PREFIX}-no-existe/{suffix}")
        assert (mine.status_code, mine.content) == (404, none.content)


def test_quarantined_project_is_left_out_of_pages(public, siop):
    published(siop, "1")
    project = published(siop, "2")
    Project.all_states.filter(pk=project.pk).update(is_quarantined=True)
    assert ids(public.get("projects/")) == ["1"]


# --- nothing new ---------------------------------------------------------------------------------


def test_etag_saves_loading_documents(public, siop):
    published(siop, "1")
    etag = public.get("projects/").headers["ETag"]
    with CaptureQueriesContext(connection) as queries:
        response = public.get("projects/", If_None_Match=etag)
    assert (response.status_code, response.content) == (304, b"")
    assert [q["sql"] for q in queries if '"document"' in q["sql"]] == []


def test_etag_changes_with_what_is_published_and_only_with_that(public, siop):
    project = published(siop, "1")
    before = public.get("projects/").headers["ETag"]
    make_draft(siop, "2")
    assert public.get("projects/").headers["ETag"] == before
    publish(project, {"title": "Otro título"})
    assert public.get("projects/", If_None_Match=before).status_code == 200


def test_etag_of_a_redacted_project_changes(public, siop):
    project = published(siop, "1", purpose="Lo pidió Juana Pérez Ruiz")
    pages = ("projects/", f"projects/{project.oc4ids_id}/")
    before = [public.get(path).headers["ETag"] for path in pages]
    actions.redact_project(
        actor=make_user(Role.LIAISON, siop),
        project=project,
        texts=["Juana Pérez Ruiz"],
        reason="Dato personal",
    )
    for path, etag in zip(pages, before, strict=True):
        response = public.get(path, If_None_Match=etag)
        assert response.status_code == 200
        assert "Juana" not in response.content.decode()


def test_last_modified_is_when_something_changed_and_answers_304(public, siop):
    with time_machine.travel(datetime(2026, 3, 1, 12, 0, 0, 500_000, UTC), tick=False):
        project = published(siop, "1")
        # Within the seconds in which another change could bear the same date there is none.
        assert "Last-Modified" not in public.get("projects/").headers
    with time_machine.travel(datetime(2026, 3, 1, 13, tzinfo=UTC), tick=False):
        for path in ("projects/", f"projects/{project.oc4ids_id}/"):
            date = public.get(path).headers["Last-Modified"]
            assert date == "Sun, 01 Mar 2026 12:00:00 GMT"
            assert public.get(path, If_Modified_Since=date).status_code == 304
        actions.withdraw_project(
            actor=make_user(Role.LIAISON, siop), project=project, reason="Se duplicó"
        )
    with time_machine.travel(datetime(2026, 3, 1, 14, tzinfo=UTC), tick=False):
        assert public.get("projects/", If_Modified_Since=date).json()["projects"] == []


def test_answers_are_compressed_for_whoever_takes_it(public, siop):
    for number in range(3):
        published(siop, str(number))
    plain = public.get("projects/")
    packed = public.get("projects/", Accept_Encoding="br, gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.headers["ETag"] == plain.headers["ETag"]
    assert int(packed.headers["Content-Length"]) == len(packed.content)
    assert "Content-Encoding" not in public.get("projects/", Accept_Encoding="gzip;q=0").headers
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_any_site_may_read_and_none_may_write(public, siop):
    response = public.get("projects/", Origin="https://example.org")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    asked = public(
        "OPTIONS",
        "projects/",
        Origin="https://example.org",
        Access_Control_Request_Method="POST",
    )
    assert "POST" not in asked.headers["Access-Control-Allow-Methods"]


# --- filters and pages ---------------------------------------------------------------------------


@pytest.fixture
def several(siop, infejal):
    make_municipality("14085", "Tamazula de Gordiano")
    published(siop, "1", status="completion", period={"startDate": "2025-03-01T00:00:00-06:00"})
    published(siop, "2", type="construction")
    published(infejal, "3", title="Escuela primaria Juárez", sector=["education"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("entity=infejal", ["3"]),
        ("status=completion", ["1"]),
        ("type=construction", ["2"]),
        ("sector=education", ["3"]),
        ("q=escuela", ["3"]),
        ("municipality=14085", ["1", "2", "3"]),
        ("municipality=14001", []),
        ("region=05", ["1", "2", "3"]),
        ("amount_min=10500000.51", []),
        ("amount_max=10500000.5", ["1", "2", "3"]),
        ("start_to=2025-12-31", ["1"]),
        ("start_from=2026-01-01", ["2", "3"]),
        ("bbox=-104,19,-103,20", ["1", "2", "3"]),
        ("bbox=-100,19,-99,20", []),
        ("updated_since=2100-01-01T00:00:00Z", []),
        ("entity=siop&type=construction", ["2"]),
    ],
)
def test_filter_finds(public, several, query, found):
    assert ids(public.get(f"projects/?{query}")) == found


@pytest.mark.parametrize(
    "query",
    [
        "entidad=siop",
        "status=nuevo",
        "amount_min=mucho",
        "start_from=ayer",
        "updated_since=ayer",
        "bbox=1,2,3",
        "bbox=nan,0,1,1",
        "ordering=azar",
        "page_size=0",
        "page_size=1001",
        "page_size=x",
        "cursor=nada",
        "cursor=W10",
        "q=%00",
        f"q={'x' * 401}",
    ],
)
def test_parameter_that_cannot_be_understood_is_refused_by_name(public, several, query):
    response = public.get(f"projects/?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid-parameters")
    assert list(response.json()["parameters"]) == [query.partition("=")[0]]


ORDERINGS = ["", "-updated", "updated", "-amount", "amount", "title", "start", "-start"]


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_pages_in_any_order_hold_each_project_once_forwards_and_backwards(public, siop, ordering):
    for number in range(3):
        published(siop, f"a{number}")
    for number in range(2):
        published(siop, f"b{number}")
        Project.all_states.filter(oc4ids_id=f"{PREFIX}-b{number}").update(
            amount=None, start_date=None
        )
    query = f"ordering={ordering}&" if ordering else ""
    whole = ids(public.get(f"projects/?{query}page_size=5"))
    pages = walk(public, f"projects/?{query}page_size=2")
    assert [one for page in pages for one in page] == whole
    assert sorted(whole) == ["a0", "a1", "a2", "b0", "b1"]
    last = f"projects/?{query}page_size=2"
    while following := public.get(last).json()["links"].get("next"):
        last = following
    back = walk(public, last, "prev")
    assert list(reversed(back)) == pages


def test_pages_stay_in_place_while_projects_come_and_go(public, siop):
    for number in range(6):
        published(siop, str(number))
    first = public.get("projects/?page_size=3")
    publish(Project.all_states.get(oc4ids_id=f"{PREFIX}-1"), {"title": "Otro título"})
    actions.withdraw_project(
        actor=make_user(Role.LIAISON, siop),
        project=Project.all_states.get(oc4ids_id=f"{PREFIX}-2"),
        reason="Se duplicó",
    )
    published(siop, "6")
    rest = walk(public, first.json()["links"]["next"])
    assert [ids(first), *rest] == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


def test_cursor_of_one_order_is_refused_in_another(public, siop):
    for number in range(2):
        published(siop, str(number))
    following = public.get("projects/?page_size=1&ordering=title").json()["links"]["next"]
    response = public.get(following.replace("ordering=title", "ordering=amount"))
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("path", "statements"),
    [
        ("projects/", 4),
        ("projects.geojson", 1),
        ("map/", 1),
        ("entities/", 1),
        ("municipalities/", 1),
        ("suppliers/", 2),
        ("statistics/", 8),
        ("compliance/", 3),
        ("indicators/", 0),
    ],
)
def test_statements_do_not_grow_with_projects(public, siop, path, statements):
    counts = []
    for number in range(3):
        published(siop, str(number))
        if number != 1:
            with CaptureQueriesContext(connection) as queries:
                assert public.get(path).status_code == 200
            counts.append(len(queries))
    assert counts == [statements, statements]


def test_package_head_is_a_client_of_nothing_else(public, siop):
    published(siop)
    assert list(json.loads(public.get("projects/").content)) == [
        "uri",
        "publishedDate",
        "version",
        "publisher",
        "license",
        "publicationPolicy",
        "links",
        "projects",
    ]
