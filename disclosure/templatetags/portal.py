"""Filters and tags of every page: words for values, and the same page in the other language."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.template import Context
from django.template.base import FilterExpression, Parser, Token
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from disclosure import wording
from disclosure.models import Project
from disclosure.standard.model import standard
from disclosure.views import presentation, remarks
from disclosure.views.document_html import document_html
from disclosure.views.filter_fields import filter_field_html
from disclosure.views.project_items import TONES, items_html

register = template.Library()


@register.filter
def number(value: Any) -> str:
    """1234.5 → "1,234.5"; empty for nothing."""
    return "" if value is None or value == "" else wording.number_in_figures(value)


@register.filter
def money(amount: Any, currency: str = "MXN") -> str:
    """The exact figure: "$11,712,345.50 MXN"; empty for nothing."""
    return "" if amount is None else wording.money_in_figures(amount, currency or "MXN")


@register.filter
def money_words(amount: Any, currency: str = "MXN") -> str:
    """ "11.7 millones de pesos"; empty for nothing."""
    return "" if amount is None else wording.money_in_words(amount, currency or "MXN")


@register.filter
def date_words(value: date | datetime | None) -> str:
    """The day, in the portal's time zone: "14 de marzo de 2026"; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = presentation.local_day(value)
    return wording.date_in_words(value)


@register.filter
def moment_words(value: datetime | None) -> str:
    """Day and hour: "14 de marzo de 2026, 09:26 h"; empty for nothing."""
    return "" if value is None else wording.moment_in_words(value)


@register.filter
def file_size(size: int | None) -> str:
    """12400 → "12.4 kB"."""
    return "" if size is None else wording.size_in_words(size)


@register.filter
def code_title(code: str, codelist: str) -> str:
    """The title of a code of an OC4IDS codelist; the code itself if it has none."""
    found = standard().codelists.get(codelist)
    return found.title(code, wording.reader_language()) if found else code


@register.filter
def tone(code: str) -> str:
    """The tone of the tag of a project status."""
    return TONES.get(code, "neutral")


@register.simple_tag
def project_items(projects: Iterable[Project], level: int = 2) -> SafeString:
    """A list of published projects (entity and municipality selected), headings of ``level``."""
    return items_html(projects, level)


@register.simple_tag
def filter_field(field: Mapping[str, Any], any_words: str = "") -> SafeString:
    """A control of a list's filters; ``any_words`` are those of a select's empty option."""
    return filter_field_html(field, any_words)


@register.filter
def findings_in_words(findings: Any) -> list[remarks.ShownFinding]:
    """``Finding`` objects, or the records kept of them, as ``components/findings.html`` shows."""
    return remarks.shown_findings(findings or [])


@register.filter
def changes_in_words(changes: Any) -> list[remarks.ShownChange]:
    """``differences()`` as ``components/differences.html`` shows them."""
    return remarks.shown_changes(changes or [])


@register.simple_tag(takes_context=True)
def other_language(context: Context) -> dict[str, str]:
    """The language that the page is not in: ``code``, ``name`` and the address of this page."""
    current = get_language() or settings.LANGUAGE_CODE
    code, name = next((c, n) for c, n in settings.LANGUAGES if c != current)
    request: HttpRequest | None = context.get("request")
    if request is None or getattr(request, "resolver_match", None) is None:
        return {"code": code, "name": name, "url": "/" if code == "es-mx" else "/en/"}
    # After a form was sent the address holds; its data does not, so no query either.
    path = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
    return {"code": code, "name": name, "url": translate_url(path, code)}


@register.simple_tag(takes_context=True)
def nav_current(context: Context, *names: str) -> str:
    """``aria-current`` for the link of the section in which the reader is: by view name or by
    application ("capture")."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None or not ({match.url_name, match.app_name} & set(names)):
        return ""
    return "page" if match.url_name == names[0] else "true"


class RememberNode(template.Node):
    """What ``remember`` gave, for each language and set of values."""

    most = 500

    def __init__(self, nodes: template.NodeList, values: list[FilterExpression]) -> None:
        self.nodelist = nodes
        self._values = values
        self._kept: dict[tuple[str, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        values = (str(value.resolve(context, ignore_failures=True)) for value in self._values)
        key = (get_language() or "", *values)
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= self.most:
                self._kept.clear()
            kept = self._kept[key] = self.nodelist.render(context)
        return kept


@register.tag
def remember(parser: Parser, token: Token) -> RememberNode:
    """``{% remember a b %}…{% endremember %}``: a part of a page that depends on its language and
    on those values alone is made once for each of them, in each process.

    The values must be few and the portal's own: never what a visitor wrote.
    """
    values = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodes = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(nodes, values)


@register.simple_tag
def document(sections: list[presentation.Section]) -> SafeString:
    """A whole document, readably: ``presentation.sections_of`` of it."""
    return document_html(sections)


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """Data for search engines (schema.org): a script element that is never run."""
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """The pages worth a link: the first, the last and those near; ``None`` stands for a gap."""
    last, here = page.paginator.num_pages, page.number
    near = {1, last, *range(max(1, here - 1), min(last, here + 1) + 1)}
    found: list[int | None] = []
    for number in sorted(near):
        if found and found[-1] is not None and number - found[-1] > 1:
            found.append(None)
        found.append(number)
    return found


@register.filter
def severity_words(severity: str) -> str:
    """What a severity is called."""
    return {"error": _("Error"), "warning": _("Advertencia"), "advice": _("Sugerencia")}.get(
        severity, severity
    )
