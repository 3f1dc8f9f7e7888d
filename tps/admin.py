"""Regions, elections and stations in Django's admin."""

from django.contrib import admin

from desk.history.admin import ReadOnly
from tps.models import (
    Boundary,
    BoundarySet,
    ColumnMapping,
    Election,
    KeptCorrection,
    PollingStation,
    Race,
    Region,
    RegionAlias,
    RosterComparison,
    RosterFinding,
    RosterImport,
    Stage,
)


@admin.register(Region)
class RegionAdmin(admin.ModelAdmin):
    """Regions."""

    list_display = ("code", "name", "level")
    list_filter = ("level",)
    search_fields = ("code", "name")
    raw_id_fields = ("parent",)


@admin.register(RegionAlias)
class RegionAliasAdmin(admin.ModelAdmin):
    """Old codes of regions."""

    list_display = ("old_code", "region", "valid_from", "valid_until")
    list_select_related = ("region",)
    raw_id_fields = ("region",)
    search_fields = ("old_code",)


@admin.register(Election)
class ElectionAdmin(admin.ModelAdmin):
    """Elections."""

    list_display = ("code", "name", "kind", "polling_date", "current", "simulated")


@admin.register(Race)
class RaceAdmin(admin.ModelAdmin):
    """Ballots of elections."""

    list_display = ("election", "code", "name")
    list_select_related = ("election",)


@admin.register(Stage)
class StageAdmin(admin.ModelAdmin):
    """Stages of elections."""

    list_display = ("election", "name", "starts_on", "ends_on", "legal_basis")
    list_select_related = ("election",)
    raw_id_fields = ("region", "supersedes")


@admin.register(PollingStation)
class PollingStationAdmin(admin.ModelAdmin):
    """Polling stations."""

    list_display = ("code", "number", "region", "election", "voters", "position_source")
    list_filter = ("election", "position_source")
    list_select_related = ("region", "election")
    search_fields = ("code",)
    raw_id_fields = ("region",)
    show_full_result_count = False


@admin.register(RosterImport)
class RosterImportAdmin(ReadOnly):
    """Imports of rosters, for reading."""

    list_display = ("file", "election", "state", "read", "created", "updated", "rejected", "uploaded_at")
    list_select_related = ("file", "election")


@admin.register(ColumnMapping)
class ColumnMappingAdmin(ReadOnly):
    """Remembered columns, for reading."""

    list_display = ("__str__", "source", "saved_by", "saved_at")
    list_select_related = ("source", "saved_by")


@admin.register(RosterFinding)
class RosterFindingAdmin(ReadOnly):
    """Findings about rosters, for reading."""

    list_display = ("roster", "kind", "count")
    list_select_related = ("roster__file",)


@admin.register(KeptCorrection)
class KeptCorrectionAdmin(ReadOnly):
    """Corrections that stood against a file, for reading."""

    list_display = ("roster", "station", "field", "file_value", "desk_value", "accepted_at")
    list_select_related = ("roster__file", "station__region")


@admin.register(BoundarySet)
class BoundarySetAdmin(ReadOnly):
    """Files of boundaries, for reading."""

    list_display = ("file", "state", "valid_from", "source", "uploaded_at")
    list_select_related = ("file",)


@admin.register(Boundary)
class BoundaryAdmin(ReadOnly):
    """Boundaries, for reading."""

    list_display = ("region", "level", "valid_from", "valid_until", "area")
    list_select_related = ("region",)
    exclude = ("geometry",)


@admin.register(RosterComparison)
class RosterComparisonAdmin(ReadOnly):
    """Comparisons of rosters, for reading."""

    list_display = ("first", "second", "election", "asked_by", "asked_at")
    list_select_related = ("first__file", "second__file", "election", "asked_by")
