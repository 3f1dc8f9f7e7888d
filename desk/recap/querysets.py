"""The words of reading sightings, standings and counts."""

from datetime import datetime

from django.db import models
from django.db.models import Q, Sum

from desk.recap.kinds import SETTLED
from tps.querysets import lies_within


class SightingQuerySet(models.QuerySet):
    """Reads sightings."""

    def of(self, election_id: int) -> "SightingQuerySet":
        """Keep the sightings of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "SightingQuerySet":
        """Keep the sightings of stations in a dotted region code; "" keeps all."""
        return self.filter(lies_within(code, "station__region_id"))

    def counting(self) -> "SightingQuerySet":
        """Keep what nobody has taken back."""
        return self.filter(taken_back_at__isnull=True)

    def for_table(self) -> "SightingQuerySet":
        """Fetch along what a row of a list shows."""
        return self.select_related("station__region__parent__parent", "race", "recorded_by", "source", "evidence")


class StandingQuerySet(models.QuerySet):
    """Reads where forms stand; a form nobody spoke of has no row."""

    def of(self, election_id: int) -> "StandingQuerySet":
        """Keep the forms of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "StandingQuerySet":
        """Keep the forms that were counted in a dotted region code; "" keeps all."""
        return self.filter(lies_within(code, "place"))

    def settled(self) -> "StandingQuerySet":
        """Keep the forms that were sent, carried to the PPK or recapitulated by hand."""
        return self.filter(state__in=SETTLED)

    def unsettled(self) -> "StandingQuerySet":
        """Keep the forms about which somebody must still be called."""
        return self.exclude(state__in=SETTLED)

    def disputed(self) -> "StandingQuerySet":
        """Keep the forms that people saw differently."""
        return self.filter(disputed=True)

    def seen_since(self, at: datetime) -> "StandingQuerySet":
        """Keep the forms whose last sighting is not older than a moment."""
        return self.filter(seen_at__gte=at)


class CountQuerySet(models.QuerySet):
    """Reads the counters by district, race and state."""

    def of(self, election_id: int) -> "CountQuerySet":
        """Keep the counters of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "CountQuerySet":
        """Keep the counters of the districts in a dotted region code of a province, regency or district."""
        return self.filter(Q(district=code) | Q(district__startswith=f"{code}.")) if code else self

    def total(self) -> int:
        """Add the counters up."""
        return self.aggregate(total=Sum("number"))["total"] or 0
