"""Words in templates: all go through a translation, so that English pages are in English."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType

from costjalisco import catalogs

# Names that are the same in every language; the last two are the numbers of invented contracts.
NAMES = (
    "CoST Jalisco",
    "OC4IDS",
    "JSON",
    "SHA-256",
    "MB",
    "SIOP-2026-014",
    "SIOP-2026-015",
)
_NAMES = re.compile(rf"\b(?:{'|'.join(map(re.escape, NAMES))})\b")
_LETTER = re.compile(r"[^\W\d_]")
# What says something to a reader, or to a program, without being text of a page.
_CODE = {"code", "kbd", "pre", "samp", "script", "style"}
_READ_ATTRIBUTES = {"alt", "aria-description", "aria-label", "label", "placeholder", "title"}
_VOID = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Tags whose words are addresses or names of files, or are translated by the tag itself.
_OWN_WORDS = {"blocktranslate", "extends", "load", "static", "translate", "url"}
_LITERAL = re.compile(r"""(_\()?(["'])(.*?)\2""")


def says_something(text: str) -> bool:
    return bool(_LETTER.search(_NAMES.sub("", text)))


class Words(HTMLParser):
    """Collects the words of a page that are not code: its text and the attributes that are read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        read = [value for name, value in values.items() if name in _READ_ATTRIBUTES]
        if tag == "meta" and values.get("name") == "description":
            read.append(values.get("content", ""))
        if tag == "input" and values.get("type") in ("button", "submit"):
            read.append(values.get("value", ""))
        self.found += filter(says_something, read)
        if tag not in _VOID:
            is_code = tag in _CODE or "code" in values.get("class", "").split()
            self._open.append((tag, is_code))

    def handle_endtag(self, tag: str) -> None:
        if any(tag == name for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if says_something(data) and not any(is_code for _, is_code in self._open):
            self.found.append(" ".join(data.split()))


def untranslated(source: str, *, is_html: bool = True) -> list[str]:
    """Words of a template that no translation tag or ``_()`` has around."""
    rest: list[str] = []
    literals: list[str] = []
    inside = ""
    for token in Lexer(source).tokenize():
        name = token.contents.split()[0] if token.contents.split() else ""
        if inside:
            inside = "" if token.token_type == TokenType.BLOCK and name == inside else inside
        elif token.token_type == TokenType.BLOCK and name in ("blocktranslate", "comment"):
            inside = f"end{name}"
        elif token.token_type == TokenType.TEXT:
            rest.append(token.contents)
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR) and name not in _OWN_WORDS:
            literals += _written(token.contents)
    text = "".join(rest)
    if not is_html:
        return literals + [line.strip() for line in text.splitlines() if says_something(line)]
    words = Words()
    words.feed(text)
    words.close()
    return literals + words.found


def _written(tag: str) -> Iterator[str]:
    """Literals of a tag that are for people: of several words, or that begin with a capital."""
    for translated, _, text in _LITERAL.findall(tag):
        looks_written = " " in text or text[:1].isupper() or not text.isascii()
        if not translated and looks_written and says_something(text):
            yield text


def test_every_word_in_templates_is_translated() -> None:
    root = Path(settings.BASE_DIR) / "templates"
    files = [path for path in sorted(root.rglob("*")) if path.is_file()]
    found = {
        path.relative_to(root).as_posix(): words
        for path in files
        if (words := untranslated(path.read_text(), is_html=path.suffix == ".html"))
    }
    assert len(files) > 50
    assert found == {}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<p>{% translate "Proyectos" %}</p>', []),
        ("<p>Proyectos {{ number }}</p>", ["Proyectos"]),
        ("{% blocktranslate %}Hay {{ n }}{% endblocktranslate %} obras", ["obras"]),
        ("{# Lista #}{% comment %}Lista{% endcomment %}{{ name }} · 3 %", []),
        ('<p class="small code">.kicker</p><code>id</code> OC4IDS 0.9', []),
        ('<code>id</code><a href="#" title="Ver más">OC4IDS</a> CSV', ["Ver más", "CSV"]),
        ('<meta name="robots" content="noindex"><input type="submit" value="Ir">', ["Ir"]),
        ("<details{% if one %} open{% endif %}><summary>Filtros</summary></details>", ["Filtros"]),
        ('{% include "a/b.html" with label="Guardar" tone="info" %}', ["Guardar"]),
        ('{{ name|default:"sin nombre" }}{{ name|default:_("sin nombre") }}', ["sin nombre"]),
    ],
)
def test_untranslated_words_are_found(source: str, expected: list[str]) -> None:
    assert untranslated(source) == expected


def test_untranslated_lines_of_messages_are_found() -> None:
    source = '{% load i18n %}{% translate "Hola" %}\n\nAtentamente\n-- {{ site_url }}\n'
    assert untranslated(source, is_html=False) == ["Atentamente"]


def test_names_given_to_gettext_are_known_to_the_extractor() -> None:
    given = set()
    for path in catalogs.sources():
        if path.suffix == ".py":
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                    names = {(alias.name, alias.asname or alias.name) for alias in node.names}
                    given |= {own for name, own in names if "gettext" in name}
    assert given - catalogs.KEYWORDS.keys() == set()
    assert "_" in given
