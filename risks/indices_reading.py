"""Published scores of a region and of the regions just below it, for pages that show them beside our own counts."""

from risks.models import IndexScore
from tps.models import Region


def scores_of(region: Region, below: list[Region]) -> list[IndexScore]:
    """Give the published scores by instrument (newest version first) and region, the region itself before its parts."""
    codes = [region.pk, *(each.pk for each in below)]
    rows = IndexScore.objects.filter(region__in=codes).for_table()
    return list(rows.order_by("instrument__code", "-instrument__version", "region_id", "source"))
