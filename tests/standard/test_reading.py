import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.standard.reading import Limits, ProjectReader, Unreadable
from disclosure.standard.reading_messages import READING_MESSAGES
from tests.standard.hostile import A_JSON, HOSTILE, Hostile

PACKAGE = (
    '{"uri":"https://obras.example/p","publisher":{"name":"Secretaría"},\n "projects":[\n'
    '{"id":"a","title":"Baños \\u00f3 ñ","n":[1,-2.5e3,true,null]},\n{"id":"b","x":{"y":"\\n"}}\n],'
    '"version":"0.9"}'
)


NEED_A_LONGER_START = {
    None,
    "is-spreadsheet",
    "is-word-document",
    "is-binary",
    "other-encoding",
    "unknown-encoding",
}


def read(content: bytes | str, **limits):
    """Everything there is to know of a reading: (reader, projects, refusal or None)."""
    data = content.encode() if isinstance(content, str) else content
    reader = ProjectReader(io.BytesIO(data), limits=Limits(**limits))
    projects = []
    try:
        projects.extend(reader)
    except Unreadable as refusal:
        return reader, projects, refusal
    return reader, projects, None


# CPU seconds after which reading is taken to hang: far above any true figure on any machine.
HANG = 30


class Dribble(io.BytesIO):
    """A stream that gives a few bytes at a time, as sockets do."""

    def read(self, size=-1):
        return super().read(min(size, 3) if size >= 0 else 3)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_hostile_files_are_read_right_or_refused_with_their_reason(hostile: Hostile):
    started = time.process_time()
    reader, projects, refusal = read(hostile.build())
    assert time.process_time() - started < HANG
    if hostile.refused:
        assert (refusal and refusal.code, len(projects)) == (hostile.refused, hostile.read)
        return
    assert refusal is None
    assert [project.document for project in projects] == hostile.documents
    assert [project.index for project in projects] == list(range(len(projects)))
    found = [(p.index, f.code, f.pointer) for p in projects for f in p.findings]
    assert sorted(found) == sorted(hostile.findings)
    assert [finding.code for finding in reader.findings] == hostile.about_file
    assert (reader.shape, reader.encoding) == (hostile.shape, hostile.encoding)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_everything_said_of_a_hostile_file_is_a_whole_sentence(hostile: Hostile):
    reader, projects, refusal = read(hostile.build())
    said = [*reader.findings, *(finding for project in projects for finding in project.findings)]
    sentences = [each.sentence(lang) for each in said for lang in ("es", "en")]
    sentences += [refusal.sentence("es"), refusal.sentence("en")] if refusal else []
    for sentence in sentences:
        assert sentence[-1] in ".]"
        assert len(sentence) < 600
        assert "{where" not in sentence
    assert all(finding.severity == READING_MESSAGES[finding.code][0] for finding in said)


def test_every_message_of_reading_is_given_for_some_hostile_file():
    given_for = {hostile.refused for hostile in HOSTILE if hostile.refused}
    given_for |= {code for hostile in HOSTILE for _, code, _ in hostile.findings}
    given_for |= {code for hostile in HOSTILE for code in hostile.about_file}
    by_limits = {"file-too-big", "too-many-projects", "more-problems"}
    assert given_for | by_limits == set(READING_MESSAGES)


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64])
def test_files_are_read_alike_whatever_the_size_of_the_chunks(chunk):
    for hostile in HOSTILE:
        content = hostile.build()
        if len(content) > 2000:
            continue
        whole = read(content)
        pieces = read(content, chunk_bytes=chunk)
        assert [p.document for p in pieces[1]] == [p.document for p in whole[1]], hostile.name
        assert [p.findings for p in pieces[1]] == [p.findings for p in whole[1]], hostile.name
        assert pieces[0].package == whole[0].package
        if hostile.refused not in NEED_A_LONGER_START:
            assert (pieces[2] and pieces[2].code) == hostile.refused, hostile.name


def test_streams_that_give_little_at_a_time_are_read_to_the_end():
    projects = list(ProjectReader(Dribble(PACKAGE.encode())))
    assert [project.document["id"] for project in projects] == ["a", "b"]


def test_metadata_is_kept_whether_it_comes_before_or_after_the_projects():
    reader, projects, _ = read(PACKAGE)
    assert [project.document for project in projects] == json.loads(PACKAGE)["projects"]
    assert reader.package == {
        "uri": "https://obras.example/p",
        "publisher": {"name": "Secretaría"},
        "version": "0.9",
    }


def test_a_syntax_error_tells_its_line_column_and_byte_after_the_projects_before_it():
    lines = [f'{{"id":"ñ{number}"}},' for number in range(1, 11)]
    lines[6] = '{"id":"ñ7",, "title":"x"},'
    content = "[\n" + "\n".join(lines)[:-1] + "\n]"
    _, projects, refusal = read(content)
    assert [project.document["id"] for project in projects] == [f"ñ{n}" for n in range(1, 7)]
    assert refusal is not None
    assert refusal.params == {
        "near": ', "title":"x"}, {"id',
        "line": 8,
        "column": 12,
        "byte": content.encode().index(b', "title"'),
        "read": 6,
        "project": 7,
    }


def test_a_position_is_right_far_into_a_file_of_many_chunks():
    projects = [json.dumps({"id": f"ñ{n}", "x": "y" * (n % 50)}, indent=1) for n in range(3000)]
    content = ",\n".join(projects)
    content = f"[{content},\n{{'id': 1}}]"
    _, read_projects, refusal = read(content, chunk_bytes=1000)
    assert len(read_projects) == 3000
    assert refusal is not None
    place = content.index("'id'")
    assert refusal.code == "wrong-quotes"
    assert refusal.params["line"] == content.count("\n", 0, place) + 1
    assert refusal.params["column"] == place - content.rindex("\n", 0, place)
    assert refusal.params["byte"] == len(content[:place].encode())


def test_a_package_cut_at_any_byte_is_truncated_and_keeps_its_whole_projects():
    content = PACKAGE.encode()
    ends = [content.index(b',\n{"id":"b"'), content.index(b'\n],"version"')]
    for size in range(1, len(content)):
        _, projects, refusal = read(content[:size])
        assert refusal is not None
        assert refusal.code == "truncated", (size, content[:size])
        assert len(projects) == sum(end <= size for end in ends), size


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "cp1252"])
def test_a_file_in_another_encoding_cut_at_any_byte_never_crashes(encoding):
    content = PACKAGE.encode(encoding)
    for size in range(len(content)):
        _, _, refusal = read(content[:size])
        assert refusal is not None
        assert refusal.code == "truncated" or size < 8


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    _, _, refusal = read(content)
    assert refusal is None or refusal.sentence()


@given(st.text(alphabet='{}[]",:\\ntu0e1.-/é \n', max_size=80), st.integers(1, 20))
def test_any_text_that_looks_like_json_is_read_as_python_reads_it_or_refused(content, chunk):
    try:
        expected = json.loads(content)
    except ValueError:
        expected = None
    _, projects, refusal = read(content, chunk_bytes=chunk)
    if isinstance(expected, dict) and "projects" not in expected:
        assert refusal is None
        assert len(projects) == 1
        if not projects[0].findings:
            assert projects[0].document == expected
    elif refusal is None:
        assert expected is None or isinstance(expected, list)


@given(st.data())
def test_a_file_with_one_byte_changed_is_read_or_refused(data):
    content = bytearray(PACKAGE.encode())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    _, _, refusal = read(bytes(content), chunk_bytes=data.draw(st.integers(1, 300)))
    assert refusal is None or refusal.sentence()


def test_a_file_larger_than_allowed_is_refused_saying_how_much_is():
    _, projects, refusal = read("[" + ",".join([A_JSON] * 100) + "]", bytes=2000, chunk_bytes=500)
    assert refusal is not None
    assert (refusal.code, refusal.params["megabytes"]) == ("file-too-big", "0.002")
    assert 0 < len(projects) < 100


def test_more_projects_than_allowed_are_refused():
    _, projects, refusal = read("[" + ",".join([A_JSON] * 10) + "]", projects=3)
    assert refusal is not None
    assert (refusal.code, refusal.params["limit"], len(projects)) == ("too-many-projects", 3, 3)


def test_metadata_larger_than_allowed_is_left_out_and_the_projects_read():
    content = f'{{"a":"{"x" * 600}","b":"{"y" * 600}","projects":[{A_JSON}],"uri":"u"}}'
    reader, projects, refusal = read(content, project_bytes=1000)
    assert refusal is None
    assert [project.document["id"] for project in projects] == ["a"]
    assert [finding.code for finding in reader.findings] == ["project-too-big"]


def test_the_problems_of_a_project_are_listed_up_to_a_limit_and_counted_beyond():
    _, projects, _ = read('{"x":[' + ",".join(["NaN"] * 150) + "]}", findings=100)
    (project,) = projects
    assert len(project.findings) == 101
    assert project.findings[-1].code == "more-problems"
    assert project.findings[-1].params == {"count": 50}


def test_pointers_below_an_endless_name_stop_above_it():
    _, projects, _ = read('{"a":{"' + "k" * 50_000 + '":[NaN,NaN]}}')
    assert [finding.pointer for finding in projects[0].findings] == ["/a", "/a"]


@pytest.mark.parametrize(
    ("content", "code", "count"),
    [
        (b"[" + b'{"t":"a\nb"},' * 50_000 + b"{}]", "control-character", 50_000),
        (b"[" + b'{"t":1,"t":2},' * 50_000 + b"{}]", "duplicate-key", 50_000),
        (
            b"[" + (b'{"x":' + b"[" * 3000 + b"]" * 3000 + b"},") * 2000 + b"{}]",
            "nested-too-deep",
            2000,
        ),
    ],
    ids=["line breaks", "repeated fields", "depth"],
)
def test_the_same_problem_in_every_project_does_not_make_reading_crawl(content, code, count):
    started = time.process_time()
    _, projects, refusal = read(content)
    assert time.process_time() - started < HANG
    assert refusal is None
    assert [f.code for p in projects for f in p.findings] == [code] * count


def test_fifty_million_brackets_are_passed_over_without_being_kept():
    started = time.process_time()
    _, projects, refusal = read(b"[" * 50_000_000)
    assert time.process_time() - started < HANG
    assert refusal is not None
    assert (refusal.code, refusal.params["byte"], projects) == ("truncated", 50_000_000, [])


MEMORY = """
import resource, sys, time
from disclosure.standard.reading import ProjectReader

class Package:
    # A package of many projects of about 17 kB, made while it is read.
    def __init__(self, size):
        self.left, self.count = size, 0
    def read(self, wanted):
        if self.left <= 0:
            end, self.end = self.end, b""
            return end
        start = b"," if self.count else b'{"uri":"u","projects":['
        piece = start + PROJECT.replace(b"NUMBER", str(self.count).encode())
        self.left -= len(piece)
        self.count += 1
        return piece
    end = b"]}"

DOCUMENT = '{"id":"%d","title":"Proyecto ejecutivo de construcción","url":"https://o.mx/d/%d",' \
    '"datePublished":"2024-01-01T00:00:00Z","value":{"amount":%d.5,"currency":"MXN"}}'
PROJECT = ('{"id":"p-NUMBER","title":"Obra","documents":[%s]}' % ",".join(
    DOCUMENT % (i, i, i) for i in range(105))).encode()
size = int(sys.argv[1]) * 1_000_000
stream = Package(size)
list(ProjectReader(Package(200_000)))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
started = time.process_time()
count = sum(1 for project in ProjectReader(stream) if not project.findings)
seconds = time.process_time() - started
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(count == stream.count, count, (after - before) // 1024, round(size / 1e6 / seconds))
"""


def test_a_large_package_is_read_in_bounded_memory():
    """READING_MB=200 for the size that the portal promises; the bound does not depend on it."""
    megabytes = int(os.environ.get("READING_MB", "20"))
    root = Path(__file__).parents[2]
    run = subprocess.run(
        [sys.executable, "-c", MEMORY, str(megabytes)],
        capture_output=True,
        text=True,
        cwd=root,
        check=True,
    )
    complete, count, grown, speed = run.stdout.split()
    assert complete == "True"
    assert int(count) > megabytes * 50
    assert int(grown) <= 60
    assert int(speed) >= 25, "MB of file per second of processor"
