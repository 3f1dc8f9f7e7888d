"""The words of change for positions: a person says where a station really is, and why."""

from datetime import datetime

from desk.context import Actor, acting
from tps.models import PollingStation

DIGITS = 6  # decimals of a degree: about 11 cm


def set_position(
    station: PollingStation,
    *,
    latitude: float,
    longitude: float,
    source: str,
    reason: str,
    actor: Actor | None,
    at: datetime,
) -> bool:
    """Move a station to a position (degrees WGS 84) of a source; False when it is there already.

    A later roster import leaves a position that a person has set as it is.
    """
    with acting(actor, "tps.position", reason=reason, place=station.region_id, at=at.isoformat()):
        row = PollingStation.objects.select_for_update().get(pk=station.pk)
        wanted = (round(latitude, DIGITS), round(longitude, DIGITS), source)
        if (row.latitude, row.longitude, row.position_source) == wanted:
            return False
        row.latitude, row.longitude, row.position_source = wanted
        row.save(update_fields=["latitude", "longitude", "position_source"])
    station.refresh_from_db()
    return True
