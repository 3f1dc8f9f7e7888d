"""Sightings and what they add up to in Django's admin, for reading."""

from django.contrib import admin

from desk.history.admin import ReadOnly
from desk.recap.models import FormCount, FormSighting, FormStanding, Pulse


@admin.register(FormSighting)
class FormSightingAdmin(ReadOnly):
    """Sightings, for reading."""

    list_display = ("station", "race", "state", "how", "seen_at", "recorded_by", "taken_back_at")
    list_filter = ("state", "how", "election")
    list_select_related = ("station__region", "race", "recorded_by")
    search_fields = ("station__code",)


@admin.register(FormStanding)
class FormStandingAdmin(ReadOnly):
    """Where forms stand, for reading."""

    list_display = ("station", "race", "state", "online", "seen_at", "number", "back", "disputed")
    list_filter = ("state", "disputed", "back", "election")
    list_select_related = ("station__region", "race")
    search_fields = ("station__code",)


@admin.register(FormCount)
class FormCountAdmin(ReadOnly):
    """Counters, for reading."""

    list_display = ("election", "district", "race", "state", "online", "number")
    list_filter = ("election", "state")
    list_select_related = ("election", "race")


@admin.register(Pulse)
class PulseAdmin(ReadOnly):
    """Pulses, for reading."""

    list_display = ("election", "shard", "version")
    list_select_related = ("election",)
