"""The words of reading regions, elections and stations."""

from django.db import models, transaction
from django.db.models import Count, Q
from django.db.models.functions import Left

from tps import search_index
from tps.cells import cell
from tps.kinds import BUSY, ImportState, MissingAction, PositionSource


def lies_within(code: str, field: str = "region_id") -> Q:
    """Give the condition that a region-code column lies in a dotted region code; "" is everywhere."""
    if not code:
        return Q()
    # Django compares a foreign key's text only through the target's field; it needs no join for that.
    path = f"{field.removesuffix('_id')}__code" if field.endswith("region_id") else field
    return Q(**{path: code}) | Q(**{f"{path}__startswith": f"{code}."})


class RegionQuerySet(models.QuerySet):
    """Reads regions."""

    def bulk_create(self, objs, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Create many at once, each with the names by which search finds it (save() is not called)."""
        with transaction.atomic(using=self.db):
            made = super().bulk_create(objs, *args, **kwargs)
            search_index.refresh(each.pk for each in made)
        return made

    def bulk_update(self, objs, fields, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Change many at once, and the names by which search finds them."""
        objs = list(objs)
        with transaction.atomic(using=self.db):
            count = super().bulk_update(objs, fields, *args, **kwargs)
            if "name" in fields:
                search_index.refresh(each.pk for each in objs)
        return count

    def within(self, code: str) -> "RegionQuerySet":
        """Keep a region and all below it; "" keeps all."""
        return self.filter(lies_within(code, "code"))

    def at_level(self, level: str) -> "RegionQuerySet":
        """Keep the regions of one level."""
        return self.filter(level=level)


class ElectionQuerySet(models.QuerySet):
    """Reads elections."""

    def running(self) -> "ElectionQuerySet":
        """Keep the one current election."""
        return self.filter(current=True)


class StationQuerySet(models.QuerySet):
    """Reads polling stations."""

    def bulk_create(self, objs, *args, **kwargs):  # type: ignore[no-untyped-def]
        """Create many at once, each with the cell of its position (save() is not called)."""
        objs = list(objs)
        for station in objs:
            if station.latitude is not None and station.longitude is not None:
                station.cell = cell(station.latitude, station.longitude)
                station.position_source = station.position_source or PositionSource.MANUAL
        return super().bulk_create(objs, *args, **kwargs)

    def of(self, election_id: int) -> "StationQuerySet":
        """Keep the stations of one election that are not withdrawn."""
        return self.filter(election_id=election_id, withdrawn_at__isnull=True)

    def within(self, code: str) -> "StationQuerySet":
        """Keep the stations that lie in a dotted region code; "" keeps all."""
        return self.filter(lies_within(code))

    def placed(self) -> "StationQuerySet":
        """Keep the stations that have a position of any source."""
        return self.filter(cell__isnull=False)

    def unplaced(self) -> "StationQuerySet":
        """Keep the stations without any position."""
        return self.filter(cell__isnull=True)

    def fit_for(self, action: str) -> "StationQuerySet":
        """Keep the stations about which an action can decide: missing ones, or withdrawn ones to be restored."""
        if action == MissingAction.RESTORE:
            return self.filter(withdrawn_at__isnull=False)
        return self.filter(withdrawn_at__isnull=True, missing_since__isnull=False)

    def with_place(self) -> "StationQuerySet":
        """Fetch village, district and regency along, for names."""
        return self.select_related("region__parent__parent")


class RosterImportQuerySet(models.QuerySet):
    """Reads imports of rosters."""

    def for_table(self) -> "RosterImportQuerySet":
        """Fetch along what a row of the list shows."""
        return self.select_related("election", "file", "job", "uploaded_by").defer("report", "errors_head")

    def for_undo(self) -> "RosterImportQuerySet":
        """Fetch along what undoing an import asks about."""
        return self.select_related("election", "file", "undo_job", "uploaded_by", "undone_by")

    def standing(self, state: str) -> "RosterImportQuerySet":
        """Keep the imports that people see in a state (see RosterImport.standing)."""
        busy = Q(state__in=BUSY)
        failed, cancelled = Q(job__isnull=True) | Q(job__state="failed"), Q(job__state="cancelled")
        if state == ImportState.FAILED:
            return self.filter(Q(state=state) | busy & failed)
        if state == ImportState.CANCELLED:
            return self.filter(Q(state=state) | busy & cancelled)
        return self.filter(state=state).exclude(busy & (failed | cancelled))


class DifferenceQuerySet(models.QuerySet):
    """Reads the differences between two lists."""

    def within(self, code: str) -> "DifferenceQuerySet":
        """Keep the differences that lie in a dotted region code; "" keeps all."""
        return self.filter(region__startswith=code) if code else self

    def by_region(self, length: int) -> "models.QuerySet":
        """Count the differences below each region, whose code has that length, by kind."""
        groups = self.order_by().annotate(below=Left("region", length)).values("below", "kind")
        return groups.annotate(count=Count("pk")).values_list("below", "kind", "count")
