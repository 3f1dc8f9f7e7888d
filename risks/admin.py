"""Risks and observations in Django's admin."""

from django.contrib import admin

from desk.history.admin import ReadOnly
from risks.models import (
    Batch,
    Claim,
    Evidence,
    FactorCheck,
    Flag,
    HazardLayer,
    IndexScore,
    Instrument,
    ListImport,
    ListName,
    Observation,
    PlaceMatch,
    Playbook,
    Transition,
    WordMatch,
)


@admin.register(Flag)
class FlagAdmin(admin.ModelAdmin):
    """Risks."""

    list_display = ("number", "kind", "severity", "status", "election", "station", "region")
    list_filter = ("kind", "severity", "status", "election")
    list_select_related = ("election", "station__region", "region")
    raw_id_fields = ("station", "region", "duplicate_of", "reported_by", "verified_by", "assignee")
    search_fields = ("station__code", "region__name")
    show_full_result_count = False


@admin.register(Observation)
class ObservationAdmin(admin.ModelAdmin):
    """Statements of sources."""

    list_display = ("kind", "grade", "source", "station", "region", "observed_at", "standing")
    list_filter = ("kind", "standing", "source")
    list_select_related = ("source", "station__region", "region")
    raw_id_fields = ("station", "region", "flag", "list_import", "recorded_by", "verified_by")
    search_fields = ("station__code",)
    show_full_result_count = False


@admin.register(ListImport)
class ListImportAdmin(ReadOnly):
    """Imports of lists, for reading."""

    list_display = ("__str__", "election", "state")
    list_select_related = ("election",)


@admin.register(ListName)
class ListNameAdmin(ReadOnly):
    """Names of places in lists, for reading."""

    list_display = ("said", "list_import", "rows", "fit", "region")
    list_select_related = ("list_import__file", "region")
    list_filter = ("fit",)


@admin.register(PlaceMatch)
class PlaceMatchAdmin(ReadOnly):
    """What names of places mean in lists of a source, for reading."""

    list_display = ("text", "source", "region", "decided_by", "decided_at")
    list_select_related = ("source", "region", "decided_by")


@admin.register(WordMatch)
class WordMatchAdmin(ReadOnly):
    """What words for grades mean in lists of a source, for reading."""

    list_display = ("word", "kind", "grade", "source", "decided_by", "decided_at")
    list_select_related = ("source", "decided_by")


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly):
    """Photos and PDFs, for reading; they are withdrawn on their page."""

    list_display = ("__str__", "type", "uploaded_by", "uploaded_at", "withdrawn_at")
    list_select_related = ("original", "uploaded_by")
    list_filter = ("type",)


@admin.register(Claim)
class ClaimAdmin(ReadOnly):
    """Numbers stated without a list, for reading: they are corrected by later ones only."""

    list_display = ("code", "kind", "number", "unit", "region", "said_by", "as_of", "withdrawn_at")
    list_filter = ("kind", "unit")
    list_select_related = ("region", "source")


@admin.register(Instrument)
class InstrumentAdmin(admin.ModelAdmin):
    """Instruments of published indices."""

    list_display = ("code", "version", "name", "publisher")


@admin.register(IndexScore)
class IndexScoreAdmin(admin.ModelAdmin):
    """Published scores."""

    list_display = ("instrument", "region", "score", "category", "source", "published_on")
    list_filter = ("instrument",)
    list_select_related = ("instrument", "region")
    raw_id_fields = ("region", "recorded_by")


@admin.register(HazardLayer)
class HazardLayerAdmin(ReadOnly):
    """Hazard zones, for reading; they are proposed and taken back on their page."""

    list_display = ("__str__", "kind", "source", "election", "state")
    list_select_related = ("election", "source")
    list_filter = ("kind", "state")


@admin.register(Transition)
class TransitionAdmin(ReadOnly):
    """Steps of risks, for reading."""

    list_display = ("flag", "step", "before", "after", "actor", "at")
    list_select_related = ("flag", "actor")


@admin.register(Playbook)
class PlaybookAdmin(ReadOnly):
    """Versions of playbooks, for reading; a new one is written on their page."""

    list_display = ("kind", "version", "title", "written_by", "written_at")
    list_select_related = ("written_by",)
    list_filter = ("kind",)


@admin.register(FactorCheck)
class FactorCheckAdmin(ReadOnly):
    """Factors of risks, for reading."""

    list_display = ("flag", "text", "holds", "checked_by", "checked_at")
    list_select_related = ("flag", "checked_by")


@admin.register(Batch)
class BatchAdmin(ReadOnly):
    """Actions on many risks, for reading."""

    list_display = ("action", "actor", "at", "done", "undone_at", "undone_by")
    list_select_related = ("actor", "undone_by")
