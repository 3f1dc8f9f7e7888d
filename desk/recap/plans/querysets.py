"""The words of reading fallback plans and the stations without signal that need one."""

from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Left

from desk.recap.plans.kinds import PlanState
from risks.kinds import Kind, Standing
from risks.models import Flag, Observation
from tps.kinds import PositionSource
from tps.models import PollingStation
from tps.querysets import StationQuerySet, lies_within

LEVELS = (2, 5, 8, 13)  # characters of a dotted region code at each level
SIGNALS = ("good", "office", "vsat")  # grades that say that something can be sent from there


class FallbackPlanQuerySet(models.QuerySet):
    """Reads fallback plans."""

    def of(self, election_id: int) -> "FallbackPlanQuerySet":
        """Keep the plans of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "FallbackPlanQuerySet":
        """Keep the plans of stations in a dotted region code; "" keeps all."""
        return self.filter(lies_within(code, "station__region_id"))

    def for_page(self) -> "FallbackPlanQuerySet":
        """Fetch along what a plan's page and paper show."""
        return self.select_related(
            "election",
            "station__region__parent__parent",
            "station__election",
            "decider",
            "contact_agency",
            "signal_station__region",
            "signal_confirmed_by",
        )


def flagged(election_id: int, kind: str) -> StationQuerySet:
    """Keep the stations of an election with an open risk of a kind, at the station or at a region above it."""
    flags = Flag.objects.of(election_id).open().filter(kind=kind)
    stations: StationQuerySet = PollingStation.objects.of(election_id)
    here = Exists(flags.filter(station=OuterRef("pk")))
    above = Exists(flags.filter(region__code__in=[Left(OuterRef("region_id"), length) for length in LEVELS]))
    return stations.filter(here | above)


def blank_spots(election_id: int) -> StationQuerySet:
    """Keep the stations of an election that have an open blank-spot risk: those that need a plan."""
    return flagged(election_id, Kind.BLANK_SPOT)


def with_plan(stations: StationQuerySet) -> StationQuerySet:
    """Add `plan_state` and `means` ("" without a plan) to stations."""
    state = Case(
        When(fallback_plan__isnull=True, then=Value(PlanState.MISSING.value)),
        When(fallback_plan__lacks__len=0, then=Value(PlanState.COMPLETE.value)),
        default=Value(PlanState.INCOMPLETE.value),
        output_field=CharField(),
    )
    return stations.annotate(plan_state=state, means=F("fallback_plan__means"))


def with_signal(election_id: int) -> StationQuerySet:
    """Keep the placed stations of an election that are known to have signal and that no open risk contradicts.

    The newest accepted statement about signal there decides; a position that is only the district's centre is none.
    """
    said = Observation.objects.of(election_id).counting().filter(station=OuterRef("pk"), kind=Kind.BLANK_SPOT)
    newest = said.order_by("-observed_at", "-pk").values("grade")[:1]
    risky = Flag.objects.of(election_id).open().filter(station=OuterRef("pk"), kind=Kind.BLANK_SPOT)
    heard = Observation.objects.of(election_id).filter(
        station=OuterRef("pk"), kind=Kind.BLANK_SPOT, standing=Standing.ACCEPTED, grade__in=SIGNALS
    )
    stations: StationQuerySet = PollingStation.objects.of(election_id).placed()
    known = stations.filter(Exists(heard), ~Exists(risky)).exclude(position_source=PositionSource.DISTRICT_CENTRE)
    return known.annotate(signal=models.Subquery(newest)).filter(signal__in=SIGNALS)


def around(boxes: list[tuple[int, int]]) -> Q:
    """Give the condition that a station's cell lies in one of some ranges [first, end)."""
    found = Q(pk__in=[])
    for first, end in boxes:
        found |= Q(cell__gte=first, cell__lt=end)
    return found
