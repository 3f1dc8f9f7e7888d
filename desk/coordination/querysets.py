"""The words of reading tasks."""

from datetime import datetime

from django.db import models

from desk.coordination.kinds import ALIVE, UNFINISHED
from risks.querysets import placed_within
from tps.querysets import lies_within


class TaskQuerySet(models.QuerySet):
    """Reads tasks."""

    def of(self, election_id: int) -> "TaskQuerySet":
        """Keep the tasks of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "TaskQuerySet":
        """Keep the tasks that concern a place in a dotted region code; "" keeps all."""
        if not code:
            return self
        return self.filter(
            placed_within(code)
            | lies_within(code, "flag__station__region_id")
            | lies_within(code, "flag__region_id")
        )

    def owned_by(self, agency_id: int) -> "TaskQuerySet":
        """Keep the tasks that an agency must do."""
        return self.filter(owner_id=agency_id)

    def alive(self) -> "TaskQuerySet":
        """Keep the tasks that are not confirmed or cancelled."""
        return self.filter(state__in=ALIVE)

    def overdue(self, at: datetime) -> "TaskQuerySet":
        """Keep the unfinished tasks whose due moment has passed."""
        return self.filter(state__in=UNFINISHED, due_at__lt=at)

    def for_table(self) -> "TaskQuerySet":
        """Fetch along what a row of a list shows."""
        return self.select_related(
            "owner", "flag__station__region", "flag__region", "station__region", "region"
        )
