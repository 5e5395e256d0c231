"""The tables of disclosure: documents, their history, and the work done on them."""

from disclosure.models.bulk import BulkFile
from disclosure.models.idempotency import IdempotentRequest
from disclosure.models.imports import Import, ImportItem, ImportState, ItemResult, ItemState
from disclosure.models.jobs import Job, JobState
from disclosure.models.log import LogAction, LogEntry, LogHead
from disclosure.models.projects import (
    Draft,
    DraftState,
    Project,
    ProjectMunicipality,
    ProjectSector,
    ProjectState,
    ProjectSupplier,
    Revision,
    Supplier,
)

__all__ = [
    "BulkFile",
    "Draft",
    "DraftState",
    "IdempotentRequest",
    "Import",
    "ImportItem",
    "ImportState",
    "ItemResult",
    "ItemState",
    "Job",
    "JobState",
    "LogAction",
    "LogEntry",
    "LogHead",
    "Project",
    "ProjectMunicipality",
    "ProjectSector",
    "ProjectState",
    "ProjectSupplier",
    "Revision",
    "Supplier",
]
