"""The sentence of every finding: of reading a file and of examining what is in it."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from disclosure.standard.finding_messages import FINDING_MESSAGES
from disclosure.standard.reading_messages import READING_MESSAGES


class Severity(StrEnum):
    """Errors stop publication, warnings must be read, advice says what is missing or kept."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages."""

    es: str
    en: str

    def text(self, lang: str) -> str:
        """The text in "es" or "en"."""
        return self.en if lang == "en" else self.es


@dataclass(frozen=True, slots=True)
class Message(Text):
    """The template of the sentences of one finding."""

    severity: Severity


SUGGESTION = Text("Se propone: {suggestion}", "Suggested: {suggestion}")

# What a value is, for {found}.
KINDS = MappingProxyType(
    {
        "null": Text("un valor nulo (null)", "null"),
        "boolean": Text("verdadero o falso", "true or false"),
        "number": Text("un número", "a number"),
        "no-number": Text("un número sin valor (NaN o infinito)", "NaN or infinity"),
        "text": Text("un texto", "a text"),
        "list": Text("una lista", "a list"),
        "object": Text("un grupo de campos", "a group of fields"),
    }
)

MESSAGES = MappingProxyType(
    {
        code: Message(es, en, Severity(severity))
        for code, (severity, es, en) in {**FINDING_MESSAGES, **READING_MESSAGES}.items()
    }
)
