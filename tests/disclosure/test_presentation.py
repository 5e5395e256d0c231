import copy
import re
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from disclosure import wording
from disclosure.standard.differences import differences
from disclosure.standard.findings import Finding, Severity
from disclosure.views import presentation, remarks
from disclosure.views.document_html import document_html
from tests.standard.full_document import full_document

PAYLOAD = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def html_of(document):
    return document_html(presentation.sections_of(document))


def text_of(document):
    return unescape(re.sub(r"<[^>]+>", " ", html_of(document)))


def leaves(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    else:
        yield path, value


def replaced(document, path, value):
    changed = copy.deepcopy(document)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


# --- nothing is hidden ---------------------------------------------------------------------------


def test_sections_name_every_field_of_the_standard():
    assert presentation.unplaced_fields() == ()


def test_every_text_of_a_full_document_is_shown_or_is_the_date_of_a_time_element():
    document = full_document()
    html = unescape(html_of(document))

    missing = [
        path for path, value in leaves(document) if isinstance(value, str) and value not in html
    ]

    assert missing == []


def test_every_number_of_a_full_document_is_shown():
    document = full_document()
    text = text_of(document).replace(",", "")

    missing = [
        path
        for path, value in leaves(document)
        if isinstance(value, int | float)
        and not isinstance(value, bool)
        and f"{value:g}" not in text
        and repr(value) not in text
        and f"{value:.2f}" not in text
    ]

    assert missing == []


def test_unknown_fields_are_shown_by_their_own_names():
    document = {
        "id": "x",
        "avanceSocial": {"nivel": ["alto", {"año": 2026}]},
        "budget": {"description": "Recursos propios", "techo": "sin definir"},
    }

    text = " ".join(text_of(document).split())

    assert text == (
        "Identificación Identificador OC4IDS x "
        "Dinero Presupuesto del proyecto Descripción del presupuesto Recursos propios "
        "Campos adicionales techo sin definir "
        "Campos adicionales avanceSocial nivel nivel 1 Valor alto nivel 2 año 2026"
    )


@given(document=JSON)
def test_any_json_is_shown(document):
    html_of(document)


def test_depth_is_no_limit():
    value = "fondo"
    for _ in range(120):
        value = {"a": [value]}

    assert "fondo" in text_of({"id": "x", "otro": value})


def test_a_field_of_another_type_than_it_should_be_is_shown():
    text = text_of({"title": ["uno", {"a": 1}], "budget": "mucho", "parties": {"x": None}})

    assert [word in text for word in ("uno", "mucho", '"x": null')] == [True, True, True]


# --- nothing runs --------------------------------------------------------------------------------


def test_no_text_of_the_document_becomes_markup():
    document = full_document()
    paths = [path for path, value in leaves(document) if isinstance(value, str)]
    everywhere = document
    for path in paths:
        everywhere = replaced(everywhere, path, PAYLOAD)

    html = html_of(everywhere)

    assert html.count("&lt;script&gt;") >= len(paths)
    assert set(re.findall(r"<(\w+)", html)) <= {
        *("div", "section", "h3", "dl", "dt", "dd", "p", "ul", "li", "span", "details"),
        *("summary", "pre"),
    }
    assert re.findall(r"<[^>]*\son\w+=", html) == []


def test_no_name_of_a_field_becomes_markup():
    html = html_of({PAYLOAD: {PAYLOAD: [{PAYLOAD: 1}]}})

    assert "<script" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " https://example.org",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//example.org/x",
        "/proyectos/",
        "http://",
        "http:example.org",
        "https://exa\nmple.org",
        "https://[::1",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "",
        None,
        12,
    ],
)
def test_only_whole_web_addresses_become_links(text):
    assert presentation.link_to(text) == ""
    assert "<a " not in html_of({"documents": [{"id": "1", "url": text}]})


def test_web_addresses_become_links_that_vouch_for_nothing():
    html = html_of({"documents": [{"id": "1", "url": 'https://example.org/a"b?x=1&y=2'}]})

    assert re.findall(r"<a [^>]+>", html) == [
        '<a href="https://example.org/a&quot;b?x=1&amp;y=2" rel="noopener nofollow">'
    ]


# --- words ---------------------------------------------------------------------------------------


def values_of(document):
    """The labels and values of the first section, flat."""
    section = presentation.sections_of(document)[0]
    return [(row.label, [(v.text, v.detail) for v in row.values]) for row in section.rows]


def test_codes_are_titles_with_the_code_beside():
    document = {"status": "implementation", "sector": ["transport", "del-pueblo"]}

    assert values_of(document) == [
        ("Estado actual del proyecto", [("Ejecución", "implementation")]),
        ("Sector y subsector", [("Transporte", "transport"), ("del-pueblo", "")]),
    ]


def test_dates_are_words_in_the_portals_time_zone():
    document = {"period": {"startDate": "2026-03-15T05:59:00Z", "endDate": "2026-12-31T06:00:00Z"}}

    (section,) = presentation.sections_of(document)
    shown = [row.values[0] for row in section.rows[0].rows]

    assert [(one.text, one.moment) for one in shown] == [
        ("14 de marzo de 2026, 23:59 h", "2026-03-15T05:59:00Z"),
        ("31 de diciembre de 2026", "2026-12-31T06:00:00Z"),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2022-06-30T00:00:00-06:00", "30 de junio de 2022"),
        ("2020-01-01T00:00:00Z", "31 de diciembre de 2019, 18:00 h"),
        ("2020-01-01T09:05:00-06:00", "1 de enero de 2020, 09:05 h"),
        ("2020-01-01", "1 de enero de 2020"),
    ],
)
def test_midnight_is_a_day_even_in_summer(text, words):
    assert presentation.day_in_words(text, "es") == words


@pytest.mark.parametrize("text", ["mañana", "2026-13-45T00:00:00Z", "9999-12-31T23:59:59-14:00"])
def test_what_is_no_date_is_shown_as_it_is_or_in_words(text):
    (section,) = presentation.sections_of({"updated": text})
    shown = section.rows[0].values[0]

    assert text in (shown.text, shown.moment)


def test_amounts_are_exact_figures_with_words_beside():
    document = {"budget": {"amount": {"amount": 11731000.5, "currency": "MXN"}}}

    (section,) = presentation.sections_of(document)

    shown = section.rows[0].rows[0].values[0]
    assert (shown.text, shown.detail) == ("$11,731,000.50 MXN", "11.7 millones de pesos")


def test_points_are_latitude_and_longitude():
    point = {"locations": [{"id": "1", "geometry": {"coordinates": [-103.25, 19.68]}}]}

    assert "latitud 19.68, longitud -103.25" in text_of(point)


def test_long_lines_say_how_many_points_there_are():
    line = [[-103.0, 19.0 + n / 10_000] for n in range(10_046)]
    document = {"locations": [{"id": "1", "geometry": {"coordinates": line}}]}

    html = html_of(document)

    assert "10,046 puntos; los primeros 200:" in html
    assert len(html) < 10_000


def test_items_are_called_by_their_titles():
    document = {
        "contractingProcesses": [
            {"id": "1", "summary": {"title": "Ampliación"}},
            {"id": "2"},
        ]
    }

    (section,) = presentation.sections_of(document)

    assert [item.title for item in section.rows[0].items] == [
        "Proceso de contratación 1 · Ampliación",
        "Proceso de contratación 2 · 2",
    ]


def test_document_speaks_the_readers_language():
    with override("en"):
        assert values_of({"status": "implementation"}) == [
            ("Current project status", [("Implementation", "implementation")])
        ]


def test_findings_come_worst_first_from_objects_and_from_records():
    advice = Finding("text-blank", Severity.ADVICE, "/purpose", " ")
    error = Finding("missing", Severity.ERROR, "/title")

    shown = remarks.shown_findings([advice.as_json(), error])

    assert [(one.severity, one.kind, one.pointer) for one in shown] == [
        ("error", "Error", "/title"),
        ("advice", "Sugerencia", "/purpose"),
    ]
    assert shown[0].sentence == error.sentence("es")


def test_changes_are_told_in_words():
    old = {"id": "x", "status": "preparation", "budget": {"amount": {"amount": 5000000}}}
    new = {"id": "x", "status": "implementation", "title": "Puente", "otro": {"a": 1}}

    shown = remarks.shown_changes(differences(old, new))

    assert [(one.kind, one.before, one.after) for one in shown] == [
        ("agregado", "", "Puente"),
        ("quitado", "Monto del presupuesto: $5,000,000.00 (5 millones)", ""),
        ("modificado", "Preparación (preparation)", "Ejecución (implementation)"),
        ("agregado", "", "a: 1"),
    ]


@pytest.mark.parametrize(
    ("amount", "currency", "es", "en"),
    [
        (0, "MXN", "0 pesos", "0 pesos"),
        (950.5, "MXN", "950.5 pesos", "950.5 pesos"),
        (1000, "MXN", "mil pesos", "1 thousand pesos"),
        (850_400, "MXN", "850 mil pesos", "850 thousand pesos"),
        (999_960, "MXN", "1 millón de pesos", "1 million pesos"),
        (11_731_000, "MXN", "11.7 millones de pesos", "11.7 million pesos"),
        (1_250_000_000, "MXN", "1,250 millones de pesos", "1.3 billion pesos"),
        (2 * 10**12, "USD", "2 billones de dólares", "2 trillion US dollars"),
        (-3_000_000, "MXN", "menos 3 millones de pesos", "minus 3 million pesos"),
        (5_000_000, "", "5 millones", "5 million"),
        (Decimal("1500000.00"), "EUR", "1.5 millones de euros", "1.5 million euros"),
    ],
)
def test_money_in_words(amount, currency, es, en):
    assert wording.money_in_words(amount, currency, "es") == es
    assert wording.money_in_words(amount, currency, "en") == en


@pytest.mark.parametrize(
    ("amount", "currency", "figures"),
    [
        (11712345.5, "MXN", "$11,712,345.50 MXN"),
        (0.125, "MXN", "$0.125 MXN"),
        (-20, "EUR", "−20.00 EUR"),
        (1e300, "MXN", "1e+300 MXN"),
        (5, "", "$5.00"),
    ],
)
def test_money_in_figures(amount, currency, figures):
    assert wording.money_in_figures(amount, currency) == figures


def test_moments_and_sizes_in_words():
    moment = datetime(2026, 3, 14, 15, 26, tzinfo=UTC)

    assert wording.moment_in_words(moment, "es") == "14 de marzo de 2026, 09:26 h"
    assert wording.moment_in_words(moment, "en") == "14 March 2026, 09:26"
    assert [wording.size_in_words(n) for n in (850, 12_400, 3_100_000, 2_000_000_000)] == [
        "850 bytes",
        "12.4 kB",
        "3.1 MB",
        "2 GB",
    ]
