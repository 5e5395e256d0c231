"""The same action on several projects: each stands alone, and what fails does not stop the rest."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from disclosure.actions.publication import publish_draft, submit_draft
from disclosure.errors import DomainError
from disclosure.models import Project
from entities.models import User

# A project and the version of its draft that the person saw.
Seen = tuple[Project, int]


@dataclass
class Outcome:
    """What became of each project."""

    done: list[Project] = field(default_factory=list)
    refused: list[tuple[Project, DomainError]] = field(default_factory=list)


def submit_drafts(*, actor: User, drafts: Iterable[Seen]) -> Outcome:
    """Hand each draft to the liaison."""
    return _each(
        drafts,
        lambda project, version: submit_draft(
            actor=actor, project=project, expected_version=version
        ),
    )


def publish_drafts(*, actor: User, drafts: Iterable[Seen], reason: str = "") -> Outcome:
    """Publish each submitted draft, all with the same reason."""
    return _each(
        drafts,
        lambda project, version: publish_draft(
            actor=actor, project=project, expected_version=version, reason=reason
        ),
    )


def _each(drafts: Iterable[Seen], act: Callable[[Project, int], Any]) -> Outcome:
    outcome = Outcome()
    for project, version in drafts:
        try:
            act(project, version)
        except DomainError as refusal:
            outcome.refused.append((project, refusal))
        else:
            outcome.done.append(project)
    return outcome
