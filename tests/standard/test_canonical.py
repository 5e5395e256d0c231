import contextlib
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.standard.canonical import canonical_bytes, digest, parse
from disclosure.standard.reading import ProjectReader, Unreadable
from tests.standard.hostile import HOSTILE

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, min_size=0, max_size=4)
    ),
    max_leaves=20,
)


def reordered(value, draw):
    """The same value with its keys in another order at every level."""
    if isinstance(value, list):
        return [reordered(item, draw) for item in value]
    if isinstance(value, dict):
        keys = draw(st.permutations(list(value)))
        return {key: reordered(value[key], draw) for key in keys}
    return value


def test_bytes_are_utf_8_with_sorted_keys_and_no_spaces():
    document = {"title": "Baños «ó»", "id": "x", "n": {"b": [1, 2.5], "a": None, "Á": True}}
    assert canonical_bytes(document).decode() == (
        '{"id":"x","n":{"a":null,"b":[1,2.5],"Á":true},"title":"Baños «ó»"}'
    )


def test_digest_is_the_sha_256_of_the_bytes():
    assert digest(b'{"id":"x"}') == (
        "5e2b92cc57ce618dfbb54844a31775e4b95c6fb552ee6bf5a068133c12d2ad90"
    )


@given(JSON_VALUES)
def test_what_is_written_is_read_back_equal(document):
    assert parse(canonical_bytes(document)) == document
    assert parse(canonical_bytes(document).decode()) == document


@given(JSON_VALUES)
def test_bytes_written_again_are_the_same(document):
    written = canonical_bytes(document)
    assert canonical_bytes(parse(written)) == written


@given(JSON_VALUES, st.data())
def test_the_order_of_the_keys_does_not_matter(document, data):
    other = reordered(document, data.draw)
    assert canonical_bytes(other) == canonical_bytes(document)
    assert digest(canonical_bytes(other)) == digest(canonical_bytes(document))


@given(JSON_VALUES)
def test_any_document_that_is_written_is_read_from_a_file_without_a_finding(document):
    (project,) = ProjectReader(io.BytesIO(b'{"projects":[' + canonical_bytes(document) + b"]}"))
    assert (project.document, project.findings) == (document, [])


@given(JSON_VALUES, st.booleans(), st.sampled_from([None, 1, "\t"]))
def test_a_file_that_python_writes_is_read_equal(document, ascii_only, indent):
    content = json.dumps({"projects": [document]}, ensure_ascii=ascii_only, indent=indent)
    (project,) = ProjectReader(io.BytesIO(content.encode()))
    assert (project.document, project.findings) == (document, [])


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_whatever_a_file_gives_can_be_written(hostile):
    reader = ProjectReader(io.BytesIO(hostile.build()))
    documents = []
    with contextlib.suppress(Unreadable):
        documents.extend(project.document for project in reader)
    for document in [*documents, reader.package, [f.as_json() for f in reader.findings]]:
        written = canonical_bytes(document)
        assert parse(written) == document
        assert b"\\u0000" not in written.replace(b"\\\\", b"")


@pytest.mark.parametrize(
    "value", [{1: "x"}, {"x": {1, 2}}, object(), 2**64, "\ud800", {"when": json}]
)
def test_what_is_not_json_is_refused(value):
    with pytest.raises(TypeError):
        canonical_bytes({"x": value})
