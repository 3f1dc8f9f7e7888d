"""Briefings in Django's admin."""

from django.contrib import admin

from desk.briefings.models import Briefing, Recipient, Schedule
from desk.history.admin import ReadOnly


@admin.register(Briefing)
class BriefingAdmin(ReadOnly):
    """Briefings, for reading: they change only through their own pages."""

    list_display = ("agency", "edition", "period", "revision", "state", "as_of")
    list_filter = ("edition", "state")
    list_select_related = ("agency",)


@admin.register(Schedule)
class ScheduleAdmin(admin.ModelAdmin):
    """When drafts are made."""

    list_display = ("agency", "edition", "weekday", "hour", "active")
    list_select_related = ("agency",)


@admin.register(Recipient)
class RecipientAdmin(admin.ModelAdmin):
    """Who receives briefings."""

    list_display = ("agency", "address", "role", "line", "active")
    list_select_related = ("agency",)
    search_fields = ("address", "agency__name")
