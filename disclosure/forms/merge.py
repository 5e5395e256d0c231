"""Two people edited the same draft: what each did, field by field, so that nothing is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from disclosure.forms.binder import DocumentForm, Shown

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class FieldMerge:
    """One input that somebody changed: as both began, as the other left it, as this person did."""

    name: str
    label: Any
    before: str
    theirs: str
    mine: str
    is_conflict: bool
    is_mine: bool


@dataclass(frozen=True)
class Merge:
    """What is shown, and what the page sends back."""

    conflicts: list[FieldMerge]
    mine: list[FieldMerge]
    theirs: list[FieldMerge]
    hidden: list[tuple[str, str]]


def merge_of(form: DocumentForm) -> Merge:
    """Compare what this person began with, what they sent and what the draft says now."""
    changed = [_field_merge(form, name) for name in form.inputs]
    merges = [each for each in changed if each is not None]
    return Merge(
        conflicts=[each for each in merges if each.is_conflict],
        mine=[each for each in merges if each.is_mine and not each.is_conflict],
        theirs=[each for each in merges if not each.is_mine],
        hidden=_hidden(form),
    )


def chosen(data: QueryDict) -> QueryDict:
    """What a merge page sent, with each field that was left as the other person had it undone.

    Such a field then says what the draft says, so it is no edit.
    """
    settled = data.copy()
    for key in data:
        if key.startswith("take-") and data[key] == THEIRS:
            name = key.removeprefix("take-")
            shown = data.get(f"seen-{name}", "")
            settled.setlist(name, shown.splitlines() if f"many-{name}" in data else [shown])
    return settled


def refuse_unsettled(form: DocumentForm, data: Mapping[str, Any]) -> bool:
    """Put an error on each field that both changed and that came back without a choice."""
    names = [
        name
        for name in form.inputs
        if f"conflict-{name}" in data and data.get(f"take-{name}") not in (MINE, THEIRS)
    ]
    for name in names:
        theirs = _words(form, name, form.inputs[name].shown)
        form.add_error(
            name, _("La otra persona dejó: «%s». Deje aquí lo que deba quedar.") % theirs
        )
    return bool(names)


def _field_merge(form: DocumentForm, name: str) -> FieldMerge | None:
    field, now, seen = form.fields[name], form.inputs[name].shown, form.seen(name)
    is_mine = form.is_touched(name)
    by_other = field.has_changed(seen, now)
    sent = form[name].data
    if not is_mine and not by_other:
        return None
    return FieldMerge(
        name=name,
        label=field.label,
        before=_words(form, name, seen),
        theirs=_words(form, name, now),
        mine=_words(form, name, sent) if is_mine else _words(form, name, seen),
        is_conflict=is_mine and by_other and bool(field.has_changed(now, sent)),
        is_mine=is_mine,
    )


def _hidden(form: DocumentForm) -> list[tuple[str, str]]:
    """The inputs that carry the person's own edits over what the draft says now."""
    pairs: list[tuple[str, str]] = []
    for name, each in form.inputs.items():
        value: Any = form[name].data if form.is_touched(name) else each.shown
        values = value if isinstance(value, list) else [value or ""]
        pairs.extend((name, text) for text in values)
        shown = each.shown
        pairs.append((f"seen-{name}", "\n".join(shown) if isinstance(shown, list) else shown))
        if isinstance(shown, list):
            pairs.append((f"many-{name}", "1"))
    return pairs


def _words(form: DocumentForm, name: str, value: Shown | None) -> str:
    titles = dict(getattr(form.fields[name], "choices", ()))
    values = value if isinstance(value, list) else [value or ""]
    return ", ".join(str(titles.get(each, each)) for each in values)
