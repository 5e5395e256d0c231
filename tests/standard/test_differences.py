import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.standard import pointer
from disclosure.standard.differences import Change, differences
from disclosure.standard.model import standard

PROJECT = {
    "id": "oc4ids-mxdy6h-1",
    "title": "Línea 4",
    "sector": ["transport", "transport.rail"],
    "parties": [
        {"id": "1", "name": "SIOP", "roles": ["publicAuthority"]},
        {"id": "2", "name": "INFEJAL", "roles": ["funder"]},
    ],
    "identifiers": [{"scheme": "A", "id": "1"}, {"scheme": "B", "id": "1"}],
    "locations": [
        {"id": "1", "geometry": {"type": "Point", "coordinates": [-103.3, 20.6]}},
    ],
    "contractingProcesses": [
        {
            "id": "C-12",
            "summary": {
                "title": "Ampliación de la red",
                "contractValue": {"amount": 100, "currency": "MXN"},
            },
        },
        {"id": "C-13", "summary": {"title": "Supervisión"}},
    ],
    "notas": {"interna": "x"},
}


def changed(edit):
    """What `differences` tells after an edit of the project: (kind, pointer, old, new)."""
    new = deepcopy(PROJECT)
    edit(new)
    return [(c.kind, c.pointer, c.old, c.new) for c in differences(PROJECT, new)]


def test_a_changed_leaf_is_one_change():
    assert changed(lambda p: p.update(title="Línea 5")) == [
        ("changed", "/title", "Línea 4", "Línea 5")
    ]


def test_an_added_or_removed_object_is_one_change():
    assert changed(lambda p: p.update(period={"startDate": "2024"})) == [
        ("added", "/period", None, {"startDate": "2024"})
    ]
    assert changed(lambda p: p.pop("notas")) == [("removed", "/notas", {"interna": "x"}, None)]


def test_items_are_followed_by_their_id_wherever_they_stand():
    def edit(project):
        project["contractingProcesses"].reverse()
        project["contractingProcesses"][1]["summary"]["contractValue"]["amount"] = 120
        project["contractingProcesses"].insert(0, {"id": "C-1"})

    assert changed(edit) == [
        ("added", "/contractingProcesses/0", None, {"id": "C-1"}),
        ("changed", "/contractingProcesses/2/summary/contractValue/amount", 100, 120),
    ]


def test_what_was_removed_points_into_the_old_document():
    assert changed(lambda p: p["parties"].pop(0)) == [
        ("removed", "/parties/0", PROJECT["parties"][0], None)
    ]


def test_items_told_apart_by_scheme_and_id_are_not_mixed_up():
    def edit(project):
        project["identifiers"] = [{"scheme": "B", "id": "1", "legalName": "x"}]

    assert changed(edit) == [
        ("added", "/identifiers/0/legalName", None, "x"),
        ("removed", "/identifiers/0", {"scheme": "A", "id": "1"}, None),
    ]


def test_codes_are_a_set():
    assert changed(lambda p: p["sector"].reverse()) == []
    assert changed(lambda p: p.update(sector=["transport.road", "transport"])) == [
        ("added", "/sector/0", None, "transport.road"),
        ("removed", "/sector/1", "transport.rail", None),
    ]
    assert changed(lambda p: p["sector"].append("transport")) == [
        ("added", "/sector/2", None, "transport")
    ]


def test_swapped_coordinates_are_a_change_of_the_whole_place():
    def edit(project):
        project["locations"][0]["geometry"]["coordinates"].reverse()

    assert changed(edit) == [
        ("changed", "/locations/0/geometry/coordinates", [-103.3, 20.6], [20.6, -103.3])
    ]


def test_items_without_a_key_are_paired_by_what_they_say_and_then_by_place():
    old = {"benefits": [{"title": "A"}, {"title": "B"}, {"title": "C"}]}
    new = {"benefits": [{"title": "C"}, {"title": "A"}, {"title": "X"}, {"title": "Y"}]}
    assert [(c.kind, c.pointer) for c in differences(old, new)] == [
        ("changed", "/benefits/2/title"),
        ("added", "/benefits/3"),
    ]


def test_items_with_the_same_id_are_all_accounted_for():
    old = {"documents": [{"id": "1", "title": "A"}, {"id": "1", "title": "B"}]}
    new = {"documents": [{"id": "1", "title": "B"}]}
    assert [(c.kind, c.pointer, c.old) for c in differences(old, new)] == [
        ("removed", "/documents/0", {"id": "1", "title": "A"})
    ]


@pytest.mark.parametrize(
    ("old", "new", "count"),
    [
        (1, True, 1),
        (0, False, 1),
        (1, 1.0, 0),
        ("1", 1, 1),
        (None, 0, 1),
        ([], {}, 1),
        ([1], [True], 1),
    ],
)
def test_values_are_compared_as_json_compares_them(old, new, count):
    assert len(differences({"x": old}, {"x": new})) == count
    assert len(differences({"x": [[old]]}, {"x": [[new]]})) == count


def test_changes_come_in_the_order_of_the_standard():
    order = list(standard().project.children)
    new = dict.fromkeys(["otro", *sorted(order)], "nuevo")
    assert [c.pointer for c in differences({}, new)] == [f"/{key}" for key in [*order, "otro"]]


def test_labels_call_items_by_their_names_and_fields_by_their_titles():
    new = deepcopy(PROJECT)
    new["contractingProcesses"][0]["summary"]["contractValue"]["amount"] = 120
    (change,) = differences(PROJECT, new)
    project = standard().project
    processes = project.children["contractingProcesses"]
    summary = processes.item.children["summary"]
    value = summary.children["contractValue"]
    for lang in ("es", "en"):
        assert change.label(lang) == " › ".join(
            [
                processes.title(lang),
                "Ampliación de la red (C-12)",
                summary.title(lang),
                value.title(lang),
                value.children["amount"].title(lang),
            ]
        )


def label_of(document, place):
    old = deepcopy(document)
    pointer.remove(old, place)
    (change,) = differences(old, document)
    assert change.pointer == place
    return change.label()


def test_labels_of_what_has_no_name_or_no_title():
    sector = standard().project.children["sector"].title()
    benefit = standard().project.children["benefits"]
    assert label_of(PROJECT, "/sector/1") == sector
    assert label_of(PROJECT, "/notas/interna") == "notas › interna"
    assert label_of({"benefits": [{"x": 1, "y": 2}]}, "/benefits/0/y") == " › ".join(
        [benefit.title(), f"{benefit.item.title()} 1", "y"]
    )
    assert label_of({"cosas": [{"x": 1, "y": 2}]}, "/cosas/0/y") == "cosas › cosas 1 › y"
    assert label_of({"cosas": [{"id": 7, "y": 2}]}, "/cosas/0/y") == "cosas › 7 › y"


def test_the_label_of_a_removed_item_is_its_old_name():
    new = deepcopy(PROJECT)
    del new["parties"][1]
    (change,) = differences(PROJECT, new)
    assert change.label() == f"{standard().project.children['parties'].title()} › INFEJAL (2)"


def test_documents_of_different_kinds_are_one_change_of_the_whole():
    (change,) = differences({"id": "x"}, ["x"])
    assert (change.pointer, change.kind) == ("", "changed")
    assert change.label() == standard().project.title()


def test_a_change_as_json_has_its_label_in_both_languages():
    (change,) = differences({"title": "A"}, {"title": "B"})
    title = standard().project.children["title"]
    assert change.as_json() == {
        "pointer": "/title",
        "kind": "changed",
        "old": "A",
        "new": "B",
        "es": title.title("es"),
        "en": title.title("en"),
    }


KEYS = st.sampled_from(["id", "scheme", "title", "sector", "parties", "documents", "benefits", "x"])
LEAVES = st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", "b", 1.0, 0.5])
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(
        LEAVES,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(KEYS, inner, max_size=3)
            | st.lists(st.dictionaries(KEYS, inner, max_size=3), max_size=4)
            | st.lists(st.sampled_from("abc"), max_size=4)
        ),
        max_leaves=20,
    ),
    max_size=4,
)


def meaning(value):
    """A document without what does not count: written independently of the code under test."""
    if isinstance(value, dict):
        return {key: meaning(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        items = [meaning(item) for item in value]
        if all(isinstance(item, dict) for item in value) or all(
            isinstance(item, str) for item in value
        ):
            items.sort(key=json.dumps)
        return items
    return int(value) if value == 1.0 and isinstance(value, float) else value


def shuffled(value, draw):
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
    if isinstance(value, list):
        items = [shuffled(item, draw) for item in value]
        if all(isinstance(item, dict) for item in items) or all(
            isinstance(item, str) for item in items
        ):
            return draw(st.permutations(items))
        return items
    return value


@given(DOCUMENTS)
def test_a_document_does_not_differ_from_itself(document):
    assert differences(document, deepcopy(document)) == []


@given(DOCUMENTS, st.data())
def test_what_only_moved_is_no_change(document, data):
    assert differences(document, shuffled(document, data.draw)) == []


@given(DOCUMENTS, DOCUMENTS)
def test_documents_differ_exactly_if_their_meaning_does(old, new):
    same = json.dumps(meaning(old)) == json.dumps(meaning(new))
    assert (differences(old, new) == []) == same


@given(DOCUMENTS, DOCUMENTS)
def test_every_change_points_to_what_it_says(old, new):
    for change in differences(old, new):
        document, value = (old, change.old) if change.kind == "removed" else (new, change.new)
        assert pointer.get(document, change.pointer) == value
        assert change.label("es")
        assert change.label("en")


@given(DOCUMENTS, DOCUMENTS)
def test_going_back_adds_what_was_removed(old, new):
    there = [change.kind for change in differences(old, new)]
    back = [change.kind for change in differences(new, old)]
    assert sorted(there) == sorted(
        {"added": "removed", "removed": "added", "changed": "changed"}[kind] for kind in back
    )


def test_two_documents_of_20_kb_give_one_change_for_each_difference():
    old = deepcopy(PROJECT)
    old["documents"] = [
        {
            "id": str(number),
            "title": f"Documento {number} de la obra",
            "url": f"https://obras.example/documentos/{number}.pdf",
            "datePublished": "2024-01-01T00:00:00Z",
        }
        for number in range(145)
    ]
    assert 20_000 < len(json.dumps(old)) < 24_000
    new = deepcopy(old)
    new["documents"].reverse()
    for document in new["documents"][::2]:
        document["title"] += " (corregido)"
    changes = differences(old, new)
    assert len(changes) == 73
    assert all(isinstance(change, Change) for change in changes)
