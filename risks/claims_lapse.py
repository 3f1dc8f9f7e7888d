"""Which statements of a list have lapsed: water that somebody saw too long ago, and "dry" from before that water."""

from datetime import datetime, timedelta

from django.db.models import BooleanField, Case, Exists, Expression, OuterRef, Q, Value, When

from risks.kinds import SIGHTINGS, Grade, Kind, Standing
from risks.models import Observation
from risks.speaking import Rule

_SEEN = ", ".join(repr(each.value) for each in sorted(SIGHTINGS))
_OLD = f"said.grade IN ({_SEEN}) AND said.observed_at <= spans.lapse"
# Over every statement of one source about one station by the end of one list; aliases as in claims_lists.
STALE = f"""coalesce({_OLD} OR said.grade = '{Grade.DRY.value}' AND said.observed_at <
    max(said.observed_at) FILTER (WHERE {_OLD}) OVER (PARTITION BY spans.source_id, spans.until, said.station_id),
    false)"""


def lapse_limit(rule: Rule, at: datetime, until: datetime | None = None) -> datetime:
    """Give up to when sightings have lapsed: at a moment, or for an older list at the end of its last day."""
    return (min(until, at) if until else at) - timedelta(hours=rule.sighting_hours)


def stale_sql(kind: str) -> str:
    """Give the condition as SQL on `said` and `spans`; only water lapses."""
    return STALE if kind == Kind.FLOOD else "false"


def stale(kind: str, lapse: datetime) -> Expression:
    """Give the condition as an expression on observations of one source."""
    if kind != Kind.FLOOD:
        return Value(False, output_field=BooleanField())
    old = Q(grade__in=[each.value for each in SIGHTINGS], observed_at__lte=lapse)
    overtaken = Observation.objects.filter(
        old,
        standing=Standing.ACCEPTED,
        election=OuterRef("election"),
        station=OuterRef("station"),
        source=OuterRef("source"),
        kind=Kind.FLOOD,
        observed_at__gt=OuterRef("observed_at"),
    )
    lapsed = old | (Q(grade=Grade.DRY) & Exists(overtaken))
    return Case(When(lapsed, then=Value(True)), default=Value(False), output_field=BooleanField())
