"""Projects as the office pages show them: state, findings and what is missing, in words."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from disclosure.forms.binder import language
from disclosure.models import Draft, DraftState, Project, ProjectState
from disclosure.standard.coverage import elements, phase_title
from disclosure.standard.findings import Finding, Severity
from disclosure.views.capture_access import draft_of

MISSING = "missing-element"


@dataclass(frozen=True)
class Tag:
    """A state in a few words, and the tone in which it is said."""

    label: str
    tone: str = "neutral"


@dataclass(frozen=True)
class ProjectRow:
    project: Project
    title: str
    tags: list[Tag]
    draft: Draft | None
    missing: str
    missing_count: int
    can_submit: bool = False

    @property
    def seen(self) -> str:
        """The project and the version of its draft that the page shows, as a form sends them."""
        return f"{self.project.pk}:{self.draft.version if self.draft else 0}"


@dataclass(frozen=True)
class Examined:
    """Findings by how grave they are; what is missing stands apart."""

    errors: list[Finding]
    warnings: list[Finding]
    advice: list[Finding]
    missing: list[Finding]
    missing_words: str
    is_cut: bool


def total_elements() -> int:
    """How many data points are asked for: Jalisco's forty, and the three that they lack."""
    return len(elements("jalisco"))


def project_rows(
    projects: Iterable[Project], *, editable: Collection[int] = ()
) -> Iterator[ProjectRow]:
    """The rows of a list; ``editable`` are the entities for which the reader captures."""
    for project in projects:
        draft = draft_of(project)
        missing = (
            draft.missing_count if draft else max(0, total_elements() - project.disclosed_count)
        )
        yield ProjectRow(
            project=project,
            title=(draft.title if draft else project.title) or _("Sin nombre"),
            tags=[public_tag(project), *([draft_tag(draft)] if draft else [])],
            draft=draft,
            missing=missing_words(missing),
            missing_count=missing,
            can_submit=(
                draft is not None
                and not draft.errors_count
                and draft.state != DraftState.SUBMITTED
                and project.entity_id in editable
            ),
        )


def public_tag(project: Project) -> Tag:
    if project.state == ProjectState.PUBLISHED:
        return Tag(str(ProjectState.PUBLISHED.label), "positive")
    if project.state == ProjectState.WITHDRAWN:
        return Tag(str(ProjectState.WITHDRAWN.label), "negative")
    return Tag(str(ProjectState.UNPUBLISHED.label))


def draft_tag(draft: Draft) -> Tag:
    tones = {DraftState.SUBMITTED: "info", DraftState.RETURNED: "caution"}
    state = DraftState(draft.state)
    return Tag(str(state.label), tones.get(state, "neutral"))


def missing_words(missing: int) -> str:
    """ "faltan 12 de 43 datos"."""
    if not missing:
        return _("no falta ningún dato")
    return ngettext(
        "falta %(missing)s de %(total)s datos", "faltan %(missing)s de %(total)s datos", missing
    ) % {"missing": missing, "total": total_elements()}


def examined(records: Iterable[dict[str, Any]], *, counts: Any) -> Examined:
    """The kept records of findings, sorted; ``counts`` has how many there were of each."""
    findings = [Finding.from_json(record) for record in records]
    advice = [f for f in findings if f.severity is Severity.ADVICE]
    errors = [f for f in findings if f.severity is Severity.ERROR]
    warnings = [f for f in findings if f.severity is Severity.WARNING]
    return Examined(
        errors=errors,
        warnings=warnings,
        advice=[f for f in advice if f.code != MISSING],
        missing=[f for f in advice if f.code == MISSING],
        missing_words=missing_words(counts.missing_count),
        is_cut=len(errors) < counts.errors_count or len(warnings) < counts.warnings_count,
    )


def missing_by_phase(missing: Iterable[Finding]) -> list[tuple[str, list[str]]]:
    """What is missing under the phases of the standard, each data point with its number."""
    lang = language()
    by_id = {element.id: element for element in elements("jalisco")}
    phases: dict[str, list[str]] = {}
    for finding in missing:
        element = by_id.get(str(finding.params.get("id")))
        if element is not None:
            heading = phase_title(element.phase, lang)
            phases.setdefault(heading, []).append(f"{element.number}. {element.title(lang)}")
    return list(phases.items())
