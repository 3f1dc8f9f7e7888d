"""The words of reading reserve sites and the flood-prone stations that need one."""

from datetime import datetime

from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Coalesce

from desk.recap.plans.querysets import flagged
from desk.recap.relocation.kinds import OPEN
from risks.kinds import Kind
from tps.querysets import StationQuerySet, lies_within

NONE = "none"  # stations that have no reserve site yet


class RelocationQuerySet(models.QuerySet):
    """Reads reserve sites."""

    def of(self, election_id: int) -> "RelocationQuerySet":
        """Keep those of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "RelocationQuerySet":
        """Keep those of stations in a dotted region code; "" keeps all."""
        return self.filter(lies_within(code, "station__region_id"))

    def overdue(self, at: datetime) -> "RelocationQuerySet":
        """Keep those that are still open after their deadline."""
        return self.filter(state__in=OPEN, deadline__lt=at)

    def for_page(self) -> "RelocationQuerySet":
        """Fetch along what the page of one shows."""
        return self.select_related("election", "station__region__parent__parent", "decider", "made_by")


def flood_prone(election_id: int) -> StationQuerySet:
    """Keep the stations of an election that have an open flood risk: those that need a reserve site."""
    return flagged(election_id, Kind.FLOOD)


def with_site(stations: StationQuerySet) -> StationQuerySet:
    """Add `site_state` ("none" without a reserve site), `things` and `done` of the list of what moves."""
    return stations.annotate(
        site_state=Coalesce(F("relocation__state"), models.Value(NONE)),
        things=Count("relocation__items"),
        done=Count("relocation__items", filter=Q(relocation__items__done_at__isnull=False)),
    )
