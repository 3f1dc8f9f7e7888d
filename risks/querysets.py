"""The words of reading risks and observations."""

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from risks.kinds import OPEN_STATUSES, SEVERITY_ORDER, Standing, Status
from tps.querysets import lies_within


def placed_within(code: str) -> Q:
    """Give the condition that a flag or observation lies in a dotted region code, by its station or its region."""
    if not code:
        return Q()
    return lies_within(code, "station__region_id") | lies_within(code, "region_id")


def severity_rank(field: str = "severity") -> Case:
    """Give severity as a number from 1 (low) to 4 (critical), for ordering."""
    return Case(
        *(When(**{field: severity.value, "then": Value(rank)}) for severity, rank in SEVERITY_ORDER.items()),
        default=Value(0),
        output_field=IntegerField(),
    )


class FlagQuerySet(models.QuerySet):
    """Reads flags."""

    def of(self, election_id: int) -> "FlagQuerySet":
        """Keep the flags of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "FlagQuerySet":
        """Keep the flags that lie in a dotted region code; "" keeps all."""
        return self.filter(placed_within(code))

    def open(self) -> "FlagQuerySet":
        """Keep the flags that the desk still works on."""
        return self.filter(status__in=OPEN_STATUSES)

    def waiting(self) -> "FlagQuerySet":
        """Keep the flags that nobody has verified yet."""
        return self.filter(status=Status.REPORTED)

    def for_table(self) -> "FlagQuerySet":
        """Fetch along what a row of a list shows."""
        return self.select_related("station__region__parent__parent", "region__parent", "owner")


class ObservationQuerySet(models.QuerySet):
    """Reads observations."""

    def of(self, election_id: int) -> "ObservationQuerySet":
        """Keep the observations of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "ObservationQuerySet":
        """Keep the observations that lie in a dotted region code; "" keeps all."""
        return self.filter(placed_within(code))

    def counting(self) -> "ObservationQuerySet":
        """Keep the accepted observations."""
        return self.filter(standing=Standing.ACCEPTED)
