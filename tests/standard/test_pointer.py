from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.standard import pointer
from disclosure.standard.pointer import PointerError

RFC_EXAMPLE = {
    "foo": ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "c%d": 2,
    "e^f": 3,
    "g|h": 4,
    "i\\j": 5,
    'k"l': 6,
    " ": 7,
    "m~n": 8,
}

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(alphabet="ab/~01-", max_size=3), inner, max_size=4)
    ),
    max_leaves=15,
)


def places(value, parts=()):
    """Every pointer of the document, the whole one included."""
    yield pointer.join(parts)
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in children:
        yield from places(child, (*parts, key))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", RFC_EXAMPLE),
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_get_follows_the_examples_of_rfc_6901(text, value):
    assert pointer.get(RFC_EXAMPLE, text) == value


@pytest.mark.parametrize(
    "text", ["/foo/2", "/foo/-", "/foo/00", "/foo/-1", "/foo/1e0", "/foo/٠", "/none", "/foo/0/x"]
)
def test_get_gives_the_default_where_there_is_no_such_place(text):
    assert pointer.get(RFC_EXAMPLE, text, "nothing") == "nothing"


@pytest.mark.parametrize("text", ["foo", "foo/bar", "/a~b", "/a~", "/~2"])
def test_split_refuses_a_malformed_pointer(text):
    with pytest.raises(PointerError):
        pointer.split(text)


@given(st.lists(st.text()))
def test_split_undoes_join(parts):
    assert pointer.split(pointer.join(parts)) == parts


def test_put_creates_the_missing_objects_and_arrays():
    document = pointer.put({}, "/budget/amount/currency", "MXN")
    pointer.put(document, "/documents/0/title", "Contrato")
    pointer.put(document, "/sector/-", "transport")
    assert document == {
        "budget": {"amount": {"currency": "MXN"}},
        "documents": [{"title": "Contrato"}],
        "sector": ["transport"],
    }


def test_put_writes_over_a_null_that_stands_where_an_object_is_needed():
    assert pointer.put({"budget": None}, "/budget/finance/0/id", "1") == {
        "budget": {"finance": [{"id": "1"}]}
    }


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("/0", {"a": ["new", 2]}),
        ("/1", {"a": [1, "new"]}),
        ("/2", {"a": [1, 2, "new"]}),
        ("/-", {"a": [1, 2, "new"]}),
    ],
)
def test_put_replaces_or_appends_in_an_array(text, result):
    assert pointer.put({"a": [1, 2]}, "/a" + text, "new") == result


@pytest.mark.parametrize("text", ["/a/3", "/a/9/x", "/a/x", "/a/01", "/b/c", "/b/c/d", "/a/0/x"])
def test_put_never_pads_and_changes_nothing_when_it_cannot_write(text):
    document = {"a": [1, 2], "b": "text"}
    with pytest.raises(PointerError):
        pointer.put(document, text, "new")
    assert document == {"a": [1, 2], "b": "text"}


def test_put_at_the_root_gives_the_value():
    assert pointer.put({"a": 1}, "", {"b": 2}) == {"b": 2}


def test_put_starts_a_document_from_null():
    assert pointer.put(None, "/a/-", 1) == {"a": [1]}
    assert pointer.put(None, "/0/a", 1) == [{"a": 1}]


@given(JSON_VALUES, JSON_VALUES, st.data())
def test_put_at_an_existing_place_touches_only_it(document, value, data):
    place = data.draw(st.sampled_from(list(places(document))))
    before = deepcopy(document)
    after = pointer.put(document, place, value)
    assert pointer.get(after, place) == value
    assert pointer.put(after, place, pointer.get(before, place)) == before


def test_remove_leaves_no_hole():
    document = {"a": [{"id": 1}, {"id": 2}, {"id": 3}]}
    assert pointer.remove(document, "/a/1") == {"a": [{"id": 1}, {"id": 3}]}


def test_remove_keeps_what_becomes_empty_unless_asked_to_prune():
    assert pointer.remove({"a": [{"b": {"c": 1}}]}, "/a/0/b/c") == {"a": [{"b": {}}]}
    assert pointer.remove({"a": [{"b": {"c": 1}}]}, "/a/0/b/c", prune=True) == {}
    assert pointer.remove({"a": [{"b": 1}, {"b": 2}]}, "/a/0/b", prune=True) == {"a": [{"b": 2}]}
    assert pointer.remove({"a": [{"b": 1}], "c": 0}, "/a/0/b", prune=True) == {"c": 0}


@pytest.mark.parametrize("text", ["/x", "/a/5", "/a/-", "/a/0/b/c/d"])
def test_remove_of_a_missing_place_changes_nothing(text):
    assert pointer.remove({"a": [{"b": 1}], "e": {}}, text, prune=True) == {
        "a": [{"b": 1}],
        "e": {},
    }


def test_remove_at_the_root_leaves_no_document():
    assert pointer.remove({"a": 1}, "") is None


@given(st.dictionaries(st.sampled_from("abc"), JSON_VALUES, min_size=1), st.data())
def test_pruning_leaves_no_container_that_the_removal_emptied(document, data):
    place = data.draw(st.sampled_from([p for p in places(document) if p]))
    empty_before = sum(1 for p in places(document) if pointer.get(document, p) in ({}, []))
    removed = pointer.get(document, place)
    pruned = pointer.remove(document, place, prune=True)
    empty_after = sum(1 for p in places(pruned) if p and pointer.get(pruned, p) in ({}, []))
    gone = sum(1 for p in places(removed) if pointer.get(removed, p) in ({}, []))
    assert empty_after == empty_before - gone
