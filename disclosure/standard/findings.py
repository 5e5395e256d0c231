"""What is to be said about a document: findings, each a sentence about one place."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self

from disclosure.standard.messages import KINDS, MESSAGES, SUGGESTION, Severity
from disclosure.standard.model import language_of, standard

__all__ = ["Finding", "Severity", "shown"]

_SHOWN = 80  # characters of a value within a sentence
_KEPT = 500  # characters of a value kept in JSON
_REPLACED = dict.fromkeys((0, *range(0xD800, 0xE000)), "\ufffd")


class Storable(dict[str, Any]):
    """Parameters known to be small and clean: `as_record` takes them as they are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to be said about one place of a document.

    `pointer` is a JSON pointer: to the value, or to where a missing one would stand. `params` fill
    the message; a "suggestion" among them is a value that would put the matter right.
    """

    code: str
    severity: Severity
    pointer: str
    value: Any = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def where(self, lang: str = "es") -> str:
        """The place in words: "Proceso de contratación 2 › Monto del contrato › Moneda"."""
        return _clean(standard().label(self.pointer, lang))

    def sentence(self, lang: str = "es") -> str:
        """What is wrong, where, and what to do, in Spanish or ("en") in English.

        A code that this version no longer knows gives the code itself, so that findings kept with
        old revisions can always be read.
        """
        message = MESSAGES.get(self.code)
        if message is None:
            return self.code
        lang = language_of(lang)
        words = {name: _in_words(name, value, lang) for name, value in self.params.items()}
        words["where"] = self.where(lang)
        words["value"] = shown(self.value)
        try:
            text = message.text(lang).format_map(words)
            if "suggestion" in words:
                text = f"{text} {SUGGESTION.text(lang).format_map(words)}"
        except KeyError:
            return self.code
        return text

    def as_record(self) -> dict[str, Any]:
        """Itself, without sentences, as JSON that any database stores.

        Large values are cut and characters that databases refuse are replaced. A suggestion that
        would have to be cut is left out, because it would be a wrong one.
        """
        params = self.params
        if type(params) is not Storable:
            params = {
                name: _kept(value)
                for name, value in params.items()
                if name != "suggestion" or _is_small(value)
            }
        return {
            "code": self.code,
            "severity": self.severity.value,
            "pointer": _clean(self.pointer),
            "value": _kept(self.value),
            "params": dict(params),
        }

    def as_json(self) -> dict[str, Any]:
        """Its record with its sentences, "es" and "en"."""
        return {**self.as_record(), "es": self.sentence("es"), "en": self.sentence("en")}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The finding that `as_record` or `as_json` wrote; its sentences are made again."""
        return cls(
            code=data["code"],
            severity=Severity(data["severity"]),
            pointer=data["pointer"],
            value=data.get("value"),
            params=data.get("params") or {},
        )


def shown(value: Any) -> str:
    """A value as a sentence shows it: text as it is, the rest as JSON, both cut to a line."""
    text = value if isinstance(value, str) else _as_text(value)
    text = " ".join(_clean(text[: _SHOWN * 2]).split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _in_words(name: str, value: Any, lang: str) -> str:
    if isinstance(value, Mapping) and "es" in value and "en" in value:
        return _clean(str(value[lang]))
    if name in ("found", "expected") and value in KINDS:
        return KINDS[value].text(lang)
    if name == "place" and isinstance(value, str):
        return _clean(standard().label(value, lang))
    return shown(value)


def _clean(text: str) -> str:
    return text.translate(_REPLACED)


def _as_text(value: Any) -> str:
    """A value as JSON: of containers the beginning, of huge numbers the size."""
    if isinstance(value, int) and value.bit_length() > 256:
        digits = int(value.bit_length() * math.log10(2)) + 1
        return f"{'-' if value < 0 else ''}1e{digits - 1}…"
    if isinstance(value, dict | list):
        return json.dumps(_trimmed(value, 3), ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False, default=str)


def _trimmed(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
    if isinstance(value, dict | list) and depth == 0:
        return "…"
    if isinstance(value, dict):
        first = islice(value.items(), 10)
        return {str(name)[:_SHOWN]: _trimmed(item, depth - 1) for name, item in first}
    if isinstance(value, list):
        return [_trimmed(item, depth - 1) for item in value[:10]]
    if isinstance(value, int) and value.bit_length() > 256:
        return _as_text(value)
    return value


def _kept(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _clean(value if len(value) <= _KEPT else f"{value[:_KEPT]}…")
    if isinstance(value, int):
        return value if value.bit_length() <= 63 else _as_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if _is_small(value):
        return _kept_whole(value)
    text = _clean(_as_text(value))
    return text if len(text) <= _KEPT else f"{text[:_KEPT]}…"


def _is_small(value: Any) -> bool:
    """Whether a value holds few, short and shallow enough ones to be kept whole."""
    count = 0
    waiting = [(value, 0)]
    while waiting:
        entry, depth = waiting.pop()
        if isinstance(entry, str) and len(entry) > _KEPT:
            return False
        if not isinstance(entry, Mapping | list):
            continue
        count += len(entry)
        if count > 60 or depth > 8:
            return False
        items = entry.values() if isinstance(entry, Mapping) else entry
        waiting.extend((item, depth + 1) for item in items)
    return True


def _kept_whole(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_clean(str(name)): _kept_whole(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_kept_whole(item) for item in value]
    return _kept(value)
