"""Every field and every code that a person can meet has a name, in both languages."""

import json
import re

import pytest

from disclosure.standard.model import DATA, Field, field_text, standard

FIELDS = [
    *standard().project.descendants(),
    *(
        field
        for child in standard().package.children.values()
        if child.name != "projects"
        for field in child.descendants()
    ),
]
# Named by Unicode CLDR: in all, but for codes of funds, tests and currencies long gone.
LIBRARY = ("currency", "country")
CURRENCIES = "ARS BOB BRL CAD CHF CLP CNY COP CRC CUP DOP EUR GBP GTQ HNL JPY MXN MXV NIO PAB PEN"
pytestmark = pytest.mark.parametrize("lang", ["es", "en"])


def test_every_field_has_a_title(lang):
    assert {field.key for field in FIELDS if not field_text(field.key, "title", lang)} == set()


def test_every_field_has_help(lang):
    assert {field.key for field in FIELDS if not field_text(field.key, "help", lang)} == set()


def test_every_list_has_a_title_for_one_of_its_items(lang):
    lists = {field.key for field in FIELDS if field.kind == "array"}
    assert {key for key in lists if not field_text(key, "item", lang)} == set()


def test_every_definition_has_a_title(lang):
    definitions = standard().definitions
    assert {name for name in definitions if not field_text(name, "title", lang)} == set()


def test_every_code_has_a_title_and_help(lang):
    texts = {name: c.texts["codes"] for name, c in standard().codelists.items()}
    without = [
        (name, code, which)
        for name, codes in texts.items()
        if name not in LIBRARY
        for code, text in codes.items()
        for which in ("title", "help")
        if not text.get(which, {}).get(lang)
    ]
    assert without == []


def test_every_codelist_has_a_title(lang):
    codelists = standard().codelists.values()
    assert [c.name for c in codelists if not c.texts["title"].get(lang)] == []


def test_countries_and_currencies_have_names(lang):
    country, currency = (standard().codelists[name] for name in reversed(LIBRARY))
    assert [code for code in country.codes if country.title(code, lang) == code] == []
    assert [code for code in CURRENCIES.split() if currency.title(code, lang) == code] == []


def test_texts_are_of_fields_that_exist(lang):
    texts = json.loads((DATA / standard().version / "fields.json").read_text(encoding="utf-8"))
    keys = {field.key for field in FIELDS} | set(standard().definitions) | {"Package.projects"}
    assert {key for key in texts if lang in texts[key]["title"]} - keys == set()


def test_titles_are_written_as_titles(lang):
    def is_bad(field: Field) -> bool:
        title = field.title(lang)
        return bool(re.search(r"[_{}<>]|^\s|\s$|\.$", title)) or title[0].islower()

    assert [field.path for field in FIELDS if field.path and is_bad(field)] == []
