"""What is said about files, by the function and by the commands."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from disclosure.standard.files import FileFindings
from disclosure.standard.model import standard
from disclosure.standard.schema import package_schema, project_schema
from disclosure.standard.validation import validate_package
from tests.standard.cases import CASES
from tests.standard.full_document import full_document, full_package


def _examined(data: bytes) -> FileFindings:
    return FileFindings(io.BytesIO(data), prefix="oc4ids-mxdy6h")


def _bad_package() -> dict:
    package = full_package()
    package["version"] = "1.1"
    del package["uri"]
    package["projects"] += [
        {**case.document(), "id": f"oc4ids-mxdy6h-{number}"} for number, case in enumerate(CASES)
    ]
    package["projects"].append(full_document())
    return package


def test_findings_of_a_file_are_those_of_its_package():
    package = _bad_package()
    examined = _examined(json.dumps(package).encode())
    said = sorted((f.code, f.pointer, str(f.params)) for f in examined)
    whole = validate_package(package, prefix="oc4ids-mxdy6h")
    assert said == sorted((f.code, f.pointer, str(f.params)) for f in whole)
    assert examined.projects == len(package["projects"])
    assert len(said) > 80


def test_findings_of_reading_are_among_them():
    examined = _examined(b'[{"id": "oc4ids-mxdy6h-1", "title": "a", "title": "b"}]')
    assert [f.pointer for f in examined] == ["/projects/0/title"]
    assert examined.reader.shape == "list"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "bueno.json"
    path.write_text(json.dumps(full_package()))
    return path


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "malo.json"
    path.write_text(json.dumps({**full_package(), "publishedDate": "31/05/2024"}))
    return path


def test_validate_command_says_what_is_wrong_and_fails(good, bad, capsys):
    call_command("validate", str(good))
    assert capsys.readouterr().out == f"{good}: 0, 0, 0 (errores, advertencias y consejos).\n"
    with pytest.raises(SystemExit) as exited:
        call_command("validate", str(good), str(bad), lang="en")
    assert exited.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{good}: 0, 0, 0 (errors, warnings and advice).",
        f"{bad}: error: /publishedDate: “Publication date” is not a valid date: 31/05/2024. Write "
        "it with time and time zone, such as 2024-05-31T00:00:00-06:00. "
        "Suggested: 2024-05-31T00:00:00-06:00",
        f"{bad}: 1, 0, 0 (errors, warnings and advice).",
    ]


def test_validate_command_writes_json(good, bad, tmp_path, capsys):
    none = tmp_path / "nada.json"
    none.write_bytes(b"no soy JSON")
    with pytest.raises(SystemExit):
        call_command("validate", str(good), str(bad), str(none), json=True)
    reports = json.loads(capsys.readouterr().out)
    assert [(r["file"], r["projects"], r["error"]) for r in reports] == [
        (str(good), 1, 0),
        (str(bad), 1, 1),
        (str(none), 0, 1),
    ]
    assert reports[1]["shape"] == "package"
    assert [f["code"] for f in reports[1]["findings"]] == ["date-invalid"]
    assert [f["code"] for f in reports[2]["findings"]] == ["not-json"]


def test_validate_command_refuses_what_is_no_file(tmp_path):
    with pytest.raises(CommandError):
        call_command("validate", str(tmp_path / "no.json"))


def test_validate_command_checks_prefix_and_advises(good, capsys):
    with pytest.raises(SystemExit):
        call_command("validate", str(good), prefix="oc4ids-zzzzzz", advice=True)
    said = capsys.readouterr().out
    assert said.count("error: /projects/0/id: ") == 1
    assert "Falta el dato 10, «Estudios de factibilidad»." in said


@pytest.mark.parametrize(
    ("what", "expected"),
    [("schema", project_schema), ("package-schema", package_schema)],
)
def test_standard_command_writes_schemas(what, expected, capsys):
    call_command("standard", what)
    assert json.loads(capsys.readouterr().out) == expected()
    call_command("standard", what, lang="en")
    assert json.loads(capsys.readouterr().out) == expected("en")


def test_standard_command_writes_fields_and_codes(capsys):
    call_command("standard", "fields")
    fields = json.loads(capsys.readouterr().out)
    assert [f["path"] for f in fields if f["kind"] not in ("object", "array")] == (
        standard().leaf_paths()
    )
    assert fields[0] == {
        "path": "id",
        "key": "Project.id",
        "kind": "string",
        "types": ["string"],
        "required": True,
        "reference": {"role": "global", "rule": "registered prefix + '-' + local id"},
        "title": {lang: standard().field("id").title(lang) for lang in ("es", "en")},
        "help": {lang: standard().field("id").help(lang) for lang in ("es", "en")},
    }
    call_command("standard", "codes")
    codes = json.loads(capsys.readouterr().out)
    assert {name: len(c["codes"]) for name, c in codes.items()} == {
        name: len(c.codes) for name, c in standard().codelists.items()
    }
    assert codes["currency"]["codes"][0].keys() == {"code", "title", "help"}
