"""What a browser sends when a person presses a form's button without touching anything.

Follows the HTML standard where it changes values: line breaks are normalized when the page is
read and again when the form is sent, one-line inputs drop them, a date input that cannot read its
value is empty, a select sends its first option if none is selected.
"""

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

from django.http import QueryDict
from django.test import Client


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[tuple[dict[str, str | None], list[tuple[str, str]]]] = []
        self.fields: list[tuple[str, str]] = []
        self.select: tuple[str, list[str], list[str]] | None = None
        self.textarea: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.fields = []
            self.forms.append((given, self.fields))
        elif "disabled" in given:
            return
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea":
            self.textarea = (name, [])
        elif tag == "select":
            self.select = (name, [], [])
        elif tag == "option" and self.select is not None:
            _, options, selected = self.select
            options.append(given.get("value") or "")
            if "selected" in given:
                selected.append(given.get("value") or "")

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.textarea[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea is not None:
            name, parts = self.textarea
            self.fields.append((name, _sent("".join(parts).removeprefix("\n"))))
            self.textarea = None
        elif tag == "select" and self.select is not None:
            name, options, selected = self.select
            if options:
                self.fields.append((name, _sent((selected or options)[0])))
            self.select = None

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        kind, value = given.get("type") or "text", given.get("value") or ""
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        if kind in ("submit", "button", "file"):
            return
        if kind == "text":
            value = value.replace("\n", "").replace("\r", "")
        if kind == "date" and not _is_date(value):
            value = ""
        self.fields.append((name, _sent(value)))


def _is_date(value: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", value)) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _sent(value: str) -> str:
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def forms_of(html: str) -> list[tuple[dict[str, str | None], QueryDict]]:
    """Each form of a page: its attributes, and what it would send."""
    parser = _Forms()
    parser.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    found = []
    for attributes, fields in parser.forms:
        data = QueryDict(mutable=True)
        for name, value in fields:
            data.appendlist(name, value)
        found.append((attributes, data))
    return found


def form_to(html: str, action: str) -> QueryDict:
    """What the form whose address ends in ``action`` would send ("" for one without address)."""
    matching = [
        data for attributes, data in forms_of(html) if (attributes.get("action") or "") == action
    ]
    assert len(matching) == 1, f"{len(matching)} forms to {action!r}"
    return matching[0]


def send(client: Client, url: str, data: QueryDict) -> Any:
    """Post what a form sends, several values under one name included."""
    return client.post(url, data.urlencode(), content_type="application/x-www-form-urlencoded")
