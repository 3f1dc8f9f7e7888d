"""How long risks have stood in their status, in buckets whose edges are the usual limits, for the database."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import DateTimeField, F, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, IsNull, LessThanOrEqual
from django.utils.translation import gettext_lazy as _

DAY, THREE_DAYS, WEEK, FORTNIGHT, OLDER, UNKNOWN = "24h", "3d", "7d", "14d", "older", "unknown"
CHOICES = (
    (DAY, _("kurang dari 24 jam")),
    (THREE_DAYS, _("1–3 hari")),
    (WEEK, _("3–7 hari")),
    (FORTNIGHT, _("1–2 minggu")),
    (OLDER, _("2 minggu ke atas")),
    (UNKNOWN, _("umur tidak diketahui")),
)
# Hours from which a bucket begins, and before which it ends; one that begins at a limit of ageing holds the stale ones.
HOURS: Mapping[str, tuple[int, int | None]] = {
    DAY: (0, 24),
    THREE_DAYS: (24, 72),
    WEEK: (72, 168),
    FORTNIGHT: (168, 336),
    OLDER: (336, None),
}


def entered() -> Coalesce:
    """Give when a risk entered its status; rows from before the date was kept are as old as their last known step."""
    return Coalesce(F("since"), F("verified_at"), F("reported_at"), output_field=DateTimeField())


def within_age(bucket: str, at: datetime) -> Q:
    """Give the condition that a risk's age at a moment lies in a bucket; what is of unknown age lies in its own."""
    if bucket == UNKNOWN:
        return Q(IsNull(entered(), True))
    first, last = HOURS[bucket]
    found = Q(IsNull(entered(), False))
    if first:
        found &= Q(LessThanOrEqual(entered(), at - timedelta(hours=first)))
    if last is not None:
        found &= Q(GreaterThan(entered(), at - timedelta(hours=last)))
    return found
