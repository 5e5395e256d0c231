"""The controls of a list's filters, as HTML.

Written here and not in a template because the list is the page asked for most: its selects have
three hundred options, and each included template takes as long as reading the projects.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

_INPUTS = {
    "date": 'type="date"',
    "number": 'type="text" inputmode="decimal" maxlength="30"',
    "text": 'type="search" maxlength="200"',
}


def filter_field_html(field: Mapping[str, Any], any_words: str) -> SafeString:
    """``field``: name, label, kind (text | number | date | select), value, options (pairs),
    errors. ``any_words``: those of a select's empty option, if it has one."""
    name = escape(field["name"])
    errors = "".join(
        f'<p class="field__error" id="f-{name}-error">{escape(str(error))}</p>'
        for error in field["errors"]
    )
    if field["kind"] == "select":
        empty = f'<option value="">{escape(any_words)}</option>' if any_words else ""
        options = options_html(field["options"], field["value"])
        control = f'<select id="f-{name}" name="{name}">{empty}{options}</select>'
    else:
        wrong = f' aria-invalid="true" aria-describedby="f-{name}-error"' if errors else ""
        control = (
            f'<input {_INPUTS[field["kind"]]} id="f-{name}" name="{name}"'
            f' value="{escape(field["value"])}"{wrong}>'
        )
    return mark_safe(  # noqa: S308  (of escaped texts)
        f'<div class="field{" field--error" if errors else ""}">'
        f'<label for="f-{name}">{escape(str(field["label"]))}</label>\n{errors}{control}</div>'
    )


def options_html(pairs: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select: values and labels."""
    whole, places = _options(tuple((value, str(label)) for value, label in pairs))
    place = places.get(chosen)
    if place is None:
        return whole
    return mark_safe(f"{whole[:place]} selected{whole[place:]}")  # noqa: S308  (of escaped text)


@lru_cache(maxsize=64)
def _options(pairs: tuple[tuple[str, str], ...]) -> tuple[SafeString, dict[str, int]]:
    """The options, none selected, and where " selected" goes for each value."""
    written = ""
    places: dict[str, int] = {}
    for value, label in pairs:
        written += f'<option value="{escape(value)}"'
        places[value] = len(written)
        written += f">{escape(label)}</option>"
    return mark_safe(written), places  # noqa: S308  (each was escaped)
