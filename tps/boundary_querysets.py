"""The words of reading official boundaries."""

from datetime import date

from django.db import models
from django.db.models import Q

from tps.kinds import BUSY, ImportState


class BoundarySetQuerySet(models.QuerySet):
    """Reads files of boundaries."""

    def for_table(self) -> "BoundarySetQuerySet":
        """Fetch along what a row of the list shows."""
        return self.select_related("file", "job", "uploaded_by").defer("report", "errors_head")

    def standing(self, state: str) -> "BoundarySetQuerySet":
        """Keep the files that people see in a state (see BoundarySet.standing)."""
        busy = Q(state__in=BUSY)
        failed, cancelled = Q(job__isnull=True) | Q(job__state="failed"), Q(job__state="cancelled")
        if state == ImportState.FAILED:
            return self.filter(Q(state=state) | busy & failed)
        if state == ImportState.CANCELLED:
            return self.filter(Q(state=state) | busy & cancelled)
        return self.filter(state=state).exclude(busy & (failed | cancelled))


class BoundaryQuerySet(models.QuerySet):
    """Reads boundaries."""

    def standing(self) -> "BoundaryQuerySet":
        """Keep what has not been taken back."""
        return self.filter(withdrawn=False)

    def in_force(self, day: date) -> "BoundaryQuerySet":
        """Keep each region's version of a day."""
        return self.standing().filter(valid_from__lte=day).filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day))

    def at_level(self, level: str) -> "BoundaryQuerySet":
        """Keep the boundaries of one level."""
        return self.filter(level=level)
