"""Projects in a list, in words and as HTML.

Written here and not in a template because lists are the pages asked for most, and an included
template for each project takes three times as long (docs/decisions.md, «document page»).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape  # what Django's does, without asking first whether the text is lazy

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
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
    items = "\n".join(f"<li>{_item(listed(project), level)}</li>" for project in projects)
    return mark_safe(f'<ul class="project-list">{items}</ul>')  # noqa: S308  (of escaped texts)


def listed(project: Project) -> ListedProject:
    """``project`` with its entity and municipality selected."""
    lang = wording.reader_language()
    entity = project.entity
    place = project.municipality.name if project.municipality else ""
    if place and place in entity.name:
        place = ""
    titles = standard().codelists["projectStatus"]
    progress, updated = project.physical_progress, project.updated_at
    return ListedProject(
        url=reverse("project-detail", args=[project.oc4ids_id]),
        title=str(project),
        kicker=" · ".join(text for text in (entity.short_name, place) if text),
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


def _item(item: ListedProject, level: int) -> str:
    facts = [
        f'<span class="tag tag--{item.tone}">{escape(item.status)}</span>' if item.status else "",
        f"<span>{escape(item.amount)}</span>" if item.amount else "",
        f"<span>{escape(item.progress)}</span>" if item.progress else "",
        f'<span class="muted">{escape(item.updated)}</span>' if item.updated else "",
    ]
    excerpt = f'<p class="excerpt">{escape(item.excerpt)}</p>' if item.excerpt else ""
    return (
        f'<article class="project-item"><p class="kicker">{escape(item.kicker)}</p>'
        f'<h{level} class="project-item__title"><a href="{escape(item.url)}">'
        f"{escape(item.title)}</a></h{level}>{excerpt}"
        f'<div class="project-item__facts">{" ".join(filter(None, facts))}</div></article>'
    )


def _excerpt(text: str) -> str:
    text = text[: EXCERPT * 2].strip()
    return text if len(text) <= EXCERPT else f"{text[: EXCERPT - 1].rstrip()}…"
