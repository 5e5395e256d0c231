"""The laws of forms on documents: untouched is untouched, an edit stays in its place."""

import copy
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import escape
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosure.forms.binder import DocumentForm, Section
from disclosure.forms.bindings import Code, Codes, Day, Money, Text, shown_day, shown_number
from disclosure.forms.inputs import DayField, DegreesField, NumberField, PercentField
from disclosure.forms.location import MunicipalityOf, PointAt
from disclosure.forms.merge import chosen, merge_of
from disclosure.forms.progress import Progress
from disclosure.standard import canonical
from disclosure.standard.differences import differences
from tests.disclosure.form_sending import form_to
from tests.factories import document

PLACES = {"14085": "Tamazula de Gordiano", "14039": "Guadalajara"}


def sections() -> list[Section]:
    return [
        Section(
            "all",
            "Todo",
            [
                Text("title", "title", "/title"),
                Text("description", "description", "/description", rows=5),
                Code("status", "status", "/status"),
                Code("type", "type", "/type"),
                Codes("sector", "sector", "/sector"),
                Day("start", "period.startDate", "/period/startDate"),
                Day("end", "period.endDate", "/period/endDate", ends=True),
                Money("budget", "budget.amount", "/budget/amount"),
                MunicipalityOf("municipality", "/locations/0", PLACES),
                Text(
                    "address",
                    "locations[].address.streetAddress",
                    "/locations/0/address/streetAddress",
                ),
                PointAt("point", "/locations/0"),
                Progress("physical", "physicalProgress", "Avance físico"),
                Progress("financial", "financialProgress", "Avance financiero"),
            ],
        )
    ]


def form_on(doc: Any, *, version: int | None = 1, data: QueryDict | None = None) -> DocumentForm:
    return DocumentForm(doc, sections(), version=version, data=data)


def page_of(form: DocumentForm) -> str:
    fields = "".join(str(form[name]) for name in form.fields)
    seen = "".join(
        f'<input type="hidden" name="{name}" value="{escape(value)}">'
        for name, value in form.seen_fields()
    )
    return f"<form>{fields}{seen}</form>"


def untouched(doc: Any, version: int | None = 1) -> QueryDict:
    return form_to(page_of(form_on(doc, version=version)), "")


def edited(doc: Any, **changes: Any) -> DocumentForm:
    data = untouched(doc)
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    form = form_on(doc, data=data)
    form.is_valid()
    return form


def pointers(before: Any, after: Any) -> list[str]:
    return [change.pointer for change in differences(before, after)]


def with_progress(**metric: Any) -> dict[str, Any]:
    observations = [
        {
            "id": "2026-02",
            "period": {"endDate": "2026-02-28T23:59:59-06:00"},
            "measure": 20,
            "unit": {"name": "percent"},
        },
        {"id": "2026-01", "period": {"endDate": "2026-01-31T23:59:59-06:00"}, "measure": "10"},
    ]
    return document(
        metrics=[
            {"id": "physicalProgress", "title": "Avance", "observations": observations, **metric}
        ]
    )


# --- an untouched form ---------------------------------------------------------------------------

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20)
    | st.sampled_from(
        [
            "2026-01-15T00:00:00-06:00",
            "0001-01-01T00:00:00Z",
            "9999-12-31T23:59:59-06:00",
            "2026-02-30T00:00:00Z",
            "2026-03-14",
            "completed",
            "transport.road",
            " dos\r\nrenglones\r ",
            "Point",
            "INEGI",
            "14039",
            "Guadalajara",
            "guadalajara ",
            "physicalProgress",
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
PLACES_SHOWN = [
    "/title",
    "/description",
    "/status",
    "/type",
    "/sector",
    "/period",
    "/period/startDate",
    "/budget",
    "/budget/amount",
    "/budget/amount/amount",
    "/budget/amount/currency",
    "/locations",
    "/locations/0",
    "/locations/0/geometry",
    "/locations/0/geometry/type",
    "/locations/0/geometry/coordinates",
    "/locations/0/geometry/coordinates/0",
    "/locations/0/address",
    "/locations/0/address/locality",
    "/locations/0/gazetteer",
    "/metrics",
    "/metrics/0",
    "/metrics/0/observations",
    "/metrics/0/observations/0",
    "/metrics/0/observations/0/measure",
    "/metrics/0/observations/0/period",
    "/metrics/0/observations/0/period/endDate",
]


def _replaced(doc: Any, at: str, value: Any) -> Any:
    place = doc
    *way, last = at.split("/")[1:]
    for token in way:
        try:
            place = place[int(token)] if isinstance(place, list) else place[token]
        except (KeyError, IndexError, TypeError, ValueError):
            return doc
    if isinstance(place, dict):
        place[last] = value
    elif isinstance(place, list) and last.isdigit() and int(last) < len(place):
        place[int(last)] = value
    return doc


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES_SHOWN), json_values), max_size=4))
def test_untouched_form_leaves_the_document_byte_identical(
    changes: list[tuple[str, Any]],
) -> None:
    doc = with_progress()
    for at, value in changes:
        doc = _replaced(doc, at, copy.deepcopy(value))
    form = form_on(doc, data=untouched(doc))
    assert form.is_valid(), form.errors
    assert form.touched == []
    assert canonical.canonical_bytes(form.patched()) == canonical.canonical_bytes(doc)


@pytest.mark.parametrize("doc", [{}, [], None, 3, "texto", {"locations": {}}, {"metrics": "x"}])
def test_untouched_form_on_any_json_value_changes_nothing(doc: Any) -> None:
    form = form_on(doc, data=untouched(doc))
    assert form.is_valid()
    assert form.patched() == doc


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PLACES_SHOWN[5:]), json_values), max_size=3),
    st.text(st.characters(whitelist_categories=["L", "N"]), min_size=1, max_size=20),
)
def test_edit_of_the_title_touches_only_the_title(
    changes: list[tuple[str, Any]], title: str
) -> None:
    doc = with_progress()
    for at, value in changes:
        doc = _replaced(doc, at, copy.deepcopy(value))
    form = edited(doc, title=title)
    assert form.is_valid(), form.errors
    assert form.patched() == {**doc, "title": title}


def test_input_that_the_request_left_out_is_no_edit() -> None:
    doc = document()
    data = QueryDict(mutable=True)
    data.update({"version": "1", "title": "Otro nombre"})
    form = form_on(doc, data=data)
    assert form.is_valid()
    assert form.patched() == {**doc, "title": "Otro nombre"}


# --- one edit, one place -------------------------------------------------------------------------


def test_emptied_text_takes_the_field_away_with_what_it_leaves_empty() -> None:
    doc = document(locations=[{"id": "1", "address": {"streetAddress": "Hidalgo 1"}}])
    form = edited(doc, address="")
    assert form.patched()["locations"] == [{"id": "1"}]


def test_unknown_fields_survive_an_edit() -> None:
    doc = document(x_extension={"nota": [1, None, {"ñ": "ü"}]})
    doc["budget"]["x_fuente"] = "FAIS"
    form = edited(doc, budget="12,000,000.50", description="Uno\r\n\r\nDos")
    assert pointers(doc, form.patched()) == ["/description", "/budget/amount/amount"]
    assert form.patched()["budget"] == {
        "amount": {"amount": 12000000.5, "currency": "MXN"},
        "x_fuente": "FAIS",
    }
    assert form.patched()["description"] == "Uno\n\nDos"


def test_day_that_did_not_change_keeps_its_time() -> None:
    doc = document(
        period={"startDate": "2026-01-15T09:30:15Z", "endDate": "2026-12-15T00:00:00-06:00"}
    )
    form = edited(doc, start="2026-01-15", end="2026-12-31")
    assert form.patched()["period"] == {
        "startDate": "2026-01-15T09:30:15Z",
        "endDate": "2026-12-31T23:59:59-06:00",
    }


def test_day_is_shown_in_the_portals_zone() -> None:
    assert shown_day("2026-01-15T03:00:00Z") == "2026-01-14"


def test_day_that_cannot_be_read_is_shown_as_it_stands() -> None:
    doc = document(period={"startDate": "hacia marzo"})
    assert form_on(doc)["start"].field.widget.input_type == "text"
    assert untouched(doc)["start"] == "hacia marzo"


def test_new_day_begins_at_midnight_of_the_portal() -> None:
    form = edited(document(period={}), start="14/03/2026")
    assert form.patched()["period"] == {"startDate": "2026-03-14T00:00:00-06:00"}


def test_amount_without_currency_asks_for_it() -> None:
    form = edited(document(budget={}), budget="100")
    assert form.errors == {"budget_currency": ["Elija la moneda."]}


def test_amount_with_currency_is_a_value() -> None:
    form = edited(document(budget={}), budget="$1,500", budget_currency="MXN")
    assert form.patched()["budget"] == {"amount": {"amount": 1500, "currency": "MXN"}}


def test_code_outside_the_list_can_stay_but_not_be_chosen_anew() -> None:
    doc = document(status="completed")
    assert form_on(doc, data=untouched(doc)).is_valid()
    form = edited(document(), status="completed")
    assert list(form.errors) == ["status"]


def test_sectors_keep_their_order_and_what_is_no_text() -> None:
    doc = document(sector=["transport.road", 7, "raro", "transport"])
    form = edited(doc, sector=["transport", "transport.road", "health"])
    assert form.patched()["sector"] == ["transport.road", 7, "transport", "health"]


def test_mistake_that_was_there_before_does_not_stop_another_edit() -> None:
    doc = document(budget={"amount": {"amount": "mucho", "currency": "pesos"}})
    form = edited(doc, title="Otro")
    assert form.is_valid(), form.errors
    assert pointers(doc, form.patched()) == ["/title"]


# --- location ------------------------------------------------------------------------------------


def test_point_is_written_as_longitude_and_latitude() -> None:
    doc = document(locations=[{"id": "1"}])
    form = edited(doc, point_latitude="20.6597", point_longitude="-103.3496")
    assert form.patched()["locations"] == [
        {"id": "1", "geometry": {"type": "Point", "coordinates": [-103.3496, 20.6597]}}
    ]


def test_pair_pasted_in_one_box_fills_both() -> None:
    form = edited(document(locations=[]), point_latitude="20.6597, -103.3496")
    assert form.patched()["locations"] == [
        {"geometry": {"type": "Point", "coordinates": [-103.3496, 20.6597]}}
    ]


def test_edit_of_the_latitude_keeps_longitude_and_height() -> None:
    doc = document(
        locations=[{"geometry": {"type": "Point", "coordinates": [-103.25, 19.68, 1100]}}]
    )
    form = edited(doc, point_latitude="19.7")
    assert pointers(doc, form.patched()) == ["/locations/0/geometry/coordinates"]
    assert form.patched()["locations"][0]["geometry"]["coordinates"] == [-103.25, 19.7, 1100]


def test_latitude_and_longitude_the_other_way_round_are_refused() -> None:
    form = edited(document(), point_latitude="-103.25", point_longitude="19.68")
    assert list(form.errors) == ["point_latitude"]


def test_one_coordinate_alone_is_refused() -> None:
    form = edited(document(locations=[]), point_latitude="20.6")
    assert form.errors == {"point_longitude": ["Escriba la latitud y la longitud."]}


def test_geometry_that_is_no_point_is_shown_disabled_and_kept() -> None:
    line = {"type": "LineString", "coordinates": [[-103.2, 19.6], [-103.3, 19.7]]}
    doc = document(locations=[{"geometry": line}])
    assert form_on(doc)["point_latitude"].field.disabled
    form = edited(doc, point_latitude="20.0", address="Hidalgo 1")
    assert form.patched()["locations"] == [
        {"geometry": line, "address": {"streetAddress": "Hidalgo 1"}}
    ]


def test_municipality_is_written_by_name_and_by_its_key_where_there_is_one() -> None:
    location = {
        "gazetteer": {"scheme": "INEGI", "identifiers": ["14085", "140850001"]},
        "address": {"locality": "Tamazula"},
    }
    form = edited(document(locations=[location]), municipality="14039")
    assert form.patched()["locations"] == [
        {
            "gazetteer": {"scheme": "INEGI", "identifiers": ["14039", "140850001"]},
            "address": {"locality": "Guadalajara"},
        }
    ]


# --- progress ------------------------------------------------------------------------------------


def test_progress_of_the_same_day_corrects_the_last_observation() -> None:
    doc = with_progress()
    form = edited(doc, physical="25.5 %")
    assert pointers(doc, form.patched()) == ["/metrics/0/observations/0/measure"]
    assert form.patched()["metrics"][0]["observations"][0]["measure"] == 25.5


def test_progress_of_another_day_is_added_and_the_earlier_ones_stay() -> None:
    doc = with_progress()
    form = edited(doc, physical="30", physical_day="2026-03-31")
    before, after = doc["metrics"][0]["observations"], form.patched()["metrics"][0]["observations"]
    assert after == [
        *before,
        {
            "id": "2026-03-31",
            "period": {"endDate": "2026-03-31T23:59:59-06:00"},
            "unit": {"name": "percent"},
            "measure": 30,
        },
    ]


def test_first_progress_makes_the_metric() -> None:
    form = edited(document(), physical="5", physical_day="2026-03-31")
    assert form.patched()["metrics"] == [
        {
            "id": "physicalProgress",
            "title": "Avance físico",
            "observations": [
                {
                    "id": "2026-03-31",
                    "period": {"endDate": "2026-03-31T23:59:59-06:00"},
                    "unit": {"name": "Por ciento", "scheme": "UNCEFACT", "id": "P1"},
                    "measure": 5,
                }
            ],
        }
    ]


def test_first_progress_without_its_day_is_refused() -> None:
    form = edited(document(), physical="5")
    assert form.errors == {"physical_day": ["Escriba la fecha a la que corresponde el avance."]}


# --- as people write -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234,567.89", 1234567.89),
        ("1234567.89", 1234567.89),
        ("$ 1,234", 1234),
        ("0", 0),
        ("-3.5", -3.5),
    ],
)
def test_number_is_read_as_people_write_it(text: str, number: float) -> None:
    assert NumberField().clean(text) == number


@pytest.mark.parametrize("text", ["1.234,56", "12,34", "mil", "1e5", "0.12345678901234567890", "٣"])
def test_number_that_could_be_misread_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        NumberField().clean(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567.5, "1,234,567.50"),
        (11731000, "11,731,000"),
        (0.125, "0.125"),
        (10**18 + 1, "1,000,000,000,000,000,001"),
        ("mucho", "mucho"),
        (None, ""),
    ],
)
def test_number_is_shown_with_commas(value: Any, text: str) -> None:
    assert shown_number(value) == text


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("20.6597", 20.6597),
        ("-103.35", -103.35),
        ("103.35 O", -103.35),
        ("20°39'35\" N", 20.659722),
        ("103°20′58″ W", -103.349444),
        ("20.6597, -103.3496", (20.6597, -103.3496)),
    ],
)
def test_degrees_are_read_as_people_write_them(text: str, degrees: Any) -> None:
    assert DegreesField(limit=180).clean(text) == degrees


@pytest.mark.parametrize("text", ["91", "norte", "20°61'", "20,65"])
def test_degrees_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DegreesField(limit=90).clean(text)


@pytest.mark.parametrize("text", ["45.5", "45,5 %", "100%", "0"])
def test_percent_is_read_as_people_write_it(text: str) -> None:
    assert PercentField().clean(text) == float(text.rstrip(" %").replace(",", "."))


@pytest.mark.parametrize("text", ["31/02/2026", "2026", "1/1/26", "01/01/0001"])
def test_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        DayField().clean(text)


# --- two people ----------------------------------------------------------------------------------


def test_merge_tells_whose_each_change_is() -> None:
    old = document(description="Uno")
    data = untouched(old, version=1)
    data["title"], data["description"] = "Mío", "Lo mío"
    data.setlist("sector", ["health"])
    now = {**old, "description": "Lo suyo", "status": "completion"}
    form = form_on(now, version=2, data=data)
    assert form.is_valid()
    assert form.is_stale
    merge = merge_of(form)
    assert [(m.name, m.before, m.theirs, m.mine) for m in merge.conflicts] == [
        ("description", "Uno", "Lo suyo", "Lo mío")
    ]
    assert [m.name for m in merge.mine] == ["title", "sector"]
    assert [m.name for m in merge.theirs] == ["status"]


@pytest.mark.parametrize(("take", "description"), [("mine", "Lo mío"), ("theirs", "Lo suyo")])
def test_merge_saves_what_was_chosen_over_what_there_is(take: str, description: str) -> None:
    old = document(description="Uno")
    data = untouched(old, version=1)
    data["title"], data["description"] = "Mío", "Lo mío"
    data.setlist("sector", [])
    now = {**old, "description": "Lo suyo", "status": "completion"}
    form = form_on(now, version=2, data=data)
    form.is_valid()
    again = QueryDict(mutable=True)
    for name, value in merge_of(form).hidden:
        again.appendlist(name, value)
    again["version"], again["take-description"] = "2", take
    merged = form_on(now, version=2, data=chosen(again))
    assert merged.is_valid()
    expected = {**now, "title": "Mío", "description": description}
    del expected["sector"]
    assert merged.patched() == expected
