"""Places, to be looked up: they change only with the reference data."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from municipalities.models import Municipality, Region, State


class ReadOnlyAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(State)
class StateAdmin(ReadOnlyAdmin):
    list_display = ("code", "short_name", "abbreviation", "iso_code")


@admin.register(Region)
class RegionAdmin(ReadOnlyAdmin):
    list_display = ("number", "name", "state")
    list_select_related = ("state",)


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "region", "state", "population")
    list_select_related = ("region", "state")
    list_filter = ("state", "region")
    search_fields = ("name", "code")
