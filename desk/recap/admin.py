"""Sightings and what they add up to in Django's admin, for reading."""

from django.contrib import admin

from desk.history.admin import ReadOnly
from desk.recap.models import (
    CarryOver,
    CourierLeg,
    FallbackPlan,
    FormCount,
    FormSighting,
    FormStanding,
    HandOver,
    HandOverSignature,
    PlanSheets,
    Pulse,
    Relocation,
    RelocationItem,
    SirekapAddress,
    SirekapOddity,
    SirekapReading,
)


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


@admin.register(FallbackPlan)
class FallbackPlanAdmin(ReadOnly):
    """Fallback plans, for reading."""

    list_display = ("station", "means", "reserve", "version", "changed_at")
    list_filter = ("means", "election")
    list_select_related = ("station__region",)
    search_fields = ("station__code",)


@admin.register(CourierLeg)
class CourierLegAdmin(ReadOnly):
    """Courier legs, for reading."""

    list_display = ("station", "mode", "to_place", "leaves_at", "arrives_at", "left_at", "arrived_at")
    list_filter = ("mode", "election")
    list_select_related = ("station__region",)
    search_fields = ("station__code",)


@admin.register(Relocation)
class RelocationAdmin(ReadOnly):
    """Reserve sites, for reading."""

    list_display = ("station", "site", "state", "deadline")
    list_filter = ("state", "election")
    list_select_related = ("station__region",)
    search_fields = ("station__code", "site")


@admin.register(HandOver)
class HandOverAdmin(ReadOnly):
    """Hand-overs, for reading."""

    list_display = ("leg", "cargo", "giver", "receiver", "happened_at")
    list_select_related = ("leg__station__region",)


@admin.register(HandOverSignature, RelocationItem, CarryOver, PlanSheets, SirekapReading, SirekapOddity, SirekapAddress)
class PartAdmin(ReadOnly):
    """What belongs to plans, legs, sites and Sirekap, for reading."""
