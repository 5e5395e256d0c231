"""The reference data: complete, and loaded as often as one likes."""

import pytest
from django.core.management import call_command

from entities.models import Chapter, Entity, EntityKind
from entities.reference import load_chapters
from municipalities.models import Municipality, Region, State
from municipalities.reference import load_places

pytestmark = pytest.mark.django_db
PLACES = {"states": 32, "regions": 12, "municipalities": 125}


def test_load_reference_loads_everything_once() -> None:
    for _ in range(2):
        assert load_places() == PLACES
        assert load_chapters() == {"chapters": 1, "entities": 130}
    assert sum(Municipality.objects.values_list("population", flat=True)) == 8_348_151


def test_load_places_corrects_what_differs() -> None:
    load_places()
    State.objects.filter(code="14").update(name="Xalisco")
    Region.objects.filter(number="12").update(name="Otra")
    Municipality.objects.filter(code="14085").update(population=1)
    assert load_places() == PLACES
    assert State.objects.get(code="14").name == "Jalisco"
    assert Region.objects.get(number="12").name == "Centro"
    assert Municipality.objects.get(code="14085").population == 38_955


def test_municipalities_stand_within_jalisco() -> None:
    load_places()
    for place in Municipality.objects.all():
        assert place.longitude is not None
        assert place.latitude is not None
        assert -105.8 < place.longitude < -101.4
        assert 18.8 < place.latitude < 22.8


def test_load_chapters_leaves_what_people_changed() -> None:
    load_places()
    load_chapters()
    Chapter.objects.update(license="https://example.org/licencia")
    Entity.objects.filter(slug="siop").update(name="Otro nombre", is_active=False)
    load_chapters()
    assert Chapter.objects.get().license == "https://example.org/licencia"
    siop = Entity.objects.get(slug="siop")
    assert (siop.name, siop.is_active) == ("Otro nombre", False)


def test_every_municipality_has_its_town_council() -> None:
    load_places()
    load_chapters()
    councils = Entity.objects.filter(kind=EntityKind.MUNICIPALITY)
    assert councils.values("municipality").distinct().count() == 125
    active = Entity.objects.filter(is_active=True).order_by("slug").values_list("slug", flat=True)
    assert list(active) == [
        "cea",
        "guadalajara",
        "infejal",
        "siop",
        "tamazula-de-gordiano",
        "tlajomulco-de-zuniga",
        "tonala",
        "zapopan",
    ]


def test_chapter_is_the_one_of_this_site() -> None:
    load_places()
    load_chapters()
    chapter = Chapter.objects.get()
    assert (chapter.slug, chapter.prefix, chapter.is_default) == ("jalisco", "oc4ids-mxdy6h", True)
    assert chapter.license == "https://creativecommons.org/licenses/by/4.0/"


def test_load_reference_dry_run_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_reference", dry_run=True)
    assert capsys.readouterr().out.startswith("states: 32, regions: 12, municipalities: 125")
    assert State.objects.count() == 0
