"""Agencies and contacts in Django's admin."""

from django.contrib import admin
from django.http import HttpRequest

from desk.agencies.models import Agency, Contact, ContactExport


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    """Agencies."""

    list_display = ("code", "name", "kind", "level", "region_code", "parent", "active")
    list_select_related = ("parent",)
    raw_id_fields = ("parent",)
    list_filter = ("kind", "level", "active")
    search_fields = ("code", "name")


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    """Duty contacts."""

    list_display = ("agency", "role", "phone", "email", "valid_until")
    list_select_related = ("agency",)
    search_fields = ("role", "agency__name")


@admin.register(ContactExport)
class ContactExportAdmin(admin.ModelAdmin):
    """Who took contacts out of the desk, for reading."""

    list_display = ("taken_at", "username", "form", "contacts", "filters")
    search_fields = ("username",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody writes one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody changes one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody deletes one."""
        return False
