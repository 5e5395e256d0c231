import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.standard.coverage import (
    SETS,
    coverage,
    elements,
    phase_title,
    set_title,
)
from disclosure.standard.model import DATA, STANDARD_VERSION, standard

DATA_FILE = json.loads((DATA / STANDARD_VERSION / "coverage.json").read_text(encoding="utf-8"))
RULES = {
    entry["id"]: entry["anyOf"] for one in DATA_FILE["sets"].values() for entry in one["elements"]
}

# Codes that the official mapping names and documentType lacks; it has the other one of each pair.
MISTAKEN_CODES = {
    "projectCompletionReport": "completionCertificate",
    "projectDesignReport": "designReport",
    "escalationApprovals": "escalationApproval",
}


def disclosed(document: Any) -> frozenset[str]:
    return coverage(document, sets=SETS).disclosed


def process(**summary: Any) -> dict[str, Any]:
    return {"contractingProcesses": [{"id": "ocds-1", "summary": summary}]}


def modified(**modification: Any) -> dict[str, Any]:
    return process(modifications=[{"id": "1", **modification}])


def document_of(kind: str, **more: Any) -> dict[str, Any]:
    return {"documents": [{"id": "1", "documentType": kind, **more}]}


def party(role: str, **more: Any) -> dict[str, Any]:
    return {"parties": [{"id": "1", "roles": [role], **more}]}


def metric(title: str, **observation: Any) -> dict[str, Any]:
    return {"metrics": [{"id": "1", "title": title, "observations": [{"id": "1", **observation}]}]}


# element, a document that discloses it, a document close to it that does not
CASES = [
    ("jalisco.1", {"title": "Puente"}, {"title": "  "}),
    ("jalisco.2", {"identifiers": [{"id": "SIOP-12"}]}, {"id": "oc4ids-mxdy6h-12"}),
    ("jalisco.4", {"purpose": "Cruzar el río"}, document_of("projectScope", title="Alcance")),
    ("jalisco.4", document_of("projectScope", url="https://a.mx/1"), document_of("projectScope")),
    ("jalisco.5", {"sector": ["transport"]}, {"sector": "transport"}),
    (
        "jalisco.6",
        {"locations": [{"id": "1", "geometry": {"type": "Point", "coordinates": [-103, 20]}}]},
        {"locations": [{"id": "1", "geometry": {"type": "Point", "coordinates": []}}]},
    ),
    (
        "jalisco.7",
        party("publicAuthority", people=[{"id": "1", "name": "Ana"}]),
        party("supplier", people=[{"id": "1", "name": "Ana"}]),
    ),
    ("jalisco.7bis", {"publicAuthority": {"name": "SIOP"}}, party("buyer", name="SIOP")),
    (
        "jalisco.8",
        party("publicAuthority", contactPoint={"email": "obra@a.mx"}),
        party("publicAuthority", contactPoint={"name": "Ana"}),
    ),
    (
        "jalisco.9",
        {"environment": {"hasImpactAssessment": False}},
        {"environment": {"hasImpactAssessment": None}},
    ),
    (
        "jalisco.11",
        document_of("resettlementPlan", url="https://a.mx/1"),
        document_of("feasibilityStudy", url="https://a.mx/1"),
    ),
    (
        "jalisco.14bis",
        {"budget": {"amount": {"amount": 0, "currency": "MXN"}}},
        {"budget": {"amount": {"amount": 10}, "currency": "MXN"}},
    ),
    ("jalisco.18", process(tender={"procurementMethod": "open"}), process(tender={"status": "x"})),
    (
        "jalisco.18bis",
        process(tender={"costEstimate": {"amount": 1, "currency": "MXN"}}),
        process(tender={"costEstimate": {"amount": 1, "currency": ""}}),
    ),
    ("jalisco.19", process(nature=["construction"]), process(nature=[""])),
    (
        "jalisco.21",
        process(tender={"tenderers": [{"name": "Constructora"}]}),
        process(tender={"numberOfTenderers": 3}),
    ),
    (
        "jalisco.27",
        process(contractPeriod={"startDate": "2024-01-01T00:00:00Z", "durationInDays": 0}),
        process(contractPeriod={"startDate": "2024-01-01T00:00:00Z"}),
    ),
    (
        "jalisco.28",
        modified(type="value", newContractValue={"amount": 5}),
        modified(type="duration", newContractValue={"amount": 5}),
    ),
    (
        "jalisco.31",
        modified(type="duration", rationale="Lluvias"),
        modified(type="scope", rationale="Lluvias"),
    ),
    (
        "jalisco.33",
        modified(type="scope", rationale="Lluvias"),
        modified(type="duration", rationale="Lluvias"),
    ),
    ("jalisco.35", {"status": "implementation"}, metric("Avance físico", measure="40")),
    (
        "jalisco.35",
        {"metrics": [{"id": "physicalProgress", "observations": [{"measure": 0}]}]},
        {"metrics": [{"id": "physicalProgress", "observations": [{"measure": ""}]}]},
    ),
    (
        "jalisco.40",
        document_of("financialAuditReport", url="https://a.mx/1"),
        document_of("financialProgressReport", url="https://a.mx/1"),
    ),
    ("core.01", party("publicAuthority", name="SIOP"), party("publicAuthority", name="")),
    (
        "core.22",
        party("procuringEntity", address={"locality": "Tamazula"}),
        party("publicAuthority", address={"locality": "Tamazula"}),
    ),
    (
        "core.34",
        modified(type="value", oldContractValue={"amount": 5}, newContractValue={"amount": 6}),
        modified(type="value", newContractValue={"amount": 6}),
    ),
    (
        "core.54",
        party("administrativeEntity", people=[{"name": "Ana", "jobTitle": "Residente"}]),
        party("administrativeEntity", people=[{"name": "Ana"}, {"jobTitle": "Residente"}]),
    ),
    (
        "core.60",
        party("supplier", identifier={"id": "AAA010101AAA", "scheme": "MX-RFC"}),
        party("supplier", identifier={"id": "AAA010101AAA"}),
    ),
    (
        "core.65",
        process(transactions=[{"id": "1", "value": {"amount": 0}}]),
        process(transactions=[{"id": "1"}]),
    ),
    (
        "sustainability.1.4",
        {
            "budget": {
                "budgetBreakdowns": [
                    {
                        "description": "Desglose por etapa",
                        "budgetBreakdown": [
                            {"description": "Preparación", "sourceParty": {"name": "SHCP"}}
                        ],
                    }
                ]
            }
        },
        {
            "budget": {
                "budgetBreakdowns": [
                    {"description": "Desglose por etapa"},
                    {
                        "description": "Por fondo",
                        "budgetBreakdown": [
                            {"description": "Preparación", "sourceParty": {"name": "SHCP"}}
                        ],
                    },
                ]
            }
        },
    ),
    (
        "sustainability.2.11",
        {
            "costMeasurements": [
                {"costGroups": [{"category": "endOfLife", "costs": [{"value": {"amount": 1}}]}]}
            ]
        },
        {
            "costMeasurements": [
                {
                    "costGroups": [
                        {"category": "endOfLife"},
                        {"category": "construction", "costs": [{"value": {"amount": 1}}]},
                    ]
                }
            ]
        },
    ),
    ("sustainability.3.22", {"metrics": [{"title": "KPI: agua"}]}, {"metrics": [{"title": "KPI"}]}),
    (
        "sustainability.3.23",
        {
            "metrics": [
                {
                    "title": "Indicador clave: agua",
                    "description": "Periodo de reporte: trimestral",
                }
            ]
        },
        {
            "metrics": [
                {"title": "Indicador clave: agua"},
                {"title": "Agua", "description": "Periodo de reporte: trimestral"},
            ]
        },
    ),
    (
        "sustainability.3.29",
        {
            "title": "Retiro del puente",
            "type": "decommissioning",
            "relatedProjects": [{"relationship": "replacement"}],
        },
        {
            "title": "Puente",
            "type": "construction",
            "relatedProjects": [{"relationship": "replacement"}],
        },
    ),
    ("sustainability.4.8", metric("Worker accidents", measure=0), metric("Workers", measure=0)),
    (
        "sustainability.4.12",
        metric("Empleos generados", measure="12"),
        metric("Empleos generados", notes="12"),
    ),
    (
        "sustainability.5.6",
        process(tender={"sustainability": [{"strategies": ["awardCriteria"]}]}),
        process(tender={"sustainability": [{"strategies": ["selectionCriteria"]}]}),
    ),
]


@pytest.mark.parametrize(("element", "enough", "short"), CASES)
def test_element_is_disclosed_by_what_its_rule_asks(element, enough, short):
    assert (element in disclosed(enough), element in disclosed(short)) == (True, False)


def test_conditions_hold_on_the_same_item():
    apart = {
        "documents": [
            {"id": "1", "documentType": "projectScope"},
            {"id": "2", "documentType": "illustration", "url": "https://a.mx/2"},
        ]
    }
    two_processes = {
        "contractingProcesses": [
            {"id": "a", "summary": {"modifications": [{"id": "1", "type": "value"}]}},
            {"id": "b", "summary": {"modifications": [{"id": "1", "rationale": "Lluvias"}]}},
        ]
    }
    amounts_apart = {
        "contractingProcesses": [
            {"id": "a", "summary": {"contractValue": {"amount": 1}}},
            {"id": "b", "summary": {"contractValue": {"currency": "MXN"}}},
        ]
    }
    assert [disclosed(each) for each in (apart, two_processes, amounts_apart)] == [frozenset()] * 3


def test_one_item_may_answer_through_each_of_its_roles():
    roles = ["tenderer", "buyer", "supplier", "supplier"]
    assert disclosed({"parties": [{"id": "1", "name": "Constructora", "roles": roles}]}) == {
        "jalisco.21",
        "jalisco.24",
        "core.30",
    }


def test_one_item_may_answer_through_its_code_and_its_title():
    document = metric("Empleos generados", measure="12")
    document["metrics"][0]["id"] = "physicalProgress"
    assert disclosed(document) == {"jalisco.35", "core.48", "sustainability.4.12"}


@pytest.mark.parametrize(("mistaken", "right"), MISTAKEN_CODES.items())
def test_codes_that_the_mapping_mistook_count_like_the_right_ones(mistaken, right):
    def documents(kind: str) -> dict[str, Any]:
        attached = document_of(kind, url="https://a.mx/1")
        return attached | process(**attached)

    assert disclosed(documents(mistaken)) == disclosed(documents(right)) != frozenset()


@pytest.mark.parametrize(("value", "present"), [
    (None, False), ("", False), (" \n\u00a0", False), ([], False), ({}, False),
    (0, True), (0.0, True), (False, True), ("0", True), ([None], True), ({"a": None}, True),
])  # fmt: skip
def test_value_is_something_unless_null_blank_or_empty(value, present):
    assert ("jalisco.1" in disclosed({"title": value})) is present


def test_coverage_counts_what_is_disclosed_and_what_applies():
    measured = coverage(
        {"title": "Puente", "purpose": "Cruzar"},
        not_applicable=["jalisco.34", "jalisco.1", "core.35", "no such element"],
    )
    assert measured.of("jalisco") == (2, 42)
    assert measured.of("core") == (2, 65)
    assert [e.number for e in measured.missing("jalisco")][:5] == ["2", "3", "5", "6", "7"]
    assert len(measured.missing("jalisco")) == 40
    assert "core.35" not in {e.id for e in measured.missing("core")}


def test_coverage_of_a_set_that_was_not_measured_raises():
    measured = coverage({"title": "Puente"}, sets=("core",))
    with pytest.raises(KeyError):
        measured.of("jalisco")
    with pytest.raises(KeyError):
        measured.missing("sustainability")


def test_unknown_set_raises():
    with pytest.raises(KeyError):
        coverage({}, sets=("nosuch",))


def test_elements_are_as_many_as_the_standards_have():
    assert {name: len(elements(name)) for name in SETS} == {
        "jalisco": 43,
        "core": 66,
        "sustainability": 78,
    }
    assert Counter(e.disclosure for e in elements("core")) == {"proactive": 39, "reactive": 27}
    assert Counter(e.phase for e in elements("sustainability")) == {
        "economica": 11,
        "ambiental": 11,
        "financiamiento_climatico": 33,
        "social": 12,
        "institucional": 11,
    }


def test_jalisco_elements_are_the_forty_in_their_five_phases_and_three_more():
    forty = [e for e in elements("jalisco") if "bis" not in e.number]
    assert [e.number for e in forty] == [str(n) for n in range(1, 41)]
    assert Counter(e.phase for e in forty) == {
        "identificacion": 8,
        "preparacion": 6,
        "contratacion": 13,
        "ejecucion": 8,
        "finalizacion": 5,
    }
    assert [(e.id, e.phase) for e in elements("jalisco") if "bis" in e.number] == [
        ("jalisco.7bis", "identificacion"),
        ("jalisco.14bis", "preparacion"),
        ("jalisco.18bis", "contratacion"),
    ]


@pytest.mark.parametrize("name", SETS)
def test_elements_have_distinct_titles_and_help_in_both_languages(name):
    found = elements(name)
    for lang in ("es", "en"):
        titles = [e.title(lang) for e in found]
        assert len(set(titles)) == len(found)
        assert all(title.strip() and not title.endswith(".") for title in titles)
        assert [e.id for e in found if not e.help(lang).endswith(".")] == []
        assert set_title(name, lang)
        assert all(phase_title(e.phase, lang) for e in found)
    assert {e.level for e in found} <= {"project", "contractingProcess"}
    assert {e.set for e in found} == {name}
    assert len({e.id for e in found}) == len(found)


def test_paths_of_elements_and_rules_exist_in_the_standard():
    used = {path for name in SETS for e in elements(name) for path in e.paths}
    for rule in (rule for rules in RULES.values() for rule in rules):
        used |= {*rule["paths"], *(condition["path"] for condition in rule["where"])}
    assert sorted(path for path in used if standard().field(path) is None) == []


def test_codes_of_rules_are_in_their_codelists():
    strange = set()
    for rule in (rule for rules in RULES.values() for rule in rules):
        for condition in rule["where"]:
            field = standard().field(condition["path"])
            if field.codelist and field.name != "id":
                codes = standard().codelists[field.codelist].codes
                strange |= {condition["is"]} - set(codes)
    assert strange == set(MISTAKEN_CODES)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
KEYS = sorted(
    {
        step.removesuffix("[]")
        for rules in RULES.values()
        for rule in rules
        for path in rule["paths"]
        for step in path.split(".")
    }
)
ALMOST = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from(["value", "supplier"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(KEYS), inner),
)


@given(JSON | ALMOST)
def test_coverage_never_raises(document):
    measured = coverage(document, sets=SETS)
    counted = [(measured.of(name), len(measured.missing(name))) for name in SETS]
    assert all(done + missing == total for (done, total), missing in counted)


def test_coverage_of_a_very_deep_document_does_not_overflow():
    deep: Any = "x"
    for _ in range(50_000):
        deep = {"title": [deep]}
    assert disclosed(deep) == {"jalisco.1", "core.04"}


# The rules read literally: an alternative is met when one choice of an item for each of its arrays
# makes every path something and every condition true.


def steps(path: str) -> list[str]:
    return path.replace("[]", ".[]").split(".")


def is_met(value: Any, wanted: Any) -> bool:
    if wanted is None:
        return value not in (None, [], {}) and not (isinstance(value, str) and not value.strip())
    if isinstance(wanted, str):
        return isinstance(value, str) and value == wanted
    return isinstance(value, str) and value.startswith(wanted["startsWith"])


def places(value: Any, way: list[str], done: tuple[str, ...], chosen: dict[tuple[str, ...], int]):
    if not way:
        yield value, chosen
        return
    here = (*done, way[0])
    if way[0] != "[]":
        if isinstance(value, dict) and way[0] in value:
            yield from places(value[way[0]], way[1:], here, chosen)
    elif isinstance(value, list):
        for index in [chosen[here]] if here in chosen else range(len(value)):
            yield from places(value[index], way[1:], here, chosen | {here: index})


def alternative_is_met(document: Any, goals: list[tuple[list[str], Any]], chosen: dict) -> bool:
    if not goals:
        return True
    (way, wanted), *others = goals
    return any(
        is_met(value, wanted) and alternative_is_met(document, others, now)
        for value, now in places(document, way, (), chosen)
    )


def disclosed_literally(document: Any) -> set[str]:
    return {
        element
        for element, rules in RULES.items()
        if any(
            alternative_is_met(
                document,
                [(steps(path), None) for path in rule["paths"]]
                + [(steps(condition["path"]), condition["is"]) for condition in rule["where"]],
                {},
            )
            for rule in rules
        )
    }


def put(place: Any, way: list[str], value: Any, new_item: bool) -> None:
    """Adds the value at a path, under the last item of each array or under a new one."""
    here, *rest = way
    inside: Any = value if not rest else [] if rest[0] == "[]" else {}
    if here == "[]":
        if new_item or not place or not rest:
            place.append(inside)
        inside = place[-1]
    elif rest:
        inside = place.setdefault(here, inside)
    else:
        place[here] = value
    if rest:
        put(inside, rest, value, new_item)


GOALS = sorted(
    {
        (path, text)
        for rules in RULES.values()
        for rule in rules
        for path, text in [
            *((path, "x") for path in rule["paths"]),
            *(
                (c["path"], c["is"] if isinstance(c["is"], str) else c["is"]["startsWith"] + "x")
                for c in rule["where"]
            ),
        ]
    }
)
# Parties, documents and modifications carry most conditions: drawn more often than the rest.
CROWDED = [g for g in GOALS if g[0].startswith("parties") or "modifications" in g[0]]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(GOALS) | st.sampled_from(CROWDED),
        st.sampled_from([None, None, None, "", " ", 0, False]),
        st.booleans(),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(EDITS)
def test_coverage_equals_the_rules_read_literally(edits):
    document: dict[str, Any] = {}
    for (path, text), instead, new_item in edits:
        put(document, steps(path), text if instead is None else instead, new_item)
    assert disclosed(document) == disclosed_literally(document)
