"""What is said about a project or a package, and what can never happen."""

import copy
import time
from collections import Counter
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from disclosure.standard import pointer
from disclosure.standard.checks import structure
from disclosure.standard.checks.context import MOST_OF_A_CODE
from disclosure.standard.checks.context import pointer as place_of
from disclosure.standard.checks.schema_errors import compiled
from disclosure.standard.coverage import elements
from disclosure.standard.findings import Finding, Severity
from disclosure.standard.schema import project_schema
from disclosure.standard.validation import may_publish, validate_package, validate_project
from tests.standard.cases import CASES, NOT_SAID, Case
from tests.standard.full_document import PROJECT_ID, full_document, full_package
from tests.standard.mutations import WRONG, mutated, places

PREFIX = "oc4ids-mxdy6h"


def _said(findings: list[Finding]) -> list[tuple[str, str, str, Any]]:
    return sorted(
        (
            (f.severity.value, f.code, f.pointer, f.params.get("suggestion", NOT_SAID))
            for f in findings
        ),
        key=lambda said: said[:3],
    )


def _is_refused(findings: list[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_mistake_is_said_once_and_nothing_else(case: Case):
    document = case.document()
    before = copy.deepcopy(document)
    findings = validate_project(document, prefix=PREFIX, advice=False)
    assert _said(findings) == case.expected()
    assert document == before


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_project_may_be_published_unless_there_are_errors(case: Case):
    document = case.document()
    findings = validate_project(document, prefix=PREFIX, advice=False)
    assert may_publish(document, prefix=PREFIX) is not _is_refused(findings)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_findings_of_a_package_are_those_of_its_projects(case: Case):
    package = full_package()
    package["projects"].append(case.document())
    alone = validate_project(case.document(), prefix=PREFIX, advice=False)
    shared = [f for f in validate_package(package, prefix=PREFIX) if f.code != "project-repeated"]
    assert [(f.code, f.pointer) for f in shared] == [
        (f.code, f"/projects/1{f.pointer}") for f in alone
    ]


def test_suggestions_put_the_matter_right():
    """Written where the finding points, a suggestion leaves nothing of that finding."""
    tried = 0
    for case in CASES:
        for finding in validate_project(case.document(), prefix=PREFIX, advice=False):
            if "suggestion" not in finding.params or finding.code == "field-misspelt":
                continue
            document = case.document()
            pointer.put(document, finding.pointer, finding.params["suggestion"])
            left = validate_project(document, prefix=PREFIX, advice=False)
            assert finding.pointer not in [f.pointer for f in left], case.name
            tried += 1
    assert tried > 20


def test_findings_come_errors_first():
    document = full_document()
    document.update(extra=1, title=" ", type="x", purpose=None)
    ranks = [list(Severity).index(f.severity) for f in validate_project(document)]
    assert ranks == sorted(ranks)
    assert set(ranks) == {0, 1, 2}


def test_project_id_without_a_known_prefix_must_have_the_form_of_one():
    document = full_document("oc4ids-mxdy6h_1")
    assert _said(validate_project(document, advice=False)) == [
        ("error", "project-id-form", "/id", NOT_SAID)
    ]
    assert not may_publish(document)
    assert may_publish(full_document("oc4ids-zzzzzz-1"))
    assert not may_publish(full_document("oc4ids-zzzzzz-1"), prefix=PREFIX)


def test_advice_names_each_data_point_that_is_missing():
    findings = validate_project({"id": PROJECT_ID}, prefix=PREFIX)
    asked = elements("jalisco")
    assert [f.params["id"] for f in findings] == [element.id for element in asked]
    assert {f.code for f in findings} == {"missing-element"}
    assert {f.severity for f in findings} == {Severity.ADVICE}
    assert findings[0].sentence() == (
        "Falta el dato 1, «Nombre del proyecto». Agréguelo en cuanto se conozca."
    )
    assert findings[0].pointer == "/title"
    assert validate_project({"id": PROJECT_ID}, prefix=PREFIX, advice=False) == []


def test_advice_leaves_out_what_does_not_apply():
    every = {element.id for element in elements("jalisco")}
    left = validate_project({"id": PROJECT_ID}, not_applicable=every - {"jalisco.1", "jalisco.18"})
    assert [f.params["id"] for f in left] == ["jalisco.1", "jalisco.18"]


def test_advice_points_into_the_first_process_and_to_new_items_elsewhere():
    document = {
        "id": PROJECT_ID,
        "contractingProcesses": [{"id": "1", "summary": {"documents": [{"id": "1"}]}}],
    }
    pointers = {f.params["id"]: f.pointer for f in validate_project(document)}
    for element in elements("jalisco"):
        if element.paths[0].startswith("contractingProcesses[].") and element.id in pointers:
            assert pointers[element.id].startswith("/contractingProcesses/0/")


# Packages


def test_package_without_faults_has_no_findings():
    package = full_package(f"{PREFIX}-1", f"{PREFIX}-2")
    assert validate_package(package, prefix=PREFIX) == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"version": "1.1"}, [("error", "version-unknown", "/version", "0.9")]),
        ({"version": "0.9.5"}, [("error", "version-invalid", "/version", "0.9")]),
        ({"version": 0.9}, [("error", "not-text", "/version", "0.9")]),
        ({"uri": "datos.json"}, [("error", "url-invalid", "/uri", NOT_SAID)]),
        ({"publishedDate": NOT_SAID}, [("error", "missing", "/publishedDate", NOT_SAID)]),
        ({"publisher": {"uid": "1"}}, [("error", "missing", "/publisher/name", NOT_SAID)]),
        ({"publisher": {"name": None}}, [("error", "null", "/publisher/name", NOT_SAID)]),
        (
            {"publisher": {"name": "a", "scheme": "", "uid": " "}},
            [
                ("warning", "text-blank", "/publisher/uid", NOT_SAID),
                ("warning", "value-empty", "/publisher/scheme", NOT_SAID),
            ],
        ),
        ({"license": None, "publicationPolicy": None}, []),
        ({"license": ""}, [("error", "text-empty", "/license", NOT_SAID)]),
        ({"links": {"next": "x"}}, [("advice", "field-additional", "/links", NOT_SAID)]),
        ({"projects": NOT_SAID}, [("error", "missing", "/projects", NOT_SAID)]),
        ({"projects": []}, [("error", "list-empty", "/projects", NOT_SAID)]),
        ({"projects": {}}, [("error", "not-list", "/projects", NOT_SAID)]),
        ({"projects": [3]}, [("error", "not-object", "/projects/0", NOT_SAID)]),
        ({"projects": [None]}, [("error", "null", "/projects/0", NOT_SAID)]),
        (
            {"projects": [{"id": f"{PREFIX}-1"}, {"id": f"{PREFIX}-1"}]},
            [("error", "project-repeated", "/projects/1/id", NOT_SAID)],
        ),
    ],
)
def test_metadata_of_a_package_are_checked(written, said):
    package = full_package()
    package.update(written)
    package = {name: value for name, value in package.items() if value is not NOT_SAID}
    assert _said(validate_package(package, prefix=PREFIX)) == said


@pytest.mark.parametrize("package", [None, [], "x", 5, True, [full_document()]])
def test_package_of_another_kind_is_refused(package):
    assert _said(validate_package(package)) == [("error", "not-package", "", NOT_SAID)]


def test_package_is_advised_of_licence_and_policy():
    package = full_package()
    del package["license"], package["publicationPolicy"]
    assert validate_package(package) == []
    found = [f for f in validate_package(package, advice=True) if f.code == "package-incomplete"]
    assert [f.pointer for f in found] == ["/license", "/publicationPolicy"]


# Whatever it is given


@pytest.mark.parametrize("document", [None, True, 5, 1.5, "x", [], [{"id": "1"}]])
def test_project_of_another_kind_is_refused(document):
    code = "null" if document is None else "not-object"
    assert _said(validate_project(document)) == [("error", code, "", NOT_SAID)]
    assert may_publish(document) is False


def test_empty_project_lacks_its_id():
    assert [f.code for f in validate_project({}, advice=False)] == ["object-empty", "missing"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats()
    | st.text(st.characters(codec=None), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["id", "amount", "type", "startDate", "coordinates", "x", "\ud800"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
_PLACES = list(places(full_document()))


@settings(max_examples=300, deadline=None)
@given(JSON, st.lists(st.tuples(st.sampled_from(_PLACES), JSON), max_size=5))
def test_any_value_anywhere_gives_findings(value, changes):
    document = full_document()
    for path, new in changes:
        *above, last = path
        place: Any = document
        for part in above:
            place = place[part] if isinstance(place, dict | list) and _has(place, part) else None
        if isinstance(place, dict | list) and _has(place, last):
            place[last] = new
    for candidate in (value, document):
        findings = validate_project(candidate)
        assert may_publish(candidate) is not _is_refused(findings)
        for finding in findings:
            assert Finding.from_json(finding.as_json()).code == finding.code
    validate_package({**full_package(), "projects": value, "publisher": value})
    validate_package(value)


def _has(place: Any, part: Any) -> bool:
    if isinstance(place, dict):
        return part in place
    return isinstance(part, int) and part < len(place)


def _nested(depth: int, kind: type) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value] if kind is list else {"x": value}
    return value


@pytest.mark.parametrize("depth", [100, 240, 300, 500, 5_000, 50_000])
@pytest.mark.parametrize("kind", [list, dict])
def test_depth_is_survived_everywhere(depth, kind):
    deep = _nested(depth, kind)
    for document in (
        deep,
        {**full_document(), "x": deep},
        {**full_document(), "title": deep},
        {**full_document(), "sector": [deep, deep]},
        {**full_document(), "locations": [{"id": "1", "geometry": {"coordinates": [deep]}}]},
    ):
        findings = validate_project(document)
        assert may_publish(document) is not _is_refused(findings)
        assert [f.as_json() for f in findings]


def test_huge_numbers_are_survived():
    document = full_document()
    document["budget"]["amount"]["amount"] = 10**5000
    document["period"]["durationInDays"] = 10**5000
    document["locations"][0]["geometry"]["coordinates"] = [10**400, -(10**400)]
    findings = validate_project(document, advice=False)
    assert [(f.code, f.pointer) for f in findings] == [
        ("amount-absurd", "/budget/amount/amount"),
        ("duration-disagrees", "/period/durationInDays"),
        ("coordinates-out-of-range", "/locations/0/geometry/coordinates"),
    ]
    assert "1e5000…" in findings[0].sentence()


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (float("nan"), "un número sin valor (NaN o infinito)"),
        (float("-inf"), "un número sin valor (NaN o infinito)"),
    ],
    ids=["nan", "infinity"],
)
def test_numbers_that_are_none_are_refused(number, found):
    document = full_document()
    document["completion"]["finalValue"]["amount"] = number
    assert not may_publish(document)
    finding = validate_project(document, advice=False)[0]
    assert (finding.code, finding.pointer) == ("not-number", "/completion/finalValue/amount")
    assert f"y es {found}." in finding.sentence()


def test_findings_of_one_kind_are_counted_and_not_all_kept():
    document = {"id": PROJECT_ID, "sector": [f"x{number}" for number in range(1000)]}
    findings = validate_project(document, advice=False)
    assert Counter(f.code for f in findings) == {
        "code-not-listed": MOST_OF_A_CODE,
        "more-of-the-same": 1,
    }
    assert findings[-1].params == {"count": 1000 - MOST_OF_A_CODE, "code": "code-not-listed"}


# The validators beneath


def _official(document: Any) -> Counter[tuple[Any, ...]]:
    """The errors by jsonschema: (keyword, pointer, detail)."""
    found: Counter[tuple[Any, ...]] = Counter()
    for error in _JSONSCHEMA.iter_errors(document):
        detail = error.validator_value if error.validator == "format" else ""
        if error.validator == "required":
            detail = next(
                name for name in error.validator_value if error.message.startswith(repr(name))
            )
        found[error.validator, pointer.join(error.absolute_path), detail] += 1
    return found


def _own(document: Any) -> Counter[tuple[Any, ...]]:
    errors = structure.project().errors(document)
    return Counter((error.keyword, place_of(error.place), error.detail) for error in errors)


_JSONSCHEMA = Draft4Validator(project_schema(), format_checker=Draft4Validator.FORMAT_CHECKER)


def test_errors_of_the_schema_are_those_of_jsonschema():
    refused = 0
    for seed in range(240):
        document = mutated(full_document(), seed, 1 + seed % 8)
        official = _official(document)
        assert _own(document) == official, seed
        assert structure.project().accepts(document) is not bool(official)
        refused += bool(official)
    assert refused > 150


@settings(max_examples=200, deadline=None)
@given(st.lists(JSON, max_size=4), st.sampled_from(["sector", "documents", "title", "budget"]))
def test_errors_of_any_values_are_those_of_jsonschema(values, name):
    for value in (values, values * 2, {"amount": values, "finance": values}, *values):
        document = {"id": "1", name: value}
        # NaN is no JSON: there alone we are stricter.
        if "nan" not in repr(document) and "inf" not in repr(document):
            assert _own(document) == _official(document)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(WRONG) | st.text(st.characters(codec=None)), st.sampled_from(_PLACES))
def test_what_is_accepted_quickly_has_no_errors(value, path):
    document = full_document()
    pointer.put(document, pointer.join(path), value)
    if structure.project().accepts_quickly(document):
        assert list(structure.project().errors(document)) == []


@pytest.mark.parametrize(
    ("items", "unique"),
    [
        ([1, 1.0], False),
        ([1, True], True),
        ([0, False, None, "", [], {}], True),
        ([[1, [True]], [1, [1]]], True),
        ([{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}], False),
        ([["a", "b"], ["b", "a"]], True),
        ([10**30, 10**30 + 1], True),
    ],
)
def test_items_are_compared_as_json(items, unique):
    errors = {error.keyword for error in structure.project().errors({"id": "1", "sector": items})}
    assert ("uniqueItems" not in errors) is unique


def test_unknown_keywords_are_not_ignored():
    with pytest.raises(ValueError, match="maxLength"):
        compiled({"type": "string", "maxLength": 5})


# Hostile sizes: some megabytes of the worst, each within seconds


@pytest.mark.parametrize(
    "project",
    [
        {"sector": [[]] * 300_000},
        {"sector": [f"transport.{number}" for number in range(100_000)]},
        {"documents": [{} for _ in range(200_000)]},
        {"documents": [{"id": "1"}] * 100_000},
        {"documents": [{"id": str(n), "documentType": f"contractt{n}"} for n in range(30_000)]},
        {"documents": [{"id": "1", "url": "http://" + "a/" * 500_000 + " "}]},
        {"documents": [{"id": "1", "url": "http://[" + "1:" * 500_000}]},
        {"updated": "1" * 1_000_000},
        {f"x{number}": "" for number in range(100_000)},
        {
            "parties": [{"id": "a", "roles": [f"r{n}" for n in range(20_000)]}],
            "contractingProcesses": [
                {
                    "id": "1",
                    "releases": [{"id": str(n)} for n in range(10_000)],
                    "summary": {
                        "suppliers": [{"id": "a", "name": str(n)} for n in range(20_000)],
                        "modifications": [{"id": str(n), "releaseID": "x"} for n in range(20_000)],
                    },
                }
            ],
        },
    ],
    ids=range(10),
)
def test_time_and_findings_are_bounded(project):
    document = {"id": PROJECT_ID, **project}
    begun = time.process_time()
    findings = validate_project(document)
    assert may_publish(document) is not _is_refused(findings)
    assert time.process_time() - begun < 5
    assert len(findings) < 1_500
    assert sum(len(orjson.dumps(finding.as_json())) for finding in findings) < 2_000_000
