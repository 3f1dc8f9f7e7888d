"""The words of reading courier legs."""

from datetime import datetime

from django.db import models
from django.db.models import Case, CharField, Q, Value, When

from desk.recap.legs.kinds import LegState
from tps.querysets import lies_within

OPEN = Q(cancelled_at__isnull=True, arrived_at__isnull=True)
WAY = {
    LegState.CANCELLED: Q(cancelled_at__isnull=False),
    LegState.ARRIVED: Q(cancelled_at__isnull=True, arrived_at__isnull=False),
    LegState.UNDER_WAY: OPEN & Q(left_at__isnull=False),
    LegState.PLANNED: OPEN & Q(left_at__isnull=True),
}


def overdue(at: datetime) -> Q:
    """Give the condition that a leg should have left or arrived by a moment and has not."""
    return OPEN & (Q(left_at__isnull=True, leaves_at__lt=at) | Q(left_at__isnull=False, arrives_at__lt=at))


class CourierLegQuerySet(models.QuerySet):
    """Reads courier legs."""

    def of(self, election_id: int) -> "CourierLegQuerySet":
        """Keep the legs of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "CourierLegQuerySet":
        """Keep the legs of stations in a dotted region code; "" keeps all."""
        return self.filter(lies_within(code, "station__region_id"))

    def under_way(self) -> "CourierLegQuerySet":
        """Keep the legs that have left and not arrived."""
        return self.filter(WAY[LegState.UNDER_WAY])

    def late(self, at: datetime) -> "CourierLegQuerySet":
        """Keep the legs that should have left or arrived by a moment and have not."""
        return self.filter(overdue(at))

    def with_state(self) -> "CourierLegQuerySet":
        """Add `state` (LegState)."""
        cases = [When(condition, then=Value(state.value)) for state, condition in WAY.items()]
        return self.annotate(state=Case(*cases, default=Value(""), output_field=CharField()))

    def for_table(self) -> "CourierLegQuerySet":
        """Fetch along what a row of the list shows."""
        return self.select_related("station__region__parent__parent", "election")
