"""The interface's texts: found in code and templates, kept when the sources change."""

import gettext
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import write_po
from django.core.management import CommandError, call_command

from costjalisco import catalogs


@pytest.fixture
def project(tmp_path: Path, settings: Any) -> Path:
    """A small project with a text of each kind."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "disclosure" / "migrations").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "disclosure" / "views.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext_lazy\n"
        'title = _("Proyectos")\n'
        'months = pgettext_lazy("mes", "Mayo")\n'
        'def many(n): return ngettext("%(n)s obra", "%(n)s obras", n) % {"n": n}\n'
    )
    (tmp_path / "disclosure" / "migrations" / "0001.py").write_text('_("Nunca")\n')
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}\n  <p>{% translate 'Salir' %}</p>\n"
        "{% blocktranslate trimmed with name=user %}\n  Hola,\n  {{ name }}\n"
        '{% endblocktranslate %}\n {{ _("Buscar") }}\n'
    )
    return tmp_path


def test_messages_are_found_in_code_and_templates(project: Path) -> None:
    found = {(m.context, m.id) for m in catalogs.extracted() if m.id}
    assert found == {
        (None, "Proyectos"),
        ("mes", "Mayo"),
        (None, ("%(n)s obra", "%(n)s obras")),
        (None, "Salir"),
        (None, "Hola, %(name)s"),
        (None, "Buscar"),
    }


def test_update_keeps_translations_and_drops_what_is_no_longer_used(project: Path) -> None:
    catalogs.update("en")
    path = catalogs.po_path("en")
    path.write_text(translated(path.read_text(), "Salir", "Sign out"))
    (project / "disclosure" / "views.py").write_text('_("Proyectos nuevos")\n')
    catalogs.update("en")
    catalog = catalogs.read("en")
    assert catalog["Salir"].string == "Sign out"
    assert "Proyectos" not in catalog
    assert catalog["Proyectos nuevos"].string == ""
    assert catalogs.update("en") is not None
    before = path.read_bytes()
    catalogs.update("en")
    assert path.read_bytes() == before


def test_compiled_texts_are_those_translated(project: Path) -> None:
    catalogs.update("en")
    path = catalogs.po_path("en")
    path.write_text(translated(path.read_text(), "Salir", "Sign out"))
    assert catalogs.is_stale("en")
    compiled = catalogs.compile_catalog("en")
    assert not catalogs.is_stale("en")
    with compiled.open("rb") as file:
        texts = gettext.GNUTranslations(file)
    assert (texts.gettext("Salir"), texts.gettext("Buscar")) == ("Sign out", "Buscar")


def test_texts_of_the_sources_stand_for_themselves(project: Path) -> None:
    catalogs.update("en")
    catalogs.compile_catalog("en")
    with catalogs.po_path("es-mx").with_suffix(".mo").open("rb") as file:
        texts = gettext.GNUTranslations(file)
    texts.add_fallback(Unexpected())
    assert texts.gettext("Salir") == "Salir"
    assert texts.pgettext("mes", "Mayo") == "Mayo"
    assert texts.ngettext("%(n)s obra", "%(n)s obras", 1) == "%(n)s obra"
    assert texts.ngettext("%(n)s obra", "%(n)s obras", 2) == "%(n)s obras"


class Unexpected(gettext.NullTranslations):
    """What is asked where the catalogue does not know a text."""

    def gettext(self, message: str) -> str:
        raise LookupError(message)

    def pgettext(self, context: str, message: str) -> str:
        raise LookupError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise LookupError(msgid1)


def test_check_fails_until_every_text_is_translated(project: Path) -> None:
    with pytest.raises(CommandError, match="6 textos"):
        call_command("messages", check=True)
    catalogs.update("en")
    with pytest.raises(CommandError, match="6 textos"):
        call_command("messages", check=True)
    path = catalogs.po_path("en")
    text = path.read_text()
    for source, english in (
        ("Proyectos", "Projects"),
        ("Mayo", "May"),
        ("Salir", "Sign out"),
        ("Buscar", "Search"),
        ("Hola, %(name)s", "Hello, %(name)s"),
    ):
        text = translated(text, source, english)
    text = text.replace('msgstr[0] ""', 'msgstr[0] "%(n)s work"')
    path.write_text(text.replace('msgstr[1] ""', 'msgstr[1] "%(n)s works"'))
    assert [p.split(":")[0] for p in catalogs.problems("en")] == []
    call_command("messages", check=True)


def translated(text: str, source: str, english: str) -> str:
    before = f'msgid "{source}"\nmsgstr ""'
    assert before in text
    return text.replace(before, f'msgid "{source}"\nmsgstr "{english}"')


def test_every_other_language_of_the_portal_has_a_catalogue() -> None:
    assert catalogs.languages() == ["en"]


def test_every_text_of_the_interface_is_translated() -> None:
    found = [problem for code in catalogs.languages() for problem in catalogs.problems(code)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        ("Hola, %(name)s", "Hello"),
        ("Hola, %(name)s", "Hello, %(nombre)s"),
        ("Hola, %s", "Hello, %s and %s"),
        ("Hola", "Hello, %(name)s"),
        ("Lea <a href='/datos/'>los datos</a>", "Read <a href='/data/'>the data</a>"),
        ("Hola.\nAdiós.", "Hello. Bye."),
    ],
)
def test_check_fails_on_other_placeholders_or_markup(
    project: Path, text: str, translation: str
) -> None:
    (project / "disclosure" / "views.py").write_text(f"_({text!r})\n")
    (project / "templates" / "page.html").unlink()
    catalog = catalogs.update("en")
    catalog[text].string = translation
    with catalogs.po_path("en").open("wb") as file:
        write_po(file, catalog)
    problems = list(catalogs.problems("en"))
    assert problems[-1] == f"en: other placeholders or markup: {text!r}"


def test_each_form_of_a_plural_keeps_its_own_placeholders(project: Path) -> None:
    (project / "templates" / "page.html").unlink()
    (project / "disclosure" / "views.py").write_text("ngettext('Y otra.', 'Y otras %(n)s.', n)\n")
    catalog = catalogs.update("en")
    for forms, problems in (
        (("And one more.", "And %(n)s more."), 0),
        (("And %(n)s more.", "And %(n)s more."), 1),
        (("And one more.", "And some more."), 1),
    ):
        catalog["Y otra."].string = forms
        with catalogs.po_path("en").open("wb") as file:
            write_po(file, catalog)
        assert len(list(catalogs.problems("en"))) == problems
