"""Codes of open lists, and subsectors without their sector. Closed lists are the schema's."""

from collections.abc import Callable
from typing import Any

from disclosure.standard.checks.context import Context, Place
from disclosure.standard.checks.suggestions import code_for
from disclosure.standard.model import Field, standard

TextCheck = Callable[[Context, str, Place, str | int], None]


def open_code_check(field: Field) -> TextCheck | None:
    """For a text that takes codes of an open list: others are possible, and pointed out."""
    if field.codelist is None or not field.open_codelist or field.kind != "string":
        return None
    name = field.codelist
    codelist = standard().codelists[name]
    codes = codelist.code_set
    titles = {"es": codelist.list_title("es"), "en": codelist.list_title("en")}

    def check(context: Context, value: str, place: Place, part: str | int) -> None:
        if value in codes or not value:
            return
        meant = code_for(name, value) if context.wants("code-not-listed") else None
        suggestion = {} if meant is None else {"suggestion": meant}
        context.add("code-not-listed", (place, part), value, codelist=titles, **suggestion)

    return check


def empty_text_check(field: Field) -> TextCheck | None:
    """For the texts of a package that the schema lets be empty, as it lets them be null."""
    if field.kind != "string" or "null" not in field.types or field.format is not None:
        return None

    def check(context: Context, value: str, place: Place, part: str | int) -> None:
        if not value:
            context.add("value-empty", (place, part), value)

    return check


def sectors_check(field: Field) -> Callable[[Context, list[Any], Place], None] | None:
    """For the sectors of a project: a subsector (transport.road) goes with its sector."""
    if field.key != "Project.sector":
        return None
    codes = standard().codelists["projectSector"].code_set

    def check(context: Context, sectors: list[Any], place: Place) -> None:
        listed = codes.intersection(code for code in sectors if type(code) is str)
        for index, code in enumerate(sectors):
            if type(code) is str and "." in code:
                parent = code.partition(".")[0]
                if parent in codes and parent not in listed:
                    context.add("sector-parent-missing", (place, index), code, parent=parent)

    return check
