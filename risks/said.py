"""What all sources say of all kinds, counted by region in one query, by the rule of risks.summaries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Exists, IntegerField, Max, OuterRef, Q, When
from django.db.models.functions import Left

from risks import policy
from risks.kinds import SIGHTINGS, Grade, Kind, Standing
from risks.models import Observation


@dataclass(frozen=True, slots=True)
class Said:
    """TPS of one region of which one source's word is this grade; `as_of` is the newest of these words."""

    kind: str
    source: str
    name: str
    region: str
    grade: str
    stations: int
    as_of: datetime


def said_by_region(election_id: int, length: int, at: datetime, within: str = "") -> Iterator[Said]:
    """Count the distinct TPS by kind, source, region (a dotted code of so many characters) and grade; one query.

    For each source and TPS speaks the newest verified observation from before `at`, else the newest; sightings of
    water that had lapsed by then, and "dry" from before them, say nothing.
    """
    rows = Observation.objects.of(election_id).within(within).counting()
    rows = rows.filter(station__isnull=False, observed_at__lt=at)
    limit = at - timedelta(hours=policy.speaking().sighting_hours)
    lapsed = Q(kind=Kind.FLOOD, grade__in=SIGHTINGS, observed_at__lte=limit)
    overtaken = Observation.objects.filter(
        lapsed,
        standing=Standing.ACCEPTED,
        election=OuterRef("election"),
        station=OuterRef("station"),
        source=OuterRef("source"),
        observed_at__gt=OuterRef("observed_at"),
    )
    rows = rows.exclude(lapsed).exclude(Q(kind=Kind.FLOOD, grade=Grade.DRY) & Exists(overtaken))
    checked = Case(When(verified_at__lt=at, then=1), default=0, output_field=IntegerField())
    newest = (
        rows.annotate(checked=checked)
        .order_by("kind", "source_id", "station_id", "-checked", "-observed_at", "-pk")
        .distinct("kind", "source_id", "station_id")
        .values("pk")
    )
    counted = (
        Observation.objects.filter(pk__in=newest)
        .order_by()
        .annotate(place=Left("station__region_id", length))
        .values_list("kind", "source__code", "source__name", "place", "grade")
        .annotate(stations=Count("pk"), as_of=Max("observed_at"))
        .order_by("kind", "source__code", "place", "grade")
    )
    for row in counted:
        yield Said(*row)
