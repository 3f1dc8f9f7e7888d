"""The words of change for the map: drawing the areas of an election's regions."""

from collections.abc import Callable
from datetime import datetime

import shapely
from django.db import transaction

from desk.map import querysets, shapes, squares
from desk.map.models import Area, AreaSet, SquareSet
from desk.work.actions import enqueue
from desk.work.models import Job
from tps import codes, reference
from tps.models import Election

KIND, SUMS = "map.areas", "map.squares"


def draw_if_never_drawn(election_id: int, *, at: datetime) -> None:
    """Ask for areas when there are none yet and nobody has asked, so that the first look at a map starts the work."""
    if not AreaSet.objects.filter(election_id=election_id).exists():
        _ask(election_id, at)


def draw_where_changed(*, at: datetime) -> int:
    """Ask for new areas of every election whose stations have come, gone or moved; gives how many were asked for."""
    asked = 0
    drawn = dict(AreaSet.objects.values_list("election_id", "fingerprint"))
    for election_id in Election.objects.values_list("pk", flat=True):
        now = querysets.fingerprint(election_id)
        if now != drawn.get(election_id, querysets.NOTHING):
            asked += _ask(election_id, at)
    return asked


def sum_up_where_wanted(*, at: datetime) -> int:
    """Ask for the sums of every large election that has none, and of every square in which something has changed."""
    return sum(_ask(each, at, SUMS) for each in squares.wanting(Election.objects.values_list("pk", flat=True)))


def sum_up(election_id: int, *, at: datetime) -> dict[str, int]:
    """Sum an election up by square, or again where something has changed."""
    if SquareSet.objects.filter(election_id=election_id, ready=True).exists():
        return {"marks": squares.refresh(election_id)}
    squares.begin(election_id, at=at)
    return {"marks": 0}


def draw(election_id: int, *, at: datetime, report: Callable[[int, int], None]) -> dict[str, int]:
    """Draw the areas of all levels anew and put them in place of the old ones."""
    mark = querysets.fingerprint(election_id)
    areas = _all_levels(querysets.seeds(election_id), report)
    with transaction.atomic():
        Election.objects.select_for_update().get(pk=election_id)
        AreaSet.objects.filter(election_id=election_id).delete()
        kept = AreaSet.objects.create(election_id=election_id, fingerprint=mark, made_at=at)
        Area.objects.bulk_create(_area(kept, code, area) for code, area in areas.items() if not area.is_empty)
    return {"areas": len(areas)}


def _area(kept: AreaSet, code: str, area: shapes.BaseGeometry) -> Area:
    longitude, latitude = shapes.middle(area)
    return Area(
        area_set=kept,
        region_id=code,
        level=codes.level(code),
        geometry=shapes.geojson(area),
        label_longitude=longitude,
        label_latitude=latitude,
    )


def _all_levels(seeds: list[shapes.Seed], report: Callable[[int, int], None]) -> dict[str, shapes.BaseGeometry]:
    land = shapes.land_of(reference.coast())
    province = shapes.land_of(reference.province())
    areas = shapes.derive(seeds, shapely.intersection(land, province), report, ground=land)
    regencies = shapes.joined(areas, 5)
    return areas | shapes.joined(areas, 8) | regencies | shapes.joined(regencies, 2)


def _ask(election_id: int, at: datetime, kind: str = KIND) -> bool:
    payload = {"election_id": election_id}
    if Job.objects.open().filter(kind=kind, payload=payload).exists():
        return False
    enqueue(kind, payload, actor=None, at=at)
    return True
