"""Serving the downloads: validators, parts, gzip, and swaps under readers."""

import gzip
import hashlib
import http.client
import json
import shutil
import threading
import time
from datetime import timedelta
from email.utils import format_datetime

import pytest
from django.db import connection
from django.test import Client

from disclosure.exchange import bulk
from disclosure.exchange.serving import accepts_gzip
from disclosure.models import BulkFile
from tests.factories import make_chapter, make_entity, publish, published
from tests.processes import environment, free_port, running

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/jsonprojects",
    "/datos/oc4ids.json",
    "/datos/oc4ids.jsonl",
    "/datos/manifest.json",
    "/datos/entidades/siop/oc4ids.json",
    "/datos/entidades/siop/oc4ids.jsonl",
)


@pytest.fixture
def root(settings, tmp_path):
    settings.BULK_ROOT = tmp_path / "bulk"
    return settings.BULK_ROOT


@pytest.fixture
def built(root):
    project = published()
    bulk.build()
    return project


@pytest.fixture
def row(built):
    return BulkFile.objects.get(name="oc4ids.json", entity=None)


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_download_has_its_length_validators_and_open_access(client, built, address):
    response = client.get(address, headers={"origin": "https://otro.example"})
    data = body(response)
    assert response.status_code == 200
    assert response["Content-Length"] == str(len(data))
    assert response["ETag"] == f'"{hashlib.sha256(data).hexdigest()}"'
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Accept-Ranges"] == "bytes"
    assert "Accept-Encoding" in response["Vary"]
    assert "Set-Cookie" not in response
    name = "oc4ids.json" if address == "/jsonprojects" else address.rsplit("/", 1)[1]
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    kind = "application/x-ndjson" if name.endswith("jsonl") else "application/json"
    assert response["Content-Type"] == kind


@pytest.mark.parametrize("address", ADDRESSES)
def test_gzip_is_the_same_under_another_validator(client, built, address):
    plain = client.get(address)
    packed = client.get(address, headers={"accept-encoding": "br, gzip"})
    data = body(packed)
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Content-Length"] == str(len(data))
    assert gzip.decompress(data) == body(plain)
    assert packed["ETag"] == plain["ETag"][:-1] + '-gzip"'


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", False),
        ("gzip", True),
        ("deflate, GZIP;q=0.5", True),
        ("gzip;q=0", False),
        ("*", True),
        ("*;q=0", False),
        ("gzip;q=0.2, identity", False),
        ("identity;q=0, *", True),
        ("br", False),
        ("gzip;q=nonsense", False),
        ("x-gzip", True),
        (";;,,gzip ;q=1.000", True),
    ],
)
def test_encoding_is_negotiated(header, expected):
    assert accepts_gzip(header) is expected


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_what_the_client_has_is_not_sent_again(client, row, method, encoding):
    send = getattr(client, method)
    first = send("/jsonprojects", headers={"accept-encoding": encoding})
    headers = {"accept-encoding": encoding, "if-none-match": first["ETag"]}
    again = send("/jsonprojects", headers=headers)
    assert (again.status_code, body(again), again["ETag"]) == (304, b"", first["ETag"])
    assert "Accept-Encoding" in again["Vary"]
    headers = {"if-modified-since": first["Last-Modified"]}
    assert send("/jsonprojects", headers=headers).status_code == 304
    headers = {"if-modified-since": format_datetime(row.modified_at - timedelta(seconds=1))}
    assert send("/jsonprojects", headers=headers).status_code == 200
    assert send("/jsonprojects", headers={"if-none-match": '"otro"'}).status_code == 200
    assert send("/jsonprojects", headers={"if-match": '"otro"'}).status_code == 412


def test_every_change_changes_both_validators(client, built):
    before = client.get("/jsonprojects")
    publish(built, {"title": "Otro título"})
    bulk.build()
    headers = {"if-none-match": before["ETag"]}
    assert client.get("/jsonprojects", headers=headers).status_code == 200
    headers = {"if-modified-since": before["Last-Modified"]}
    assert client.get("/jsonprojects", headers=headers).status_code == 200


def test_head_says_what_get_would(client, built):
    for encoding in ("identity", "gzip"):
        got = client.get("/jsonprojects", headers={"accept-encoding": encoding})
        head = client.head("/jsonprojects", headers={"accept-encoding": encoding})
        assert head.content == b""
        assert dict(head.items()) == dict(got.items())


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=10-", 10, None),
        ("bytes=-7", -7, None),
        ("bytes=5-99999999", 5, None),
        ("bytes=-99999999", 0, None),
    ],
)
def test_part_is_the_part_of_the_whole(client, row, asked, start, end):
    whole = body(client.get("/jsonprojects"))
    part = client.get("/jsonprojects", headers={"range": asked})
    expected = whole[start:end]
    first = start if start >= 0 else len(whole) + start
    assert (part.status_code, body(part)) == (206, expected)
    assert part["Content-Length"] == str(len(expected))
    assert part["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{len(whole)}"
    assert part["ETag"] == f'"{row.sha256}"'


def test_part_of_the_gzip_is_of_the_gzip(client, built):
    headers = {"accept-encoding": "gzip"}
    whole = body(client.get("/jsonprojects", headers=headers))
    part = client.get("/jsonprojects", headers={**headers, "range": "bytes=20-"})
    assert body(part) == whole[20:]
    assert part["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,5-6", "bytes=a-b", "lines=0-1", "0-1"]
)
def test_part_not_understood_is_answered_with_the_whole(client, built, asked):
    assert client.get("/jsonprojects", headers={"range": asked}).status_code == 200


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=-0"])
def test_part_beyond_the_end_is_refused(client, row, asked):
    response = client.get("/jsonprojects", headers={"range": asked})
    assert (response.status_code, response["Content-Range"]) == (416, f"bytes */{row.size}")


def test_part_is_of_what_the_client_has_or_else_the_whole(client, row):
    part = {"range": "bytes=0-1"}
    last = client.get("/jsonprojects")["Last-Modified"]
    for condition, status in (
        (f'"{row.sha256}"', 206),
        (last, 206),
        (f'"{row.sha256}-gzip"', 200),
        (f'W/"{row.sha256}"', 200),
        ('"otro"', 200),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 200),
        ("nonsense", 200),
    ):
        response = client.get("/jsonprojects", headers={**part, "if-range": condition})
        assert (condition, response.status_code) == (condition, status)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(client, built, method):
    assert getattr(client, method)("/jsonprojects").status_code == 405


def test_browser_of_another_site_may_ask_beforehand(client, built):
    headers = {"origin": "https://otro.example", "access-control-request-method": "GET"}
    response = client.options("/jsonprojects", headers=headers)
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (200, "*")


def test_request_costs_one_query(client, built, django_assert_num_queries):
    with django_assert_num_queries(1):
        body(client.get("/jsonprojects"))


def test_before_the_first_build_nothing_is_built_in_the_request(client, root):
    published()
    response = client.get("/jsonprojects")
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert not BulkFile.objects.exists()
    assert not root.exists()


def test_with_nothing_published_the_package_is_empty(client, root):
    make_chapter()
    bulk.build()
    response = client.get("/jsonprojects")
    assert (response.status_code, json.loads(body(response))["projects"]) == (200, [])
    lines = client.get("/datos/oc4ids.jsonl")
    assert (lines.status_code, body(lines), lines["Content-Length"]) == (200, b"", "0")
    assert client.get("/datos/oc4ids.jsonl", headers={"range": "bytes=0-"}).status_code == 416


@pytest.mark.parametrize(
    "address",
    [
        "/datos/entidades/infejal/oc4ids.json",
        "/datos/entidades/nadie/oc4ids.json",
        "/datos/oc4ids.exe",
        "/datos/../oc4ids.json",
        "/datos/entidades/siop/manifest.json",
    ],
)
def test_download_that_does_not_exist_is_not_found(client, built, address):
    make_entity("infejal")
    assert client.get(address).status_code == 404


def test_file_removed_under_the_row_is_not_an_error_of_the_reader(client, built, row, root):
    shutil.rmtree(root)
    assert client.get("/jsonprojects").status_code == 503


def test_proxy_is_told_which_file_to_send(client, row, settings):
    settings.BULK_ACCEL_PREFIX = "/bulk"
    response = client.get("/jsonprojects", headers={"accept-encoding": "gzip"})
    assert (response.content, response["X-Accel-Redirect"]) == (b"", f"/bulk/{row.path}.gz")
    assert response["Content-Encoding"] == "gzip"
    assert client.get("/jsonprojects")["X-Accel-Redirect"] == f"/bulk/{row.path}"
    headers = {"if-none-match": f'"{row.sha256}"'}
    assert client.get("/jsonprojects", headers=headers).status_code == 304


def test_download_that_began_keeps_its_file(client, built, row):
    response = client.get("/jsonprojects")
    pieces = iter(response.streaming_content)
    first = next(pieces)
    publish(built, {"title": "Otro"})
    bulk.build(purge=True)
    data = first + b"".join(pieces)
    assert hashlib.sha256(data).hexdigest() == row.sha256


@pytest.mark.django_db(transaction=True)
def test_swaps_under_readers_give_each_a_published_file(root):
    """Readers all the while as the set is swapped and the old files go at once."""
    project = published(description="Obra. " * 20_000)
    bulk.build(purge=True)
    known = set(BulkFile.objects.values_list("sha256", flat=True))
    wrong, downloads, stop = [], [], threading.Event()

    def read(encoding):
        client = Client(headers={"accept-encoding": encoding})
        while not stop.is_set():
            response = client.get("/jsonprojects")
            data = body(response)
            if response.get("Content-Encoding") == "gzip":
                data = gzip.decompress(data)
            digest = hashlib.sha256(data).hexdigest()
            downloads.append(digest)
            if response.status_code != 200 or f'"{digest}' not in response["ETag"]:
                wrong.append((response.status_code, digest, response.get("ETag")))
        connection.close()

    readers = [
        threading.Thread(target=read, args=(encoding,))
        for encoding in ("gzip", "identity", "identity")
    ]
    for reader in readers:
        reader.start()
    for number in range(10):
        publish(project, {"title": f"Versión {number}"})
        bulk.build(purge=True)
        known.update(BulkFile.objects.values_list("sha256", flat=True))
    stop.set()
    for reader in readers:
        reader.join(30)
    assert wrong == []
    assert set(downloads) <= known
    assert len(set(downloads)) > 3


@pytest.mark.django_db(transaction=True)
def test_web_server_sends_whole_and_part_from_the_file(root, tmp_path):
    """Under gunicorn the file goes by sendfile: where it begins and ends must still be right."""
    published(description="Obra. " * 50_000)
    bulk.build()
    row = BulkFile.objects.get(name="oc4ids.json", entity=None)
    whole = (root / row.path).read_bytes()
    port = free_port()
    arguments = ["-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    env = environment(tmp_path / "var")
    with running([*arguments, "costjalisco.wsgi"], env) as server:
        assert fetched(server, port, {}) == (200, whole)
        assert fetched(server, port, {"Range": "bytes=1000-200999"}) == (206, whole[1000:201000])
        status, packed = fetched(server, port, {"Accept-Encoding": "gzip"})
        assert (status, gzip.decompress(packed)) == (200, whole)


def fetched(server, port, headers):
    """Status and body, once the server is up."""
    deadline = time.monotonic() + 30
    while True:
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            asking.request("GET", "/jsonprojects", headers=headers)
            response = asking.getresponse()
            return response.status, response.read()
        except ConnectionRefusedError:
            assert server.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        finally:
            asking.close()
