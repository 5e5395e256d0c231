"""Path ↔ field: what ties the inputs of a form to places of a document.

A form patches the document and never rebuilds it. Three laws, tested as properties: an untouched
form leaves the document byte for byte as it was; an edit touches only its own paths; what the form
does not know survives. An input shows the text of whatever stands at its place; it is written back
only if the text that came back is another. A place that holds a structure where a value is
expected cannot be shown in a box: its input is disabled, and says why.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from disclosure.standard import canonical, pointer
from disclosure.standard.findings import Finding
from disclosure.standard.model import Field, standard

NOT_SHOWN = _("Aquí el documento contiene una estructura que este formulario no puede mostrar.")
Shown = str | list[str]


def language() -> str:
    """The reader's language, as the standard's texts know it."""
    return get_language() or "es"


def standard_field(path: str) -> Field:
    field = standard().field(path)
    assert field is not None, f"{path} is no field of the standard"
    return field


@dataclass(frozen=True)
class Input:
    """One input: its form field, where in the document it stands, and what it shows."""

    field: forms.Field
    pointer: str
    shown: Shown


class Binding(ABC):
    """One or more inputs that are read from and written to the document together."""

    @abstractmethod
    def inputs(self, document: Any) -> dict[str, Input]:
        """The inputs by name, for this document."""

    @abstractmethod
    def write(self, document: Any, values: Mapping[str, Any], touched: Collection[str]) -> None:
        """Patch ``document`` in place with the cleaned ``values`` of the inputs touched."""

    def problems(
        self, document: Any, values: Mapping[str, Any], touched: Collection[str]
    ) -> Iterator[tuple[str, Any]]:
        """Names of inputs that do not fit together, each with a sentence."""
        return iter(())


@dataclass(frozen=True)
class Section:
    """Inputs under one heading."""

    name: str
    title: Any
    bindings: Sequence[Binding]


class DocumentForm(forms.Form):
    """A form on a document, with what each input showed when the person began.

    ``version`` is the version of the draft that the person sees (``None``: no draft yet). When
    the draft has moved on since, what is compared is what the person saw, sent along with the
    form, so that only their own edits are theirs.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        document: Any,
        sections: Sequence[Section],
        *,
        version: int | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        self.document = document
        self.sections = sections
        self.current_version = version
        self.bindings = [binding for section in sections for binding in section.bindings]
        self.inputs: dict[str, Input] = {}
        for binding in self.bindings:
            self.inputs.update(binding.inputs(document))
        super().__init__(data, initial={"version": version})
        for name, each in self.inputs.items():
            each.field.initial = each.shown
            self.fields[name] = each.field
        self.touched: list[str] = []

    # --- what the person did ---------------------------------------------------------------------

    @property
    def seen_version(self) -> int | None:
        """The version that the person worked on, as the form sent it."""
        text = str(self.data.get("version") or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    @property
    def is_stale(self) -> bool:
        return self.is_bound and self.seen_version != self.current_version

    def seen(self, name: str) -> Shown:
        """What the input showed when the person began."""
        shown = self.inputs[name].shown
        if not self.is_stale or f"seen-{name}" not in self.data:
            return shown
        text = str(self.data[f"seen-{name}"])
        return text.splitlines() if isinstance(shown, list) else text

    def is_touched(self, name: str) -> bool:
        """Whether the person changed the input. One that the request left out was not changed
        (boxes left blank are sent as nothing, so those count once what they showed is sent)."""
        many = isinstance(self.inputs[name].shown, list)
        was_sent = (f"seen-{name}" if many else name) in self.data
        return was_sent and self.fields[name].has_changed(self.seen(name), self[name].data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.touched = [name for name in self.inputs if self.is_touched(name)]
        for name in self.inputs:
            if name not in self.touched:
                # Whatever is wrong with what was there before is not this edit's to mend.
                self.errors.pop(name, None)
                cleaned.pop(name, None)
        for binding in self.bindings:
            for name, sentence in binding.problems(self.document, cleaned, self.touched):
                self.add_error(name, sentence)
        return cleaned

    def patched(self) -> Any:
        """The document with this person's edits and nothing else changed."""
        document = canonical.parse(canonical.canonical_bytes(self.document))
        for binding in self.bindings:
            mine = [n for n in binding.inputs(self.document) if n in self.touched]
            if mine:
                binding.write(document, self.cleaned_data, mine)
        return document

    # --- showing it ------------------------------------------------------------------------------

    def place_findings(self, findings: Sequence[Finding]) -> None:
        """Put each finding beside the input at whose place, or below it, it points."""
        for each in self.inputs.values():
            at = each.pointer
            each.field.findings = [  # type: ignore[attr-defined]
                f for f in findings if f.pointer == at or f.pointer.startswith(f"{at}/")
            ]

    def shown_sections(self) -> Iterator[tuple[Section, list[forms.BoundField]]]:
        for section in self.sections:
            names = [n for b in section.bindings for n in b.inputs(self.document)]
            yield section, [self[name] for name in names]

    def seen_fields(self) -> Iterator[tuple[str, str]]:
        """Hidden inputs that remember what each input showed."""
        for name in self.inputs:
            shown = self.seen(name)
            yield f"seen-{name}", "\n".join(shown) if isinstance(shown, list) else shown


# --- the document's side -------------------------------------------------------------------------


def can_hold(document: Any, at: str) -> bool:
    """Whether a value can be shown from and written to a place: what is on the way to it are
    objects and arrays as the standard has them, or nothing, and there is no structure at its end.
    """
    place = document
    for token in pointer.split(at):
        expected = list if token.isdigit() else dict
        if place is None:
            return True
        if not isinstance(place, expected):
            return False
        if isinstance(place, list):
            if int(token) > len(place):
                return False
            place = place[int(token)] if int(token) < len(place) else None
        else:
            place = place.get(token)
    return not isinstance(place, dict | list)


def as_text(value: Any) -> str:
    """A value as a box shows it: text as it is, nothing for null, the rest as JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else canonical.canonical_bytes(value).decode()


def assign(document: Any, at: str, value: Any) -> None:
    """Write a value, or with ``None`` or "" take it away with whatever is left empty by that."""
    if value is None or value == "":
        pointer.remove(document, at, prune=True)
    else:
        pointer.put(document, at, value)
