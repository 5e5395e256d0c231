"""Places, figures and measures: equal to what was published, counted by hand."""

import pytest

from disclosure import actions
from disclosure.api import figures, maps
from disclosure.api.addresses import address_of, project_address
from disclosure.models import Project, ProjectMunicipality
from disclosure.standard.coverage import elements
from entities.models import Role
from tests.factories import PREFIX, document, make_municipality, make_user, publish, published

pytestmark = pytest.mark.django_db

AMOUNT = 10500000.5


def at(longitude: float, latitude: float) -> list[dict]:
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return [{"id": "1", "geometry": point}]


@pytest.fixture
def portal(siop, infejal):
    """Three public projects, one withdrawn, one out of the packages, in two entities."""
    make_municipality("14085", "Tamazula de Gordiano")
    make_municipality("14039", "Guadalajara")
    published(siop, "1")
    two = document(siop, "2", status="completion", sector=["education"])
    two["locations"] = at(-103.35, 20.67)
    two["contractingProcesses"][0]["summary"]["contractValue"]["currency"] = "USD"
    published(siop, "2", **{k: v for k, v in two.items() if k != "id"})
    published(infejal, "3", locations=at(-103.36, 20.68), type="construction")
    gone = published(infejal, "4")
    actions.withdraw_project(
        actor=make_user(Role.LIAISON, infejal), project=gone, reason="Se duplicó"
    )
    out = published(infejal, "5")
    Project.all_states.filter(pk=out.pk).update(is_quarantined=True)


def test_statistics_count_what_packages_hold(public, portal):
    found = public.get("statistics/").json()
    amounts = {"MXN": 2 * AMOUNT, "USD": AMOUNT}
    assert {name: found[name] for name in ("projects", "contracts", "entities", "amounts")} == {
        "projects": 3,
        "contracts": 3,
        "entities": 2,
        "amounts": amounts,
    }
    assert found["by_status"] == [
        {"status": "implementation", "projects": 2, "amounts": {"MXN": 2 * AMOUNT}},
        {"status": "completion", "projects": 1, "amounts": {"USD": AMOUNT}},
    ]
    assert found["by_sector"] == [
        {"sector": "transport", "projects": 2, "amounts": {"MXN": 2 * AMOUNT}},
        {"sector": "transport.road", "projects": 2, "amounts": {"MXN": 2 * AMOUNT}},
        {"sector": "education", "projects": 1, "amounts": {"USD": AMOUNT}},
    ]
    assert found["by_entity"] == [
        {
            "entity": "siop",
            "name": "Entidad SIOP",
            "projects": 2,
            "amounts": {"MXN": AMOUNT, "USD": AMOUNT},
        },
        {"entity": "infejal", "name": "Entidad INFEJAL", "projects": 1, "amounts": {"MXN": AMOUNT}},
    ]
    assert found["by_municipality"] == [
        {
            "municipality": "14085",
            "name": "Tamazula de Gordiano",
            "projects": 1,
            "amounts": {"MXN": AMOUNT},
        }
    ]
    assert found["by_year"] == [{"year": 2026, "projects": 3, "amounts": amounts}]


def test_statistics_take_the_filters_of_projects(public, portal):
    found = public.get("statistics/?entity=siop&status=completion").json()
    assert (found["projects"], found["amounts"]) == (1, {"USD": AMOUNT})
    assert public.get("statistics/?ordering=title").status_code == 400


def test_compliance_is_the_mean_of_what_projects_disclose(public, portal):
    found = public.get("compliance/").json()
    points = len(elements("jalisco"))
    counts = dict(Project.published.values_list("oc4ids_id", "disclosed_count"))
    one, two, three = (counts[f"{PREFIX}-{n}"] for n in "123")
    assert found["indicators"] == points
    assert found["total"]["projects"] == 3
    assert found["total"]["share"] == round((one + two + three) / 3 / points, 4)
    by_entity = {entity["entity"]: entity for entity in found["entities"]}
    assert by_entity["siop"] == {
        "entity": "siop",
        "name": "Entidad SIOP",
        "projects": 2,
        "disclosed": (one + two) / 2,
        "share": round((one + two) / 2 / points, 4),
    }
    assert by_entity["infejal"]["projects"] == 1


def test_entity_without_projects_has_no_share(public, siop):
    (entity,) = public.get("compliance/").json()["entities"]
    assert (entity["projects"], entity["disclosed"], entity["share"]) == (0, 0, None)


def test_indicators_are_those_of_the_three_sets(public):
    sets = {one["id"]: one for one in public.get("indicators/").json()["sets"]}
    assert {name: len(one["indicators"]) for name, one in sets.items()} == {
        "jalisco": 43,
        "core": 66,
        "sustainability": 78,
    }
    first = sets["jalisco"]["indicators"][0]
    assert first["number"] == "1"
    assert first["title"]["es"] != first["title"]["en"]


def test_entities_and_municipalities_say_how_many_projects_they_have(public, portal):
    entities = public.get("entities/").json()["entities"]
    assert {one["slug"]: one["projects"] for one in entities} == {"siop": 2, "infejal": 1}
    places = public.get("municipalities/").json()["municipalities"]
    assert {one["code"]: one["projects"] for one in places} == {"14085": 1, "14039": 0}
    assert {one["region"] for one in places} == {"05"}


def test_entity_no_longer_in_force_is_not_listed(public, portal, infejal):
    type(infejal).objects.filter(pk=infejal.pk).update(is_active=False)
    assert [one["slug"] for one in public.get("entities/").json()["entities"]] == ["siop"]


def test_suppliers_have_their_contracts_by_currency(public, portal):
    (supplier,) = public.get("suppliers/?q=tamazula").json()["suppliers"]
    assert supplier["identifier"] == {"scheme": "MX-RFC", "id": "CTA010101AB1"}
    assert (supplier["projects"], supplier["contracts"]) == (3, 3)
    assert supplier["amounts"] == {"MXN": 2 * AMOUNT, "USD": AMOUNT}
    assert public.get("suppliers/?q=otra").json() == {"suppliers": [], "links": {}}


def test_supplier_of_no_public_project_is_not_listed(public, siop):
    project = published(siop)
    publish(project, {"contractingProcesses": [{"id": "x", "summary": {"title": "Sin nadie"}}]})
    assert public.get("suppliers/").json()["suppliers"] == []


def test_points_are_the_projects_with_a_place(public, portal, siop):
    published(siop, "6", locations=[{"id": "1", "description": "Camino a Contla"}])
    response = public.get("projects.geojson")
    assert response.headers["Content-Type"] == "application/geo+json"
    points = {
        feature["properties"]["id"]: feature["geometry"]["coordinates"]
        for feature in response.json()["features"]
    }
    assert points == {
        f"{PREFIX}-1": [-103.25, 19.68],
        f"{PREFIX}-2": [-103.35, 20.67],
        f"{PREFIX}-3": [-103.36, 20.68],
    }
    first = public.get("projects.geojson?page_size=2").json()
    second = public.get(first["links"]["next"]).json()
    assert [len(page["features"]) for page in (first, second)] == [2, 1]
    assert public.get(first["features"][0]["properties"]["url"]).status_code == 200


@pytest.mark.parametrize("name", ["siop-1", "a/ñ ~", "x" * 60])
def test_address_in_a_list_is_the_projects_own(name):
    assert project_address(name) == address_of("project", name)


def test_few_projects_on_the_map_are_points(public, portal):
    found = public.get("map/?bbox=-104,20,-103,21&zoom=3").json()
    assert [one["properties"]["id"] for one in found["features"]] == [f"{PREFIX}-2", f"{PREFIX}-3"]
    assert found["projects"] == 2


@pytest.mark.parametrize(("zoom", "groups"), [(3, [3]), (6, [1, 2]), (16, [1, 1, 1])])
def test_many_projects_on_the_map_are_groups_by_zoom(public, portal, monkeypatch, zoom, groups):
    monkeypatch.setattr(maps, "POINTS_UP_TO", 2)
    box = "-103.6,19.5,-103.1,21"
    found = public.get(f"map/?bbox={box}&zoom={zoom}").json()
    assert sorted(one["properties"]["projects"] for one in found["features"]) == groups
    assert found["projects"] == 3
    for feature in found["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert -103.36 <= longitude <= -103.25
        assert 19.68 <= latitude <= 20.68


def test_map_has_a_largest_size(public, siop, monkeypatch):
    """However deep the zoom, a wide box is cut into no more cells than fit a screen."""
    monkeypatch.setattr(maps, "POINTS_UP_TO", 1)
    for number in range(4):
        published(siop, str(number), locations=at(-103.25 + number / 1000, 19.68))
    assert len(public.get("map/?zoom=22").json()["features"]) == 1
    assert len(public.get("map/?zoom=22&bbox=-103.3,19,-103.2,20").json()["features"]) == 2


@pytest.mark.parametrize("query", ["zoom=23", "zoom=-1", "zoom=x", "bbox=1", "zoom=٣"])
def test_map_refuses_what_it_does_not_understand(public, query):
    response = public.get(f"map/?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid-parameters")


def test_project_in_two_places_counts_once_in_each(siop):
    project = published(siop)
    for code in ("14001", "14002"):
        make_municipality(code, f"Municipio {code}")
        ProjectMunicipality.objects.create(project=project, municipality_id=code)
    found = figures.statistics(Project.published.all())
    assert found["projects"] == 1
    assert [one["projects"] for one in found["by_municipality"]] == [1, 1]
