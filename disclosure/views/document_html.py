"""The sections of a document as HTML.

Written here and not in a template because a project has hundreds of rows, nested: the same markup
through a recursive include takes ten times as long (docs/decisions.md, «document page»). Every
text goes through ``escape``; nothing else is put between the tags.
"""

from collections.abc import Iterable, Sequence
from html import escape  # what Django's does, without asking first whether the text is lazy

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from disclosure.views.presentation import Row, Section, Shown


def document_html(sections: Iterable[Section]) -> SafeString:
    """The sections, each with its heading and anchor, as ``components`` on the pattern page."""
    out: list[str] = ['<div class="document">']
    for section in sections:
        anchor = escape(section.anchor)
        out.append(
            f'<section class="document__section" id="{anchor}" aria-labelledby="{anchor}-titulo">'
            f'<h3 id="{anchor}-titulo">{escape(section.title)}</h3>'
        )
        _rows(section.rows, out)
        out.append("</section>")
    out.append("</div>")
    return mark_safe("".join(out))  # noqa: S308  (each text above and below is escaped)


def _rows(rows: Sequence[Row], out: list[str]) -> None:
    out.append('<dl class="summary-list">')
    for row in rows:
        nested = ' class="nested"' if row.rows or row.items else ""
        out.append(f"<div{nested}><dt>{escape(row.label)}</dt><dd>")
        if row.values:
            _values(row.values, out)
        if row.rows:
            _rows(row.rows, out)
        for item in row.items:
            out.append(f'<div class="item"><p class="item__title">{escape(item.title)}</p>')
            _rows(item.rows, out)
            out.append("</div>")
        out.append("</dd></div>\n")
    out.append("</dl>")


def _values(values: Sequence[Shown], out: list[str]) -> None:
    if len(values) == 1:
        out.append(_value(values[0]))
        return
    out.append('<ul class="values">')
    out.extend(f"<li>{_value(shown)}</li>" for shown in values)
    out.append("</ul>")


def _value(shown: Shown) -> str:
    text = escape(shown.text)
    if shown.url:
        text = f'<a href="{escape(shown.url)}" rel="noopener nofollow">{text}</a>'
    elif shown.moment:
        text = f'<time datetime="{escape(shown.moment)}">{text}</time>'
    elif shown.kind == "long":
        text = f'<div class="long-text">{text}</div>'
    elif shown.kind == "json":
        summary = escape(_("Ver el contenido"))
        text = f'<details><summary>{summary}</summary><pre tabindex="0">{text}</pre></details>'
    return f'{text} <span class="code">{escape(shown.detail)}</span>' if shown.detail else text
