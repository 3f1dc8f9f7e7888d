"""The words of reading what areas are drawn from."""

from django.db.models import Avg, Count, Sum
from django.db.models.functions import Left, Mod

from desk.map.shapes import Seed
from tps.kinds import Level, PositionSource
from tps.models import PollingStation, Region

DISTRICT = 8  # characters of a dotted district code
_PRIME = 1_000_003
DRAWING = 2  # raised when areas are drawn otherwise than before, so that all are drawn anew
NOTHING = f"0-0-0-{DRAWING}"


def fingerprint(election_id: int) -> str:
    """Give a short text that changes when a station comes, goes or moves."""
    facts = (
        PollingStation.objects.of(election_id)
        .placed()
        .aggregate(count=Count("pk"), cells=Sum(Mod("cell", _PRIME)), own=Sum(Mod("cell", 7919)))
    )
    return f"{facts['count']}-{facts['cells'] or 0}-{facts['own'] or 0}-{DRAWING}"


def seeds(election_id: int) -> list[Seed]:
    """Give the points that stand for villages, and one for each district without a real position of its own."""
    placed = PollingStation.objects.of(election_id).placed()
    real = placed.exclude(position_source=PositionSource.DISTRICT_CENTRE)
    found = [Seed(*row) for row in real.order_by("pk").values_list("longitude", "latitude", "region_id")]
    known = {seed.code[:DISTRICT] for seed in found}
    centres = (
        placed.filter(position_source=PositionSource.DISTRICT_CENTRE)
        .annotate(district=Left("region_id", DISTRICT))
        .values_list("district")
        .annotate(x=Avg("longitude"), y=Avg("latitude"))
        .order_by("district")
    )
    found += [Seed(x, y, district) for district, x, y in centres if district not in known]
    return found + _silent({seed.code[:DISTRICT] for seed in found}) if found else []


def _silent(known: set[str]) -> list[Seed]:
    """Give the centres of districts without stations, so that their neighbours do not grow over them."""
    rows = Region.objects.at_level(Level.DISTRICT).filter(latitude__isnull=False).exclude(pk__in=known)
    return [Seed(*row) for row in rows.order_by("pk").values_list("longitude", "latitude", "code")]
