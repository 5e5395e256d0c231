"""Projects in a list, in words and as HTML.

Written here and not in a template because lists are the pages asked for most, and an included
template for each project takes three times as long (docs/decisions.md, «document page»).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from disclosure import wording
from disclosure.models import Project
from disclosure.standard.model import standard
from disclosure.views import presentation

EXCERPT = 240
# OC4IDS codes of projectStatus: the tones of ``components/tag.html``.
TONES = {
    "implementation": "info",
    "completion": "positive",
    "maintenance": "positive",
    "cancelled": "negative",
}


@dataclass(frozen=True, slots=True)
class ListedProject:
    """What a list shows of a project; empty where there is nothing to show."""

    url: str
    title: str
    kicker: str
    excerpt: str
    status: str
    tone: str
    amount: str
    progress: str
    updated: str


def items_html(projects: Iterable[Project], level: int = 2) -> SafeString:
    """The list of ``projects``, each under a heading of ``level``."""
    items = format_html_join("\n", "<li>{}</li>", ((_item(listed(p), level),) for p in projects))
    return format_html('<ul class="project-list">{}</ul>', items)


def listed(project: Project) -> ListedProject:
    """``project`` with its entity and municipality selected."""
    lang = wording.reader_language()
    place = project.municipality.name if project.municipality else ""
    titles = standard().codelists["projectStatus"]
    progress, updated = project.physical_progress, project.updated_at
    return ListedProject(
        url=reverse("project-detail", args=[project.oc4ids_id]),
        title=str(project),
        kicker=" · ".join(text for text in (project.entity.short_name, place) if text),
        excerpt=_excerpt(project.description),
        status=titles.title(project.status, lang) if project.status else "",
        tone=TONES.get(project.status, "neutral"),
        amount=(
            wording.money_in_words(project.amount, project.currency or "MXN", lang)
            if project.amount is not None
            else ""
        ),
        progress=(
            _("%(percent)s %% de avance físico")
            % {"percent": wording.number_in_figures(progress, most_decimals=1)}
            if progress is not None
            else ""
        ),
        updated=(
            _("Actualizado el %(day)s")
            % {"day": wording.date_in_words(presentation.local_day(updated), lang)}
            if updated is not None
            else ""
        ),
    )


def _item(item: ListedProject, level: int) -> SafeString:
    facts = [
        format_html('<span class="tag tag--{}">{}</span>', item.tone, item.status)
        if item.status
        else "",
        format_html("<span>{}</span>", item.amount) if item.amount else "",
        format_html("<span>{}</span>", item.progress) if item.progress else "",
        format_html('<span class="muted">{}</span>', item.updated) if item.updated else "",
    ]
    return format_html(
        '<article class="project-item"><p class="kicker">{}</p>'
        '<h{level} class="project-item__title"><a href="{}">{}</a></h{level}>{}'
        '<div class="project-item__facts">{}</div></article>',
        item.kicker,
        item.url,
        item.title,
        format_html('<p class="excerpt">{}</p>', item.excerpt) if item.excerpt else "",
        format_html_join(" ", "{}", ((fact,) for fact in facts if fact)),
        level=level,
    )


def _excerpt(text: str) -> str:
    text = text[: EXCERPT * 2].strip()
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1].rstrip()}…"
