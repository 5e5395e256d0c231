"""The only ways to write: forms, files, API and commands all call these.

Each takes keyword arguments, checks who acts, does one transaction, writes the audit trail in it,
returns the object and raises the exceptions of ``disclosure/errors.py``.
"""

from disclosure.actions.drafts import discard_draft, next_local_id, save_draft, start_project
from disclosure.actions.imports import apply_import, choose_items, receive_import
from disclosure.actions.many import publish_drafts, submit_drafts
from disclosure.actions.publication import (
    publish_draft,
    return_draft,
    submit_draft,
    withdraw_project,
)
from disclosure.actions.redaction import redact_project

__all__ = [
    "apply_import",
    "choose_items",
    "discard_draft",
    "next_local_id",
    "publish_draft",
    "publish_drafts",
    "receive_import",
    "redact_project",
    "return_draft",
    "save_draft",
    "start_project",
    "submit_draft",
    "submit_drafts",
    "withdraw_project",
]
