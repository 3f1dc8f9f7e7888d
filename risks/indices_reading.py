"""Published scores of a region and of the regions just below it, for pages that show them beside our own counts."""

from risks.instruments import DEFINITIONS
from risks.models import IndexScore, Instrument
from tps.models import Region


def scores_of(region: Region, below: list[Region]) -> list[IndexScore]:
    """Give the published scores by instrument (newest version first) and region, the region itself before its parts."""
    codes = [region.pk, *(each.pk for each in below)]
    rows = IndexScore.objects.filter(region__in=codes).for_table()
    return list(rows.order_by("instrument__code", "-instrument__version", "region_id", "source"))


def instruments() -> list[Instrument]:
    """Give the instruments that stand, and beside them those the desk knows by reference (not stored yet)."""
    found = list(Instrument.objects.all())
    known = {(each.code, each.version) for each in found}
    return found + [
        Instrument(
            code=each.code,
            version=each.version,
            name=each.name,
            publisher=each.publisher,
            dimensions=list(each.dimensions),
            subdimensions=each.subdimensions,
            indicators=each.indicators,
        )
        for each in DEFINITIONS
        if (each.code, each.version) not in known
    ]
