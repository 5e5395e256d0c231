"""The catalogue of interface texts: Spanish in the code, English in ``locale/en``.

Everything is done with Babel, so no gettext tools are needed. Spanish is the language of the
msgids; therefore only the other languages of ``LANGUAGES`` have a catalogue.
"""

import os
import re
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

PACKAGES = ("costjalisco", "audits", "disclosure", "entities", "municipalities")
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    # The other name of gettext, where "_" is gettext_lazy.
    "_t": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENTS = ("Translators:",)
# What a translator copies as it is: %(name)s, %s, %%, <a href="…"> and the end of a line.
_FIXED = re.compile(r"%\(\w+\)[a-z]|%[a-z%]|</?[a-z][^>]*>|\n")
HEADER = "# CoST Jalisco: the interface's texts. Brought up to date by `manage.py messages`."


def languages() -> list[str]:
    """Codes of the languages that have a catalogue."""
    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def po_path(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / to_locale(language) / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    """Python modules and templates, in a stable order."""
    root = Path(settings.BASE_DIR)
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
    for pattern in ("*.html", "*.txt"):
        yield from sorted((root / "templates").rglob(pattern))


def extracted() -> Catalog:
    """A catalogue without translations, of every text in the sources."""
    root = Path(settings.BASE_DIR)
    template = Catalog(project="CoST Jalisco", charset="utf-8", fuzzy=False)
    for path in sources():
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Inside parentheses the reader of Python does not mind how lines are indented.
            text = f"({templatize(text, origin=name)}\n)"
        found = extract("python", BytesIO(text.encode()), KEYWORDS, COMMENTS)
        for _, message, comments, context in found:
            template.add(message, None, [(name, 0)], auto_comments=comments, context=context)
    return template


def read(language: str) -> Catalog:
    path = po_path(language)
    if not path.exists():
        return Catalog(
            locale=to_locale(language),
            header_comment=HEADER,
            project="CoST Jalisco",
            version="1",
            msgid_bugs_address="",
            last_translator="",
            language_team="",
            charset="utf-8",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=to_locale(language))


def update(language: str) -> Catalog:
    """Bring ``language``'s file up to the sources, keeping the translations that still serve."""
    catalog = read(language)
    catalog.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = BytesIO()
    write_po(data, catalog, width=100, include_lineno=False, ignore_obsolete=True, sort_output=True)
    _replace(path, data.getvalue())
    return catalog


def compile_catalog(language: str) -> Path:
    """Write the binary file that Django reads, beside its source.

    The language of the sources gets one too, in which each text stands for itself. Without it
    Django looks for every text in the catalogues of every application, and finds it in none: a
    tenth of the time that a page takes.
    """
    catalog = read(language)
    own = Catalog(locale=to_locale(settings.LANGUAGE_CODE), charset="utf-8", fuzzy=False)
    for message in catalog:
        if message.id:
            own.add(message.id, message.id, context=message.context)
    _write_binary(own, settings.LANGUAGE_CODE)
    return _write_binary(catalog, language)


def is_stale(language: str) -> bool:
    """Whether a binary file is missing or older than its source."""
    po = po_path(language)
    binary = [_binary_path(language), _binary_path(settings.LANGUAGE_CODE)]
    return po.exists() and any(
        not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime for mo in binary
    )


def _binary_path(language: str) -> Path:
    return po_path(language).with_suffix(".mo")


def _write_binary(catalog: Catalog, language: str) -> Path:
    data = BytesIO()
    write_mo(data, catalog)
    path = _binary_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(path, data.getvalue())
    return path


def problems(language: str) -> Iterator[str]:
    """What is missing, left over or wrong in ``language``'s file: one sentence for each."""
    catalog, template = read(language), extracted()
    known = {_key(message): message for message in catalog if message.id}
    wanted = {_key(message) for message in template if message.id}
    for key in sorted(wanted - known.keys()):
        yield f"{language}: missing: {key[1]!r}"
    for key in sorted(known.keys() - wanted):
        yield f"{language}: no longer used: {key[1]!r}"
    for key in sorted(wanted & known.keys()):
        message = known[key]
        if not _is_translated(message):
            yield f"{language}: not translated: {key[1]!r}"
        elif message.fuzzy:
            yield f"{language}: to be confirmed: {key[1]!r}"
        else:
            for error in message.check(catalog):
                yield f"{language}: {error}: {key[1]!r}"
            if not _keeps_what_is_fixed(message):
                yield f"{language}: other placeholders or markup: {key[1]!r}"


def untranslated(catalog: Catalog) -> int:
    """How many texts have no translation yet."""
    return sum(1 for message in catalog if message.id and not _is_translated(message))


def _key(message: Message) -> tuple[str, str]:
    text = message.id[0] if isinstance(message.id, list | tuple) else message.id
    return message.context or "", str(text)


def _is_translated(message: Message) -> bool:
    if isinstance(message.string, list | tuple):
        return all(message.string)
    return bool(message.string)


def _keeps_what_is_fixed(message: Message) -> bool:
    """Whether each form of the translation has the placeholders, tags and line breaks of its text.

    The first form answers to the singular; the others, however many, to the plural.
    """
    texts, translations = _forms(message.id), _forms(message.string)
    return all(
        _fixed(translation) == _fixed(texts[min(number, len(texts) - 1)])
        for number, translation in enumerate(translations)
    )


def _forms(text: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [])


def _fixed(text: str) -> list[str]:
    return sorted(_FIXED.findall(text))


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole, so that whoever reads it meanwhile sees the old one or the new one."""
    if path.exists() and path.read_bytes() == data:
        os.utime(path)
        return
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
