"""Findings as sentences and as JSON, and the templates behind them."""

import json
import re
import string

import orjson
import pytest

from disclosure.standard.finding_messages import FINDING_MESSAGES
from disclosure.standard.findings import Finding, Severity, shown
from disclosure.standard.messages import KINDS, MESSAGES, SUGGESTION, Message
from disclosure.standard.reading_messages import READING_MESSAGES
from disclosure.standard.validation import validate_package, validate_project
from tests.standard.cases import CASES
from tests.standard.full_document import PROJECT_ID, full_package

ALWAYS = {"where", "value"}


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _every_finding() -> dict[str, list[Finding]]:
    """Findings of all codes, from the cases and a few documents more."""
    found = [
        finding
        for case in CASES
        for finding in validate_project(case.document(), prefix="oc4ids-mxdy6h")
    ]
    deep: list = []
    for _ in range(5000):
        deep = [deep]
    found += validate_project({"id": "x", "sector": [f"x{n}" for n in range(300)]})
    found += validate_project({"id": PROJECT_ID, "sector": [deep, deep]})
    found += validate_package([])
    for version in ("1.1", "x"):
        package = {**full_package(PROJECT_ID, PROJECT_ID), "version": version}
        del package["license"]
        found += validate_package(package, advice=True)
    by_code: dict[str, list[Finding]] = {}
    for finding in found:
        by_code.setdefault(finding.code, []).append(finding)
    return by_code


FOUND = _every_finding()


def test_codes_of_reading_and_of_examining_differ():
    assert FINDING_MESSAGES.keys() & READING_MESSAGES.keys() == set()


def test_every_message_is_used():
    assert FOUND.keys() == FINDING_MESSAGES.keys()


@pytest.mark.parametrize("code", MESSAGES)
def test_messages_are_whole_in_both_languages(code):
    message = MESSAGES[code]
    assert isinstance(message, Message)
    assert isinstance(message.severity, Severity)
    assert message.es.strip().endswith(".")
    assert message.en.strip().endswith(".")
    assert message.es != message.en
    assert _placeholders(message.es) == _placeholders(message.en)


@pytest.mark.parametrize("code", FOUND)
def test_findings_have_what_their_message_says(code):
    for finding in FOUND[code]:
        asked = _placeholders(MESSAGES[code].es) - ALWAYS
        assert asked - finding.params.keys() == set()
        for lang in ("es", "en"):
            sentence = finding.sentence(lang)
            assert sentence != code
            assert not re.search(r"\{[a-z_]+\}", sentence)
            assert ("suggestion" in finding.params) is (
                SUGGESTION.text(lang).partition("{")[0] in sentence
            )


@pytest.mark.parametrize("code", FOUND)
def test_findings_go_through_json(code):
    for finding in FOUND[code]:
        data = json.loads(orjson.dumps(finding.as_json()))
        assert data.keys() == {"code", "severity", "pointer", "value", "params", "es", "en"}
        again = Finding.from_json(data)
        assert (again.code, again.severity, again.pointer) == (
            finding.code,
            finding.severity,
            finding.pointer,
        )
        if len(json.dumps(finding.value, default=str)) < 60:
            assert again.as_json() == finding.as_json()
        assert finding.as_record() == {
            name: value for name, value in finding.as_json().items() if name not in ("es", "en")
        }


def test_sentences_name_the_field_and_say_what_to_do():
    finding = Finding("null", Severity.ERROR, "/contractingProcesses/0/summary/title")
    assert finding.sentence() == (
        "«Proceso de contratación 1 › Datos de la contratación › Título del contrato» tiene un "
        "valor nulo (null). Si no se conoce el dato, quite el campo; si se conoce, escríbalo."
    )
    assert finding.sentence("en-gb").endswith(
        "is null. If it is not known, remove the field; if it is, write it."
    )


def test_sentences_end_with_the_suggestion():
    finding = Finding(
        "not-number", Severity.ERROR, "/budget", "5", {"found": "text", "suggestion": 5}
    )
    assert finding.sentence().endswith("comas de millares. Se propone: 5")
    assert finding.sentence("en").endswith("thousands separators. Suggested: 5")


def test_braces_in_values_are_no_templates():
    finding = Finding("url-invalid", Severity.ERROR, "/{pointer}", "{where} {0} {x!r}")
    assert "{where} {0} {x!r}" in finding.sentence()
    assert "«{pointer}»" in finding.sentence()


def test_code_of_another_version_is_its_own_sentence():
    assert Finding("gone", Severity.ERROR, "/x").sentence() == "gone"
    assert Finding("not-text", Severity.ERROR, "/x").sentence() == "not-text"


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (5, 5),
        (1.5, 1.5),
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (2**63, "9223372036854775808"),
        (-(10**5000), "-1e5000…"),
        ("a\0b\ud800c", "a\ufffdb\ufffdc"),
        ("x" * 501, "x" * 500 + "…"),
        ({"a\0": ["\udfff", 1]}, {"a\ufffd": ["\ufffd", 1]}),
        ([list(range(100))], "[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]"),
    ],
    ids=range(12),
)
def test_records_hold_what_any_database_stores(value, kept):
    record = Finding("null", Severity.ERROR, "/a\0", value, {"x": value}).as_record()
    assert record["value"] == kept
    assert record["params"] == {"x": kept}
    assert record["pointer"] == "/a\ufffd"
    orjson.dumps(record)


def test_suggestions_are_kept_whole_or_not_at_all():
    short = Finding("null", Severity.ERROR, "", None, {"suggestion": [1, 2]}).as_record()
    assert short["params"] == {"suggestion": [1, 2]}
    for long in ("x" * 501, list(range(100)), [[[[[[[[[[1]]]]]]]]]]):
        record = Finding("null", Severity.ERROR, "", None, {"suggestion": long}).as_record()
        assert record["params"] == {}


def test_values_are_shown_in_a_line():
    assert shown("a\n b") == "a b"
    assert shown("x" * 100) == "x" * 80 + "…"
    assert shown({"a": 1}) == '{"a": 1}'
    assert shown(True) == "true"
    assert KINDS["list"].text("es") == "una lista"
