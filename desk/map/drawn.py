"""The words of reading what is drawn of regions: official boundaries where there are any, else derived areas."""

from typing import Any, NamedTuple

from desk.map.models import Area, Outline
from tps.kinds import Level

ORDER = {level.value: place for place, level in enumerate(Level)}
_COLUMNS = ("region_id", "geometry", "label_longitude", "label_latitude")


class Drawn(NamedTuple):
    """What is drawn of a region: GeoJSON text in degrees WGS 84, where its name stands, and from which level it came.

    `origin` is the level whose official boundaries it was drawn from, empty for one derived from the stations.
    """

    geometry: str
    longitude: float
    latitude: float
    origin: str

    @property
    def approximate(self) -> bool:
        """Tell whether it was derived from the stations."""
        return not self.origin


def areas(election_id: int, level: str, band: int) -> dict[str, Drawn]:
    """Give what is drawn of a level's regions by dotted code; its own official boundaries come first."""
    found: dict[str, Drawn] = {}
    official = Outline.objects.filter(level=level, band=band).values_list("outline_set__level", *_COLUMNS)
    rows: list[Any] = sorted(official, key=lambda row: ORDER[row[0]])
    for origin, code, geometry, longitude, latitude in rows:
        found.setdefault(code, Drawn(geometry, longitude, latitude, origin))
    derived = Area.objects.filter(area_set__election_id=election_id, level=level).exclude(region_id__in=list(found))
    for code, geometry, longitude, latitude in derived.values_list(*_COLUMNS):
        found[code] = Drawn(geometry, longitude, latitude, "")
    return found
