"""Whatever is sent, the answer is a problem in the one shape, never a page and never a failure."""

import json
import sqlite3
import threading
import time

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import OperationalError

from disclosure.api import counters, throttling
from disclosure.models import Draft, Project
from disclosure.standard import canonical
from disclosure.standard.messages import MESSAGES
from tests.api.conftest import Api
from tests.factories import PREFIX, document, make_draft, published
from tests.standard.hostile import HOSTILE

pytestmark = pytest.mark.django_db


def is_problem(response, status: int, code: str) -> bool:
    body = response.json()
    return (
        (response.status_code, body["status"], body["code"]) == (status, status, code)
        and response.headers["Content-Type"] == "application/problem+json"
        and body["type"] == f"urn:costjalisco:problem:{code}"
        and bool(body["title"] and body["detail"])
    )


@pytest.mark.parametrize(
    "path", ["nada/", "nada", "projects/x/y/", "schema/x/", "../v2/", "projects/%00/", "docs"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_unknown_address_is_a_problem(public, method, path):
    response = public(method, path)
    if path == "docs":
        assert (response.status_code, response.headers["Location"]) == (308, "/api/v1/docs/")
    else:
        assert is_problem(response, 404, "not-found")


def test_address_without_its_slash_is_sent_on_with_its_query(public):
    response = public.get("projects?page_size=3")
    assert (response.status_code, response.content) == (308, b"")
    assert response.headers["Location"] == "/api/v1/projects/?page_size=3"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("TRACE", "projects/"),
        ("PATCH", "projects/"),
        ("DELETE", "projects/"),
        ("FOO", "projects/"),
        ("POST", "statistics/"),
        ("GET", "validate/"),
        ("GET", f"projects/{PREFIX}-siop-1/submit/"),
        ("GET", f"projects/{PREFIX}-siop-1/publish/"),
        ("DELETE", f"projects/{PREFIX}-siop-1/draft/"),
    ],
)
def test_method_that_an_address_does_not_have_is_refused(capturer, siop, method, path):
    make_draft(siop)
    response = capturer(method, path)
    assert is_problem(response, 405, "method-not-allowed")
    assert method not in response.headers["Allow"]


@pytest.mark.parametrize("method", ["TRACE", "PATCH", "PUT", "DELETE", "CONNECT"])
@pytest.mark.parametrize("path", ["projects/", "validate/", f"projects/{PREFIX}-siop-1/submit/"])
def test_unknown_method_is_refused_before_anything_is_asked(public, method, path):
    assert is_problem(public(method, path), 405, "method-not-allowed")


def test_body_in_chunks_is_refused(capturer, siop):
    response = capturer.client.generic(
        "POST",
        "/api/v1/projects/",
        headers={"Authorization": f"Token {capturer.key}", "Transfer-Encoding": "chunked"},
        CONTENT_LENGTH="",
    )
    assert is_problem(response, 411, "length-required")


def test_sentences_follow_the_language_that_was_asked_for(public):
    spanish = public.post("validate/", Accept_Language="fr, es;q=0.8").json()
    english = public.post("validate/", Accept_Language="en-GB, es;q=0.8").json()
    assert spanish["detail"] != english["detail"]
    assert public.post("validate/").json() == spanish


def test_failure_says_nothing_of_the_inside_and_is_reported(public, monkeypatch, caplog):
    def fails(*_):
        raise ValueError("secreto: la clave es 1234")

    monkeypatch.setattr("disclosure.api.figures.indicators", fails)
    response = public.get("indicators/")
    assert is_problem(response, 500, "server-error")
    assert "1234" not in response.content.decode()
    assert "1234" in caplog.text


def test_database_that_does_not_answer_is_unavailable(public, monkeypatch):
    def fails(*_):
        raise OperationalError("database is locked")

    monkeypatch.setattr("disclosure.api.figures.indicators", fails)
    response = public.get("indicators/")
    assert is_problem(response, 503, "unavailable")
    assert response.headers["Retry-After"] == "5"


def test_forged_host_is_a_problem_and_leaves_no_trace(public, siop):
    published(siop)
    assert public.get("projects/", Host="evil.example").status_code == 400
    response = public.get("projects/", X_Forwarded_Host="evil.example", X_Forwarded_Proto="https")
    assert "evil.example" not in response.content.decode()


# --- bodies --------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
@pytest.mark.parametrize("path", ["projects/", "validate/"])
def test_hostile_body_is_answered_in_time_and_never_fails(capturer, path, case):
    body = case.build()
    begun = time.process_time()
    response = capturer("POST", path, data=body)
    assert time.process_time() - begun < 2
    assert response.status_code in (200, 201, 400, 413, 422)
    if response.status_code >= 400:
        assert response.headers["Content-Type"] == "application/problem+json"
    if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        assert is_problem(response, 413, "file-too-large")
    elif case.refused is not None and path == "validate/":
        assert is_problem(response, 400, case.refused)
    for draft in Draft.objects.all():
        assert canonical.canonical_bytes(draft.parsed).decode() == draft.document


@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_hostile_body_starts_a_project_only_if_it_is_one_whole_object(capturer, case):
    if len(case.build()) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return
    response = capturer("POST", "projects/", data=case.build())
    is_kept = (
        case.refused is None
        and case.shape == "project"
        and all(MESSAGES[code].severity != "error" for _, code, _ in case.findings)
        and isinstance(case.documents[0], dict)
    )
    assert (response.status_code == 201, Project.all_states.count()) == (is_kept, int(is_kept))


def test_values_that_would_not_be_kept_are_findings(capturer, siop):
    text = json.dumps(document(siop)).replace('"status": "implementation"', '"a": 1, "a": NaN')
    response = capturer("POST", "projects/", data=text.encode())
    assert is_problem(response, 422, "reading-errors")
    found = {finding["code"] for finding in response.json()["findings"]}
    assert found == {"duplicate-key", "not-a-number"}


@pytest.mark.parametrize("body", [[1], [{"id": "a"}], {"projects": [{"id": "a"}]}, "texto", 3])
def test_body_of_another_shape_is_refused(capturer, body):
    response = capturer.post("projects/", body)
    assert response.status_code in (400, 422)
    assert not Project.all_states.exists()


@pytest.mark.parametrize("path", ["projects/", "validate/"])
def test_empty_body_is_refused(capturer, path):
    assert is_problem(capturer.post(path), 400, "empty")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x"]
)
def test_body_of_another_type_is_refused_where_it_would_be_kept(capturer, siop, content_type):
    response = capturer.post("projects/", document(siop), Content_Type=content_type)
    assert is_problem(response, 415, "unsupported-media-type")


def test_only_json_is_offered(public):
    assert is_problem(public.get("projects/", Accept="text/html"), 406, "not-acceptable")
    assert public.get("entities/", Accept="text/html, */*;q=0.1").status_code == 200


# --- validate ------------------------------------------------------------------------------------


def package(*projects):
    return {
        "uri": "https://example.org/p",
        "publishedDate": "2026-01-01T00:00:00Z",
        "version": "0.9",
        "publisher": {"name": "SIOP"},
        "projects": list(projects),
    }


def test_validation_needs_no_account_and_keeps_nothing(public, siop):
    response = public.post("validate/", document(siop, status="terminado"))
    report = response.json()
    assert (response.status_code, report["valid"], report["errors"]) == (200, False, 1)
    assert (report["shape"], report["projects"]) == ("project", 1)
    assert report["findings"][0]["pointer"] == "/status"
    assert not Project.all_states.exists()


@pytest.mark.parametrize(
    ("shape", "wrap", "pointer"),
    [
        ("package", lambda one, two: package(one, two), "/projects/1/status"),
        ("list", lambda one, two: [one, two], "/projects/1/status"),
    ],
)
def test_findings_of_many_projects_point_into_the_file(public, siop, shape, wrap, pointer):
    body = wrap(document(siop, "1"), document(siop, "2", status="terminado"))
    report = public.post("validate/", body).json()
    assert (report["shape"], report["projects"]) == (shape, 2)
    errors = [f["pointer"] for f in report["findings"] if f["severity"] == "error"]
    assert errors == [pointer]


def test_validation_of_a_package_says_what_it_lacks(public, siop):
    body = package(document(siop, "1"), document(siop, "1"))
    del body["publisher"]
    errors = [
        f for f in public.post("validate/", body).json()["findings"] if f["severity"] == "error"
    ]
    assert {f["pointer"] for f in errors} == {"/publisher", "/projects/1/id"}


def test_advice_comes_when_asked_for(public, siop):
    counts = [
        public.post(f"validate/{query}", document(siop)).json()["advice"]
        for query in ("", "?advice=false", "?advice=true")
    ]
    assert counts[0] == counts[1] < counts[2]
    assert is_problem(public.post("validate/?advice=si", {}), 400, "invalid-parameters")


@pytest.mark.parametrize(
    "body",
    [
        b'{"id":"a","x":[' + b'{"y":" "},' * 300_000 + b"1]}",
        b'{"id":"a","parties":[' + b'{"id":"1"},' * 300_000 + b"1]}",
        b'{"id":"a","documents":[' + b"{}," * 1_000_000 + b"1]}",
        b"[" + b"{}," * 1_000_000 + b"{}]",
        b'{"id":"a",' + b",".join(b'"x%d":1' % n for n in range(300_000)) + b"}",
        b'{"id":"a","contractingProcesses":['
        + b",".join(b'{"id":"%d","summary":{"suppliers":[{"id":"z"}]}}' % n for n in range(80_000))
        + b"]}",
    ],
    ids=["blank", "parties", "objects", "projects", "fields", "references"],
)
def test_validation_of_very_many_findings_ends_in_time(public, body):
    assert len(body) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    begun = time.process_time()
    response = public("POST", "validate/", data=body)
    took = time.process_time() - begun
    assert response.status_code in (200, 400)
    assert len(response.content) < 2_000_000
    assert took < 20


# --- limits --------------------------------------------------------------------------------------


@pytest.fixture
def low_limits(settings):
    rates = {"anonymous": "3/min", "token": "5/min", "validate": "2/min"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}


@pytest.mark.parametrize(
    ("client", "method", "path", "allowed"),
    [
        ("public", "GET", "entities/", 3),
        ("capturer", "GET", "entities/", 5),
        ("public", "POST", "validate/", 2),
    ],
)
def test_limit_is_exact_and_says_how_long_to_wait(
    request, low_limits, time_machine, client, method, path, allowed
):
    api = request.getfixturevalue(client)
    time_machine.move_to("2026-03-01T12:00:20Z", tick=False)
    body = {"id": "x"} if method == "POST" else None
    statuses = [api(method, path, body).status_code for _ in range(allowed + 2)]
    assert statuses == [200] * allowed + [429] * 2
    refused = api(method, path, body)
    assert is_problem(refused, 429, "too-many-requests")
    assert refused.headers["Retry-After"] == "40"
    time_machine.move_to("2026-03-01T12:01:00Z", tick=False)
    assert api(method, path, body).status_code == 200


def test_forwarded_address_does_not_make_another_client(public, low_limits, time_machine):
    time_machine.move_to("2026-03-01T12:00:20Z", tick=False)
    statuses = [
        public.get("entities/", X_Forwarded_For=f"10.0.0.{n}").status_code for n in range(4)
    ]
    assert statuses == [200, 200, 200, 429]


def test_guessed_tokens_count_against_their_address(low_limits, time_machine):
    time_machine.move_to("2026-03-01T12:00:20Z", tick=False)
    statuses = [Api(f"cj_{n}").get("entities/").status_code for n in range(4)]
    assert statuses == [401, 401, 401, 429]


def test_cache_that_is_down_refuses_nobody(public, low_limits, monkeypatch):
    def fails(*_, **__):
        raise ConnectionError

    monkeypatch.setattr(type(caches["default"]), "add", fails)
    monkeypatch.setattr(throttling.ClientThrottle, "_asleep_until", 0.0)
    assert [public.get("entities/").status_code for _ in range(5)] == [200] * 5
    monkeypatch.setattr(throttling.ClientThrottle, "_asleep_until", 0.0)


def test_file_counters_lose_no_count_between_threads(tmp_path):
    path, found, threads = tmp_path / "counters.sqlite3", [], []

    def count():
        mine = counters.FileCounters(path)
        found.extend(mine.increment("a", 60) for _ in range(50))

    for _ in range(4):
        threads.append(threading.Thread(target=count))
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert sorted(found) == list(range(1, 201))


def test_file_counters_forget_what_is_over(tmp_path):
    mine = counters.FileCounters(tmp_path / "counters.sqlite3")
    mine.increment("vieja", -1)
    mine.increment("nueva", 60)
    with sqlite3.connect(tmp_path / "counters.sqlite3") as connection:
        assert connection.execute("SELECT key FROM counter").fetchall() == [("nueva",)]
