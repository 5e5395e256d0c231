"""The standard as data, against the facts of the official one (tests/standard/data)."""

import csv
import json
from pathlib import Path

import pytest

from disclosure.standard.model import STANDARD_VERSION, Field, standard
from tests.standard.full_document import full_document

DATA = Path(__file__).parent / "data"


def _facts(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _described(field: Field) -> dict[str, str]:
    openness = "open" if field.open_codelist else "closed"
    return {
        "path": field.path,
        "type": "|".join(field.types),
        "format": field.format or "",
        "codelist": field.codelist or "",
        "openCodelist": openness if field.codelist else "",
    }


def _official(row: dict[str, str]) -> dict[str, str]:
    return {name: row[name] for name in ("path", "type", "format", "codelist", "openCodelist")}


def test_leaves_are_the_448_of_the_standard():
    leaves = [standard().field(path) for path in standard().leaf_paths()]
    facts = _facts("paths.csv")
    assert len(facts) == 448
    assert [_described(field) for field in leaves] == [_official(row) for row in facts]


def test_containers_are_the_191_of_the_standard():
    containers = [
        field for field in standard().project.descendants() if field.path and not field.is_leaf
    ]
    facts = {row["path"]: _official(row) for row in _facts("containers.csv")}
    assert len(facts) == 191
    assert {field.path: _described(field)["type"] for field in containers} == {
        path: row["type"] for path, row in facts.items()
    }


def test_requirements_are_those_of_the_standard():
    facts = _facts("paths.csv")
    # The facts say of an array of scalars, in its item's row, whether the array is required.
    required = {
        row["path"].removesuffix("[]") for row in facts if row["required_in_parent"] == "yes"
    }
    ours = {field.path for field in standard().project.descendants() if field.required}
    assert ours == required


def test_codelists_are_those_of_the_standard():
    facts = json.loads((DATA / "codes.json").read_text(encoding="utf-8"))
    ours = standard().codelists
    assert {name: {"open": c.open, "codes": sorted(c.codes)} for name, c in ours.items()} == {
        name: {"open": fact["open"], "codes": sorted(fact["codes"])} for name, fact in facts.items()
    }
    assert sum(len(codelist.codes) for codelist in ours.values()) == 875


def test_full_document_fills_every_leaf():
    found: set[str] = set()

    def walk(value, path):
        field = standard().field(path)
        assert field is not None, path
        if field.is_leaf:
            found.add(path)
        elif isinstance(value, dict):
            for name, child in value.items():
                walk(child, f"{path}.{name}" if path else name)
        else:
            for item in value:
                walk(item, f"{path}[]")

    walk(full_document(), "")
    assert found == set(standard().leaf_paths())


@pytest.mark.parametrize(
    ("pointer", "key"),
    [
        ("", "Project"),
        ("/title", "Project.title"),
        ("/budget/amount/currency", "Value.currency"),
        ("/budget/amount", "Project.budget.amount"),
        ("/contractingProcesses/12/summary/tender/tenderers/0/id", "OrganizationReference.id"),
        ("/sector/0", "Project.sector"),
        ("/locations/0/geometry/coordinates/1", "Location.geometry.coordinates"),
        ("/uri", "Package.uri"),
        ("/publisher/name", "Package.publisher.name"),
        ("/projects/3/documents/0/url", "Document.url"),
        ("/projects/3", "Project"),
    ],
)
def test_field_at_follows_pointers_of_projects_and_packages(pointer, key):
    assert standard().field_at(pointer).key == key


@pytest.mark.parametrize(
    "pointer",
    [
        "/x",
        "/title/x",
        "/sector/a",
        "/documents/title",
        "/projects/x",
        "/~1",
        "/budget//amount",
    ],
)
def test_field_at_knows_no_other_places(pointer):
    assert standard().field_at(pointer) is None


def test_definitions_and_facts_of_fields():
    field = standard().field("contractingProcesses[].summary.suppliers")
    assert (field.kind, field.array_key, field.item.definition) == (
        "array",
        ("id",),
        "OrganizationReference",
    )
    assert standard().field("identifiers").array_key == ("scheme", "id")
    assert standard().field("benefits").array_key is None
    assert standard().field("forecasts[].observations[].measure").kind == "mixed"
    assert standard().field("metrics[].observations[].dimensions").kind == "free"
    assert standard().field(
        "contractingProcesses[].summary.modifications[].releaseID"
    ).reference == {
        "role": "reference",
        "to": "contractingProcesses[].releases[].id",
        "scope": "same contracting process",
    }
    assert standard().field("nothing") is None
    assert standard().package.children["projects"].item is standard().project
    assert standard().version == STANDARD_VERSION


def test_labels_name_fields_and_count_items():
    label = standard().label
    assert label("/contractingProcesses/1/summary/contractValue/currency") == (
        "Proceso de contratación 2 › Datos de la contratación › Monto del contrato › Moneda"
    )
    assert label("/projects/0/sector/0", "en") == "Project 1 › Sector 1"
    assert label("/documents/0/otro~1campo/3/x") == "Documento 1 › otro/campo 4 › x"
    assert label("") == "Proyecto"


def test_currencies_and_countries_are_named_in_both_languages():
    currency, country = standard().codelists["currency"], standard().codelists["country"]
    assert currency.title("MXN") == "Peso mexicano"
    assert currency.title("MXN", "en") == "Mexican Peso"
    assert country.title("MX", "es-mx") == "México"
    assert currency.title("???") == "???"
    assert currency.help("MXN") == ""
