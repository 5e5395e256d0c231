"""Mistakes that people make, each with exactly what is to be said about it.

A case is a good project with some places written anew (a value of None removes the place; NULL
writes a null). Together the cases meet every finding of a project.
"""

from dataclasses import dataclass, field
from typing import Any

from disclosure.standard import pointer
from disclosure.standard.messages import MESSAGES
from tests.standard.full_document import PROJECT_ID, full_document

NULL = object()
NOT_SAID = object()  # no suggestion


@dataclass(frozen=True)
class Case:
    """A name, what is written where, and what is said: (code, pointer[, suggestion])."""

    name: str
    written: dict[str, Any]
    said: list[tuple[Any, ...]] = field(default_factory=list)

    def document(self) -> dict[str, Any]:
        """The project with the mistake."""
        document = full_document()
        for place, value in self.written.items():
            if value is None:
                pointer.remove(document, place)
            else:
                pointer.put(document, place, None if value is NULL else value)
        return document

    def expected(self) -> list[tuple[str, str, str, Any]]:
        """What is said: (severity, code, pointer, suggestion)."""
        return sorted(
            (
                (MESSAGES[code].severity.value, code, place, rest[0] if rest else NOT_SAID)
                for code, place, *rest in self.said
            ),
            key=lambda said: said[:3],
        )


PROCESS = "/contractingProcesses/0"
SUMMARY = f"{PROCESS}/summary"
COORDINATES = "/locations/0/geometry/coordinates"
TYPE = "/locations/0/geometry/type"
_SQUARE = [[-103.0, 20.0], [-103.0, 20.1], [-102.9, 20.1], [-103.0, 20.0]]

STRUCTURE = [
    Case("nothing wrong", {}),
    Case("no id", {"/id": None}, [("missing", "/id")]),
    Case("no id in a document", {"/documents/0/id": None}, [("missing", "/documents/0/id")]),
    Case("null", {"/title": NULL}, [("null", "/title")]),
    Case("number as a text", {"/title": 2024}, [("not-text", "/title", "2024")]),
    Case("list as a text", {"/title": ["a"]}, [("not-text", "/title")]),
    Case(
        "amount as people write it",
        {"/budget/amount/amount": "$1,234.50"},
        [("not-number", "/budget/amount/amount", 1234.5)],
    ),
    Case(
        "amount in words",
        {"/budget/amount/amount": "un millón"},
        [("not-number", "/budget/amount/amount")],
    ),
    Case(
        "days with decimals",
        {"/period/durationInDays": 303.0},
        [("not-integer", "/period/durationInDays", 303)],
    ),
    Case(
        "yes in words",
        {"/environment/inProtectedArea": "Sí"},
        [("not-boolean", "/environment/inProtectedArea", True)],
    ),
    Case(
        "object where a boolean belongs",
        {"/environment/hasImpactAssessment": {"a": 1}},
        [("not-boolean", "/environment/hasImpactAssessment")],
    ),
    Case("text as an object", {"/budget": "mucho"}, [("not-object", "/budget")]),
    Case("sector as a text", {"/sector": "health"}, [("not-list", "/sector", ["health"])]),
    Case("sector as an object", {"/sector": {"id": "x"}}, [("not-list", "/sector")]),
    Case(
        "tag as a text with commas",
        {f"{PROCESS}/releases/0/tag": "award, Contract"},
        [("not-list", f"{PROCESS}/releases/0/tag", ["award", "contract"])],
    ),
    Case(
        "one location without a list",
        {"/locations": {"id": "1"}},
        [("not-list", "/locations", [{"id": "1"}])],
    ),
    Case(
        "measure as a list",
        {"/metrics/0/observations/0/measure": [5]},
        [("not-text-or-number", "/metrics/0/observations/0/measure")],
    ),
    Case(
        "coordinates as texts",
        {COORDINATES: ["-103.3", 20.6]},
        [("not-position", f"{COORDINATES}/0"), ("coordinates-shape", COORDINATES)],
    ),
    Case("empty text", {"/title": ""}, [("text-empty", "/title")]),
    Case("empty date", {"/updated": ""}, [("text-empty", "/updated")]),
    Case("empty code", {"/status": ""}, [("text-empty", "/status")]),
    Case("empty list", {"/sector": []}, [("list-empty", "/sector")]),
    Case("empty object", {"/budget": {}}, [("object-empty", "/budget")]),
    Case("same code twice", {"/sector": ["health", "health"]}, [("items-repeated", "/sector")]),
    Case(
        "less than nothing",
        {"/budget/finance/0/paymentFrequency": -1},
        [("number-too-small", "/budget/finance/0/paymentFrequency")],
    ),
]

FORMATS = [
    Case(
        "date alone",
        {"/updated": "2024-05-31"},
        [("date-invalid", "/updated", "2024-05-31T00:00:00-06:00")],
    ),
    Case(
        "days first",
        {"/updated": "5/3/2024"},
        [("date-invalid", "/updated", "2024-03-05T00:00:00-06:00")],
    ),
    Case(
        "space for the T, zone without colon",
        {"/updated": "2024-05-31 10:30:00+0100"},
        [("date-invalid", "/updated", "2024-05-31T10:30:00+01:00")],
    ),
    Case(
        "no zone, no seconds",
        {"/updated": "2024-05-31T10:30"},
        [("date-invalid", "/updated", "2024-05-31T10:30:00-06:00")],
    ),
    Case("no such day", {"/updated": "2023-02-29"}, [("date-invalid", "/updated")]),
    Case("date in words", {"/updated": "en mayo"}, [("date-invalid", "/updated")]),
    Case(
        "address without scheme",
        {"/documents/0/url": "www.obras.example.mx/informe técnico.pdf"},
        [
            (
                "url-invalid",
                "/documents/0/url",
                "https://www.obras.example.mx/informe%20t%C3%A9cnico.pdf",
            )
        ],
    ),
    Case(
        "address with braces and percent",
        {"/documents/0/url": "https://example.mx/{100%}"},
        [("url-invalid", "/documents/0/url", "https://example.mx/%7B100%25%7D")],
    ),
    Case("path of a disk", {"/documents/0/url": "C:\\a b"}, [("url-invalid", "/documents/0/url")]),
    Case(
        "no at sign",
        {"/parties/0/people/0/email": "correo.mx"},
        [("email-invalid", "/parties/0/people/0/email")],
    ),
]

CODES = [
    Case("old status", {"/status": "completed"}, [("code-not-allowed", "/status", "maintenance")]),
    Case("unknown status", {"/status": "zzz"}, [("code-not-allowed", "/status")]),
    Case(
        "title for a code",
        {"/type": "Rehabilitación"},
        [("code-not-allowed", "/type", "rehabilitation")],
    ),
    Case(
        "status in camel case",
        {f"{SUMMARY}/status": "preAward"},
        [("code-not-allowed", f"{SUMMARY}/status", "pre-award")],
    ),
    Case(
        "lower-case currency",
        {"/budget/amount/currency": "mxn"},
        [("code-not-allowed", "/budget/amount/currency", "MXN")],
    ),
    Case(
        "unknown sector",
        {"/sector/0": "economic"},
        [
            ("code-not-listed", "/sector/0", "economy"),
            ("sector-parent-missing", "/sector/1"),
        ],
    ),
    Case("own sector", {"/sector": ["qwxyz"]}, [("code-not-listed", "/sector/0")]),
    Case(
        "subsector alone", {"/sector": ["transport.air"]}, [("sector-parent-missing", "/sector/0")]
    ),
    Case(
        "old document types",
        {"/documents/0/documentType": "finalAudit"},
        [("code-not-listed", "/documents/0/documentType", "technicalAuditReport")],
    ),
    Case(
        "codes of the mapping of the CoST IDS",
        {"/documents/0/documentType": "projectDesignReport"},
        [("code-not-listed", "/documents/0/documentType", "designReport")],
    ),
]

IDENTIFIERS = [
    Case("another prefix", {"/id": "oc4ids-abcdef-1"}, [("project-id-prefix", "/id")]),
    Case("prefix alone", {"/id": "oc4ids-mxdy6h-"}, [("project-id-prefix", "/id")]),
    Case(
        "same document id",
        {"/documents/1": {"id": "doc-1"}},
        [("id-repeated", "/documents/1/id")],
    ),
    Case(
        "same document twice",
        {"/documents/1": full_document()["documents"][0]},
        [("id-repeated", "/documents/1/id")],
    ),
    Case(
        "same id in another scheme",
        {"/additionalClassifications/1": {"id": "9", "scheme": "icms"}},
    ),
    Case(
        "same id and scheme",
        {"/additionalClassifications/1": {"id": "9", "scheme": "sdg"}},
        [("id-repeated", "/additionalClassifications/1/id")],
    ),
    Case(
        "classification without id",
        {"/additionalClassifications/0/id": None},
        [("id-missing", "/additionalClassifications/0/id")],
    ),
]

REFERENCES = [
    Case(
        "no such party",
        {"/publicAuthority/id": "zzz"},
        [("party-not-found", "/publicAuthority/id")],
    ),
    Case(
        "no such party, in the other places",
        {
            "/transactions/0/payee": {"id": "z", "name": "z"},
            "/budget/finance/0/financingParty": {"id": "z", "name": "z"},
            "/lobbyingMeetings/0/publicOffice/organization": {"id": "z", "name": "z"},
        },
        [
            ("party-not-found", "/transactions/0/payee/id"),
            ("party-not-found", "/budget/finance/0/financingParty/id"),
            ("party-not-found", "/lobbyingMeetings/0/publicOffice/organization/id"),
        ],
    ),
    Case(
        "another name",
        {"/publicAuthority/name": "SIOP"},
        [
            (
                "party-name-differs",
                "/publicAuthority/name",
                "Secretaría de Infraestructura y Obra Pública",
            )
        ],
    ),
    Case(
        "role not declared",
        {"/parties/1/roles": ["buyer", "procuringEntity", "administrativeEntity"]},
        [("party-role-missing", "/publicAuthority")],
    ),
    Case(
        "name without id",
        {f"{SUMMARY}/suppliers/0/id": None},
        [("party-unidentified", f"{SUMMARY}/suppliers/0/id")],
    ),
    Case(
        "no such release",
        {f"{SUMMARY}/modifications/0/releaseID": "zzz"},
        [("release-not-found", f"{SUMMARY}/modifications/0/releaseID")],
    ),
    Case(
        "no such milestone",
        {"/transactions/0/relatedImplementationMilestone/id": "zzz"},
        [("milestone-not-found", "/transactions/0/relatedImplementationMilestone/id")],
    ),
    Case(
        "milestone by another title",
        {"/transactions/0/relatedImplementationMilestone/title": "Otro"},
        [
            (
                "milestone-title-differs",
                "/transactions/0/relatedImplementationMilestone/title",
                "Conclusión de la superestructura",
            )
        ],
    ),
    Case(
        "related project by its number",
        {"/relatedProjects/0/identifier": "112/2024"},
        [("related-project-form", "/relatedProjects/0/identifier")],
    ),
    Case(
        "related to itself",
        {"/relatedProjects/0/identifier": PROJECT_ID},
        [("related-project-self", "/relatedProjects/0/identifier")],
    ),
]

VALUES = [
    Case("blank", {"/title": " \t"}, [("text-blank", "/title")]),
    Case("blank item", {"/sector": ["health", " "]}, [("text-blank", "/sector/1")]),
    Case(
        "no currency",
        {"/budget/amount/currency": None},
        [("currency-missing", "/budget/amount/currency")],
    ),
    Case(
        "no amount", {"/budget/amount/amount": None}, [("amount-missing", "/budget/amount/amount")]
    ),
    Case("zero", {"/budget/amount/amount": 0}, [("amount-zero", "/budget/amount/amount")]),
    Case(
        "negative", {"/budget/amount/amount": -5.5}, [("amount-negative", "/budget/amount/amount")]
    ),
    Case(
        "negative where it means something",
        {
            "/budget/budgetBreakdowns/0/budgetBreakdown/0/amount/amount": -5,
            f"{SUMMARY}/modifications/0/newContractValue/amount": -5,
            "/metrics/0/observations/0/value/amount": 0,
        },
    ),
    Case(
        "too much",
        {"/budget/amount/amount": 100_000_000_000},
        [("amount-absurd", "/budget/amount/amount")],
    ),
    Case(
        "too much in dollars",
        {"/budget/amount": {"amount": 5e9, "currency": "USD"}},
        [("amount-absurd", "/budget/amount/amount")],
    ),
    Case("much in pesos", {"/budget/amount/amount": 99_999_999_999.99}),
]

DATES = [
    Case(
        "years that stand for nothing",
        {
            "/updated": "0001-01-01T00:00:00Z",
            "/budget/requestDate": "1900-01-01T00:00:00Z",
            "/completion/endDate": "9999-12-31T00:00:00Z",
            "/assetLifetime/endDate": "2151-01-15T00:00:00-06:00",
            "/assetLifetime/maxExtentDate": None,
            "/assetLifetime/durationInDays": None,
        },
        [
            ("date-unlikely", "/updated"),
            ("date-unlikely", "/budget/requestDate"),
            ("date-unlikely", "/completion/endDate"),
            ("date-unlikely", "/assetLifetime/endDate"),
        ],
    ),
    Case(
        "ends before it starts",
        {"/period/startDate": "2024-12-01T00:00:00-06:00", "/period/durationInDays": None},
        [("period-reversed", "/period/endDate"), ("period-reversed", "/period/maxExtentDate")],
    ),
    Case(
        "ends before it starts, by the zone",
        {
            "/period": {
                "startDate": "2024-05-01T00:00:00-06:00",
                "endDate": "2024-05-01T05:00:00Z",
            }
        },
        [("period-reversed", "/period/endDate")],
    ),
    Case(
        "starts after it ends, by the clock alone",
        {
            "/period": {
                "startDate": "2024-05-01T05:00:00Z",
                "endDate": "2024-05-01T00:00:00-06:00",
            }
        },
    ),
    Case(
        "negative duration",
        {"/period/durationInDays": -30},
        [("duration-negative", "/period/durationInDays")],
    ),
    Case(
        "duration that disagrees",
        {"/period/durationInDays": 30},
        [("duration-disagrees", "/period/durationInDays", 303)],
    ),
    Case("duration that counts both days", {"/period/durationInDays": 304}),
]

LOCATIONS = [
    Case(
        "latitude first",
        {COORDINATES: [20.6249, -103.2345]},
        [("coordinates-swapped", COORDINATES, [-103.2345, 20.6249])],
    ),
    Case(
        "latitude first in a line",
        {TYPE: "LineString", COORDINATES: [[20.6, -103.2, 1500], [20.7, -103.3, 1500]]},
        [
            (
                "coordinates-swapped",
                COORDINATES,
                [[-103.2, 20.6, 1500], [-103.3, 20.7, 1500]],
            )
        ],
    ),
    Case("elsewhere in the world", {COORDINATES: [2.35, 48.85]}),
    Case(
        "nowhere in the world",
        {COORDINATES: [-203.2, 20.6]},
        [("coordinates-out-of-range", COORDINATES)],
    ),
    Case("a point as a line", {TYPE: "LineString"}, [("coordinates-shape", COORDINATES)]),
    Case(
        "a line of one position",
        {TYPE: "LineString", COORDINATES: [[-103.2, 20.6]]},
        [("coordinates-shape", COORDINATES)],
    ),
    Case("four numbers", {COORDINATES: [-103.2, 20.6, 1, 2]}, [("coordinates-shape", COORDINATES)]),
    Case("a closed ring", {TYPE: "Polygon", COORDINATES: [_SQUARE]}),
    Case(
        "an open ring",
        {TYPE: "MultiPolygon", COORDINATES: [[_SQUARE], [_SQUARE[:3]]]},
        [("ring-open", COORDINATES)],
    ),
    Case("no type", {TYPE: None}, [("geometry-incomplete", TYPE)]),
    Case("no coordinates", {COORDINATES: None}, [("geometry-incomplete", COORDINATES)]),
]

BEYOND = [
    Case(
        "own field",
        {"/claveInterna": {"a": [{"b": ""}, {"amount": 5}, []]}},
        [
            ("field-additional", "/claveInterna"),
            ("value-empty", "/claveInterna/a/0/b"),
            ("currency-missing", "/claveInterna/a/1/currency"),
            ("value-empty", "/claveInterna/a/2"),
        ],
    ),
    Case(
        "misspelt field",
        {"/title": None, "/Title": "Puente"},
        [("field-misspelt", "/Title", "title")],
    ),
    Case(
        "old breakdown",
        {"/budget/budgetBreakdown": [{"id": "1", "amount": {"amount": 5, "currency": "MXN"}}]},
        [("field-replaced", "/budget/budgetBreakdown")],
    ),
    Case("free dimensions", {"/metrics/0/observations/0/dimensions": {"a": {"b": [1, None]}}}),
    Case(
        "empty dimension",
        {"/metrics/0/observations/0/dimensions": {"a": " "}},
        [("value-empty", "/metrics/0/observations/0/dimensions/a")],
    ),
]

CASES = [
    *STRUCTURE,
    *FORMATS,
    *CODES,
    *IDENTIFIERS,
    *REFERENCES,
    *VALUES,
    *DATES,
    *LOCATIONS,
    *BEYOND,
]
