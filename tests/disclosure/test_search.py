"""Words are found however they are written; lists say what they show."""

import pytest
from django.http import QueryDict

from disclosure import search
from disclosure.filters import ApiProjectFilter, ProjectFilter
from disclosure.models import Project
from disclosure.public import BoundedPaginator, listed
from tests.factories import make_entity, make_municipality, published

pytestmark = pytest.mark.django_db


def found(query):
    projects, _ = search.matching(Project.published.all(), query)
    return [p.oc4ids_id.removeprefix("oc4ids-mxdy6h-") for p in projects]


@pytest.fixture
def road():
    make_municipality()
    return published(make_entity("siop"), title="Rehabilitación de caminos rurales en Contla")


@pytest.mark.parametrize(
    "query",
    [
        "rehabilitacion",
        "REHABILITACIÓN",
        "rehabilitar",
        "camino",
        "caminos contla",
        "rehab",
        "constructora tamazula",
        "Tamazula",
        "SIOP-2026-001",
        "el camino de Contla",
    ],
)
def test_project_is_found_by_words_as_people_write_them(road, query):
    assert found(query) == ["siop-1"]


@pytest.mark.parametrize(
    "query", ["escuela", "camino escuela", "'\"(*&|!", "de la", "\x00", "a" * 900]
)
def test_project_is_not_found_by_words_that_it_lacks(road, query):
    assert found(query) == []


def test_title_counts_more_than_description():
    siop = make_entity("siop")
    published(siop, "en-texto", title="Obra", description="Un puente y un camino")
    published(siop, "en-titulo", title="Puente", description="Una obra")
    assert found("puente") == ["en-titulo", "en-texto"]


def test_many_matches_are_not_ranked(monkeypatch, road):
    monkeypatch.setattr(search, "RANKED", 1)
    published(make_entity("siop"), "siop-2", title="Otro camino")
    projects, ranking = search.matching(Project.published.all(), "camino")
    assert (ranking, projects.count()) == (None, 2)


def test_search_can_be_narrowed_and_still_ranks(road):
    cea = make_entity("cea")
    other = published(cea, "cea-1", title="Camino al acueducto")
    result = ProjectFilter(QueryDict("q=camino&entidad=cea"), Project.published.all())
    assert [p.entity_id for p in result.qs] == [cea.pk]
    assert result.ranking == [other.pk]


def test_search_in_another_order_is_not_ranked(road):
    result = ProjectFilter(QueryDict("q=camino&orden=title"), Project.published.all())
    assert [p.pk for p in result.qs] == [road.pk]
    assert result.ranking is None


def test_ranked_pages_hold_what_the_filters_leave_best_first(road):
    titles = ["Camino", "Camino largo al norte de la sierra", "Camino nuevo"]
    for place, title in enumerate(titles):
        published(make_entity("siop"), f"siop-1{place}", title=title)
    published(make_entity("cea"), "cea-1", title="Camino")
    result = ProjectFilter(QueryDict("q=camino&entidad=siop"), listed())
    pages = BoundedPaginator(result.qs, 3, ranking=result.ranking)
    shown = [p.pk for number in pages.page_range for p in pages.page(number)]
    assert (pages.count, shown) == (4, [p.pk for p in result.qs])


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("entidad=siop", 1),
        ("entidad=cea", 0),
        ("municipio=14085", 1),
        ("municipio=14001", 0),
        ("region=05", 1),
        ("region=01", 0),
        ("sector=transport.road", 1),
        ("sector=health", 0),
        ("estado=implementation", 1),
        ("estado=completion", 0),
        ("tipo=rehabilitation", 1),
        ("tipo=construction", 0),
        ("monto_min=10,500,000", 1),
        ("monto_min=$ 10 500 001", 0),
        ("monto_max=10,500,001", 1),
        ("monto_max=10500000", 0),
        ("desde=2026-01-15", 1),
        ("desde=2026-01-16", 0),
        ("hasta=2026-01-15", 1),
        ("hasta=2026-01-14", 0),
    ],
)
def test_filter_narrows(road, query, count):
    assert ProjectFilter(QueryDict(query), Project.published.all()).qs.count() == count


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("bbox=-104,19,-103,20", 1),
        ("bbox=-103,19,-102,20", 0),
        ("updated_since=2020-01-01T00:00:00Z", 1),
        ("updated_since=2999-01-01T00:00:00Z", 0),
    ],
)
def test_api_filter_narrows(road, query, count):
    assert ApiProjectFilter(QueryDict(query), Project.published.all()).qs.count() == count


@pytest.mark.parametrize("bbox", ["1,2,3", "a,b,c,d", "10,0,5,1", "nan,0,1,1", "-200,0,0,1"])
def test_wrong_bbox_is_an_error_of_its_field(bbox):
    result = ApiProjectFilter(QueryDict(f"bbox={bbox}"), Project.published.all())
    assert list(result.errors) == ["bbox"]


def test_sentence_says_what_the_result_shows(road):
    query = QueryDict("q=camino&entidad=siop&municipio=14085&monto_min=1000000")
    result = ProjectFilter(query, Project.published.all())
    assert (
        result.sentence(1) == "1 proyecto con «camino» de Entidad SIOP en Tamazula de Gordiano "
        "de 1,000,000 pesos o más."
    )
    assert ProjectFilter(QueryDict(""), Project.published.all()).sentence(0) == "0 proyectos."


def test_page_and_api_have_the_same_filters():
    page = set(ProjectFilter(QueryDict("")).filters)
    api = set(ApiProjectFilter(QueryDict("")).filters)
    assert (len(page), api - {"bbox", "updated_since"}) == (
        12,
        {
            "q",
            "entity",
            "municipality",
            "region",
            "sector",
            "status",
            "type",
            "amount_min",
            "amount_max",
            "start_from",
            "start_to",
            "ordering",
        },
    )


def test_every_tag_agrees_with_its_filter(road):
    """A text with a filter finds what the filter alone would find among the text's matches."""
    for query in (
        "entidad=siop",
        "municipio=14085",
        "sector=transport",
        "sector=transport.road",
        "estado=implementation",
        "tipo=rehabilitation",
        "entidad=siop&sector=transport.road&estado=implementation&municipio=14085",
    ):
        narrowed = ProjectFilter(QueryDict(f"q=camino&{query}"), Project.published.all())
        assert (query, [p.pk for p in narrowed.qs]) == (query, [road.pk])
    other = ProjectFilter(QueryDict("q=camino&sector=transport.rail"), Project.published.all())
    assert list(other.qs) == []


def test_tag_is_one_word_of_the_index():
    assert search.tag("sector", "transport.road") == "zsectortransportroad"
    assert search.tag("entity", "tamazula-de-gordiano") == "zentitytamazuladegordiano"
