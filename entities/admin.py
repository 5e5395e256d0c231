"""The platform administrator's pages for people, roles, chapters and entities."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from entities.models import ApiToken, Chapter, Entity, Membership, User

# Permissions come from roles (disclosure/permissions.py), never from groups.
admin.site.unregister(Group)


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")
        field_classes = {"email": forms.EmailField}


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("entity",)


@admin.register(User)
class PersonAdmin(UserAdmin):
    form = UserChangeForm
    add_form = PersonCreationForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Plataforma"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Fechas"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),
    )
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """An address that the account no longer has opens it no longer."""
        obj.email = obj.email.lower()
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """What a person did stays theirs: accounts are deactivated, not deleted."""
        return False


@admin.register(Chapter)
class ChapterAdmin(admin.ModelAdmin):
    list_display = ("name", "state", "prefix", "is_default")
    list_select_related = ("state",)


@admin.register(Entity)
class EntityAdmin(admin.ModelAdmin):
    list_display = ("name", "acronym", "kind", "municipality", "is_active", "is_demo")
    list_filter = ("kind", "is_active", "is_demo", "chapter")
    list_select_related = ("municipality",)
    search_fields = ("name", "acronym", "slug")
    prepopulated_fields = {"slug": ("acronym",)}
    autocomplete_fields = ("municipality",)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):
    list_display = ("user", "role", "entity", "chapter", "is_active", "since")
    list_filter = ("role", "is_active", "chapter")
    list_select_related = ("user", "entity", "chapter")
    search_fields = ("user__email", "user__name", "entity__name")
    autocomplete_fields = ("user", "entity")


@admin.register(ApiToken)
class ApiTokenAdmin(admin.ModelAdmin):
    """To be seen only: keys are issued and revoked in /captura/llaves/, which writes the log."""

    list_display = ("name", "entity", "user", "created_at", "expires_at", "revoked_at")
    list_select_related = ("entity", "user")
    fields = ("name", "entity", "user", "created_at", "expires_at", "last_used_at", "revoked_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
