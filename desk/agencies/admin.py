"""Agencies and contacts in Django's admin."""

from django.contrib import admin

from desk.agencies.models import Agency, Contact


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    """Agencies."""

    list_display = ("code", "name", "kind", "level", "region_code", "active")
    list_filter = ("kind", "level", "active")
    search_fields = ("code", "name")


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    """Duty contacts."""

    list_display = ("agency", "role", "phone", "email", "valid_until")
    list_select_related = ("agency",)
    search_fields = ("role", "agency__name")
