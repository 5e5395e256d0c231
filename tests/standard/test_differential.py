"""Our findings against lib-cove-oc4ids, document by document.

Both are reduced to the same terms: pairs of a subject and a place. Whatever one says and the other
does not must be one of DIFFERENCES, each of which says why it is deliberate and must still occur.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from disclosure.standard import pointer
from disclosure.standard.finding_messages import FINDING_MESSAGES
from disclosure.standard.findings import Severity
from disclosure.standard.model import standard
from disclosure.standard.validation import validate_package
from tests.standard import oracle
from tests.standard.full_document import full_package
from tests.standard.mutations import mutated

Said = set[tuple[str, str]]

SUBJECTS = {
    "missing": "required",
    "null": "type",
    "not-text": "type",
    "not-number": "type",
    "not-integer": "type",
    "not-boolean": "type",
    "not-object": "type",
    "not-list": "type",
    "not-text-or-number": "type",
    "not-position": "type",
    "date-invalid": "format",
    "url-invalid": "format",
    "email-invalid": "format",
    "text-empty": "empty text",
    "list-empty": "minItems",
    "object-empty": "minProperties",
    "items-repeated": "uniqueItems",
    "number-too-small": "minimum",
    "version-invalid": "pattern",
    "code-not-allowed": "closed code",
    "code-not-listed": "open code",
    "project-id-form": "project id",
    "party-not-found": "organization",
    "currency-missing": "currency",
    "text-blank": "blank",
    "value-empty": "blank",
    "id-missing": "missing id",
    "party-unidentified": "missing id",
    "field-additional": "additional",
    "field-misspelt": "additional",
    "field-replaced": "additional",
}
# What the tool calls validation errors; "empty text" may also be a code for it, see below.
VALIDATION = {"required", "type", "format", "minItems", "minProperties", "uniqueItems", "pattern"}
# Findings of ours that the tool has nothing to set against.
OURS_ONLY = {
    "amount-absurd",
    "amount-missing",
    "amount-negative",
    "amount-zero",
    "coordinates-out-of-range",
    "coordinates-shape",
    "coordinates-swapped",
    "date-unlikely",
    "duration-disagrees",
    "duration-negative",
    "geometry-incomplete",
    "milestone-not-found",
    "milestone-title-differs",
    "party-name-differs",
    "party-role-missing",
    "period-reversed",
    "related-project-form",
    "related-project-self",
    "release-not-found",
    "ring-open",
    "sector-parent-missing",
    "version-unknown",
}
_CHECKED_REFERENCES = re.compile(
    r"/projects/\d+/(publicAuthority|budget/budgetBreakdowns/\d+/budgetBreakdown/\d+/sourceParty"
    r"|contractingProcesses/\d+/summary/(suppliers/\d+"
    r"|tender/(tenderers/\d+|procuringEntity|administrativeEntity)))/id"
)


def general(place: str) -> str:
    """A pointer without indices, as the tool groups fields and codes."""
    return "/".join(part for part in place.split("/") if not part.isdigit())


def ours(package: Any) -> Said:
    said: Said = set()
    for finding in validate_package(package):
        place = finding.pointer
        if finding.code in OURS_ONLY:
            continue
        if finding.code in ("id-repeated", "project-repeated"):
            said.add(("uniqueItems", place.rsplit("/", 2)[0]))
            continue
        subject = SUBJECTS[finding.code]
        if subject in ("closed code", "open code"):
            place = f"{general(place)} {finding.value}"
        elif subject == "additional":
            place = general(place)
        said.add((subject, place))
    return said


def theirs(result: dict[str, Any]) -> Said:
    said: Said = set()
    for key, locations in result["validation_errors"]:
        group = json.loads(key)
        for location in locations:
            place = f"/{location['path']}" if location["path"] else ""
            subject = group["validator"]
            if subject == "required":
                place = f"{place}/{group['header']}"
            elif subject == "minLength" or (subject == "format" and location["value"] == ""):
                subject = "empty text"
            said.add((subject, place))
    for kind, subject in (("closed", "closed code"), ("open", "open code")):
        for field, values in result[f"additional_{kind}_codelist_values"].items():
            said.update((subject, f"/{field} {value}") for value in values["values"])
    for check in result["additional_checks"]:
        subject = {
            "missing-values": "blank",
            "missing-currency": "currency",
            "missing-org-refs": "organization",
        }[check["check_id"]]
        end = "currency" if subject == "currency" else ""
        said.update((subject, path + end) for path in check["paths"])
    for check in result["conformance_checks"]:
        said.update(("project id", found["path"]) for found in check["path_values"])
    for path in result.get("structure_warnings", {}).get("missing_ids", []):
        said.add(("missing id", f"/{path}"))
    said.update(
        ("additional", field)
        for field, info in result["additional_fields"].items()
        if info["root_additional_field"]
    )
    return said


class Case:
    """One thing that one tool says of a package and the other does not."""

    def __init__(self, package: Any, subject: str, place: str, our: Said) -> None:
        self.subject, self.place, self.our = subject, place, our
        # Of codes the place is "field value", without indices.
        self.field, _, self.code = place.partition(" ")
        self.value = pointer.get(package, place)

    def said(self, *subjects: str, place: str | None = None) -> bool:
        """Whether we say any of these about that very place (about any item, for codes)."""
        where = self.place if place is None else place
        return any(subject in subjects and found == where for subject, found in self.our)

    def said_of_any(self, *subjects: str) -> bool:
        """The same, for a place without indices."""
        return any(
            subject in subjects and general(found) == self.field for subject, found in self.our
        )


Difference = Callable[[Case], bool]
THEY_SAY: list[Difference] = []
WE_SAY: list[Difference] = []


def they_say(test: Difference) -> Difference:
    THEY_SAY.append(test)
    return test


def we_say(test: Difference) -> Difference:
    WE_SAY.append(test)
    return test


@they_say
def dimensions_are_additional(case: Case) -> bool:
    """The standard says that dimensions are free: what they hold is no additional field."""
    return case.subject == "additional" and "/observations/dimensions/" in case.place


@they_say
def content_of_a_wrong_type_is_additional(case: Case) -> bool:
    """Of an object where a text belongs we say that, and not also what is inside."""
    above = case.place
    while above := above.rpartition("/")[0]:
        if any(subject == "type" and general(found) == above for subject, found in case.our):
            return case.subject == "additional"
    return False


@they_say
def wrong_type_is_a_bad_code(case: Case) -> bool:
    """Of a number or a list where a code belongs we say that it is no text."""
    return case.subject.endswith("code") and case.said_of_any("type")


@they_say
def blank_is_a_bad_code(case: Case) -> bool:
    """Of a blank where a code belongs we say that it is blank."""
    return case.subject.endswith("code") and case.said_of_any("blank", "empty text")


@they_say
def empty_is_said_twice(case: Case) -> bool:
    """An empty value that is an error for us is not a warning too."""
    return case.subject == "blank" and case.said(
        "type", "empty text", "minItems", "minProperties", "format"
    )


@they_say
def currency_of_what_ends_in_amount(case: Case) -> bool:
    """The tool goes by the last letters: of x_amount it expects an x_currency."""
    return case.subject == "currency" and not case.place.endswith("/currency")


@they_say
def currency_beside_a_wrong_type(case: Case) -> bool:
    """A currency that is no text, or an amount of money that is a bare number: a wrong type."""
    amount = f"{case.place.removesuffix('currency')}amount"
    return case.subject == "currency" and (case.said("type") or case.said("type", place=amount))


@we_say
def organizations_in_other_places(case: Case) -> bool:
    """The tool looks at six places of the fourteen that refer to an organization."""
    return case.subject == "organization" and not _CHECKED_REFERENCES.fullmatch(case.place)


@we_say
def organization_without_id_outside_lists(case: Case) -> bool:
    """The tool misses an id only in items of lists; a reference without one refers to nothing."""
    return case.subject == "missing id" and not re.search(r"/\d+/id$", case.place)


@we_say
def empty_code_of_a_closed_list(case: Case) -> bool:
    """A defect of the tool: "" in a field with a closed codelist is neither error nor code."""
    return case.subject == "empty text" and case.value == ""


@we_say
def empty_within_lists(case: Case) -> bool:
    """The tool looks through objects in lists, but not at empty ones nor into lists in lists."""
    return case.subject == "blank" and re.search(r"/\d+(/|$)", case.place) is not None


@they_say
def reference_of_a_wrong_type(case: Case) -> bool:
    """An organization's id that is no text is a wrong type, whatever the parties' ids are."""
    return case.subject == "organization" and case.said("type")


@they_say
def same_id_in_two_schemes(case: Case) -> bool:
    """Classifications and identifiers are told apart by scheme and id; the tool uses the id."""
    field = standard().field_at(case.place)
    return (
        case.subject == "uniqueItems" and field is not None and field.array_key == ("scheme", "id")
    )


@they_say
def ids_beyond_the_standard(case: Case) -> bool:
    """An additional "id" identifies nothing: equal ones in different items are not duplicates."""
    field = standard().field_at(case.place)
    return (
        case.subject == "uniqueItems"
        and field is not None
        and field.item is not None
        and "id" not in field.item.children
    )


@they_say
def repeated_ids_of_a_wrong_type(case: Case) -> bool:
    """Ids that are no texts are wrong types; whether two are the same is then of no interest."""
    return case.subject == "uniqueItems" and any(
        subject == "type" and re.fullmatch(re.escape(case.place) + r"/\d+/id", found)
        for subject, found in case.our
    )


@we_say
def project_id_without_hyphen(case: Case) -> bool:
    """The tool takes any character after the prefix; the standard says a hyphen."""
    return case.subject == "project id" and bool(re.match(r"oc4ids-[a-z0-9]{6}[^-]", case.value))


@we_say
def name_that_begins_like_another(case: Case) -> bool:
    """A defect of the tool: it takes extra2 for a descendant of extra."""
    return case.subject == "additional" and case.place.endswith("/extra2")


@we_say
def codes_in_a_list_that_begins_wrong(case: Case) -> bool:
    """A defect of the tool: it skips the objects of a list whose first item is no object."""
    return case.subject.endswith("code") and any(
        subject == "type" and found.endswith("/0") and case.field.startswith(general(found))
        for subject, found in case.our
    )


def _with(**project: Any) -> dict[str, Any]:
    package = full_package()
    package["projects"][0].update(project)
    return package


# What chance seldom makes.
PARTICULAR = {
    "good": full_package(),
    "two schemes": _with(
        additionalClassifications=[
            {"id": "1", "scheme": "sdg"},
            {"id": "1", "scheme": "icms"},
            {"id": "1", "scheme": "icms", "description": "x"},
        ],
        identifiers=[{"id": "1", "scheme": "A"}, {"id": "1", "scheme": "B"}],
    ),
    "ids beyond the standard": _with(
        benefits=[{"id": "1", "title": "a"}, {"id": "1", "title": "b"}]
    ),
    "whole numbers as ids": _with(milestones=[{"id": 1, "title": "a"}, {"id": 1, "title": "b"}]),
    "repeated ids": _with(milestones=[{"id": "1"}, {"id": "1", "title": "b"}, {"id": "1"}]),
    "equal items without ids": _with(benefits=[{"title": "a"}, {"title": "a"}]),
    "equal codes": _with(sector=["health", "health"]),
    "no hyphen": _with(id="oc4ids-mxdy6h_1"),
    "no prefix": _with(id="1"),
    "extra and extra2": _with(extra=1, extra2=[{"amount": 5, "note": ""}]),
    "number as organization": _with(publicAuthority={"id": 7, "name": "SIOP"}),
    "list that begins wrong": _with(budget={"finance": ["x", {"id": "1", "type": "x"}]}),
    "same project twice": full_package("oc4ids-mxdy6h-1", "oc4ids-mxdy6h-1"),
    "closed code empty": _with(status="", type="new"),
    "version 1.1": {**full_package(), "version": "1.1"},
    "version with three numbers": {**full_package(), "version": "0.9.5"},
    "no projects": {**full_package(), "projects": []},
    "no metadata": {"projects": full_package()["projects"]},
    "null where it may be": {**full_package(), "license": None, "publicationPolicy": None},
    "negative frequency": _with(budget={"finance": [{"id": "1", "paymentFrequency": -1}]}),
}
_SEEDS = 400


def _packages() -> list[tuple[str, Any]]:
    one, two = full_package(), full_package("oc4ids-mxdy6h-1", "oc4ids-mxdy6h-2")
    chance = [
        (f"seed {seed}", mutated(two if seed % 5 == 0 else one, seed, 1 + seed % 6))
        for seed in range(_SEEDS)
    ]
    return [*PARTICULAR.items(), *chance]


class Comparison(NamedTuple):
    """A package, what we say of it, and what the tool says (None: it crashed)."""

    name: str
    package: Any
    our: Said
    their: Said | None
    refused: bool = False  # by the tool: it has validation errors


@pytest.fixture(scope="module")
def compared() -> list[Comparison]:
    comparisons = []
    for name, package in _packages():
        said = ours(package)
        try:
            result = oracle.examine(package)
        # It fails on what it does not expect, with whatever comes.
        except Exception:
            comparisons.append(Comparison(name, package, said, None))
            continue
        refused = result["validation_errors_count"] > 0
        comparisons.append(Comparison(name, package, said, theirs(result), refused))
    return comparisons


def _is_refused(package: Any) -> bool:
    return any(finding.severity is Severity.ERROR for finding in validate_package(package))


def test_findings_agree_with_lib_cove_but_for_the_listed_differences(compared):
    unexplained = []
    used: Counter[str] = Counter()
    for name, package, our, their, _ in compared:
        if their is None:
            continue
        for side, said, differences in (
            ("they say", their - our, THEY_SAY),
            ("we say", our - their, WE_SAY),
        ):
            for subject, place in sorted(said):
                case = Case(package, subject, place, our)
                reasons = [test.__name__ for test in differences if test(case)]
                used.update(reasons)
                if not reasons:
                    unexplained.append((name, side, subject, place))
    assert unexplained == []
    assert {test.__name__ for test in THEY_SAY + WE_SAY} - used.keys() == set()


def test_whatever_lib_cove_refuses_is_refused(compared):
    """But for the same id in two schemes and for ids beyond the standard: see above."""
    refused = [comparison for comparison in compared if comparison.refused]
    assert len(refused) > 200
    for name, package, our, their, _ in refused:
        if not _is_refused(package):
            subjects = {subject for subject, _ in their - our}
            assert subjects & VALIDATION == {"uniqueItems"}, name


def test_whatever_lib_cove_accepts_is_refused_only_for_rules_beyond_validation(compared):
    accepted = [c for c in compared if c.their is not None and not c.refused]
    assert len(accepted) > 50
    for comparison in accepted:
        errors = {subject for subject, _ in comparison.our} & VALIDATION
        assert errors == set(), comparison.name


def test_what_makes_lib_cove_crash_is_only_refused(compared):
    crashed = [comparison.package for comparison in compared if comparison.their is None]
    assert crashed
    assert [package for package in crashed if not _is_refused(package)] == []


def test_every_finding_is_compared_or_known_to_be_ours_alone():
    alone = {"id-repeated", "project-repeated", "project-id-prefix", "not-package", "too-deep"}
    advice = {"missing-element", "more-of-the-same", "package-incomplete"}
    assert SUBJECTS.keys() | OURS_ONLY | alone | advice == FINDING_MESSAGES.keys()
