"""What the portal holds, for the platform administrator to look at and never to change.

Everything that changes it is an action that leaves its entry in the log (disclosure/actions).
"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from disclosure.models import BulkFile, Draft, Import, Job, LogEntry, Project, Revision


class LookOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Project)
class ProjectAdmin(LookOnlyAdmin):
    list_display = ("oc4ids_id", "title", "entity", "state", "is_quarantined", "updated_at")
    list_filter = ("state", "is_quarantined", "is_demo", "entity")
    list_select_related = ("entity",)
    search_fields = ("oc4ids_id", "title")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        return Project.all_states.all()


@admin.register(Draft)
class DraftAdmin(LookOnlyAdmin):
    list_display = ("project", "version", "state", "errors_count", "edited_by", "edited_at")
    list_filter = ("state",)
    list_select_related = ("project", "edited_by")
    search_fields = ("project__oc4ids_id", "title")
    exclude = ("findings",)


@admin.register(Revision)
class RevisionAdmin(LookOnlyAdmin):
    list_display = ("project", "number", "sha256", "size", "author", "published_at", "redacted_at")
    list_select_related = ("project", "author")
    search_fields = ("project__oc4ids_id", "sha256")
    exclude = ("findings",)


@admin.register(Import)
class ImportAdmin(LookOnlyAdmin):
    list_display = ("file_name", "entity", "state", "created_by", "created_at", "saved_count")
    list_filter = ("state", "entity")
    list_select_related = ("entity", "created_by")
    exclude = ("file",)


@admin.register(Job)
class JobAdmin(LookOnlyAdmin):
    list_display = ("kind", "state", "attempts", "progress", "total", "created_at", "finished_at")
    list_filter = ("state", "kind")


@admin.register(LogEntry)
class LogEntryAdmin(LookOnlyAdmin):
    list_display = ("sequence", "at", "action", "actor", "entity", "project")
    list_filter = ("action", "entity")
    list_select_related = ("actor", "entity", "project")
    search_fields = ("project__oc4ids_id", "reason")


@admin.register(BulkFile)
class BulkFileAdmin(LookOnlyAdmin):
    list_display = ("name", "entity", "projects_count", "size", "built_at")
    list_select_related = ("entity",)
