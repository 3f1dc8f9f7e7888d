"""Reads what stands beside a station on the map: signal and reserve sites nearby, each with how far and which way."""

from dataclasses import dataclass

from desk.recap.models import Relocation
from desk.recap.plans.proposing import propose
from desk.recap.plans.rules import bearing
from risks.details import compass_word
from risks.kinds import Grade, Kind
from risks.models import Observation
from tps.models import PollingStation
from tps.search_near import kilometres, metres

NEAR = 0.5  # degrees, about 55 km: what lies farther is no neighbour


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A place near a station: its name, what is known of it, how far and which way ("" where that is not known)."""

    name: str
    said: str
    far: str
    way: str
    code: str = ""
    mode: str = ""
    own: bool = False


def signal(station: PollingStation) -> Neighbour | None:
    """Give where the nearest signal is that somebody has spoken of; None where nobody has, within 25 km."""
    point = propose([station]).get(station.pk)
    if point is None:
        return None
    # How people get about here is known only where somebody said so of this station.
    ways = Observation.objects.counting().filter(station=station, kind=Kind.ACCESS).exclude(mode="")
    last = ways.order_by("-observed_at", "-pk").first()
    there = PollingStation.objects.filter(pk=point.station_id).first() if point.station_id else None
    return Neighbour(
        point.name,
        str(Grade(point.grade).label) if point.grade else "",
        "" if point.metres is None else kilometres(point.metres),
        point.compass,
        there.code if there else "",
        str(last.get_mode_display()) if last else "",
    )


def reserve(station: PollingStation) -> Neighbour | None:
    """Give the station's own reserve site, else the nearest one of another station; None within about 55 km."""
    sites = Relocation.objects.of(station.election_id).select_related("station__region")
    own = sites.filter(station=station).first()
    if own is not None:
        return _site(station, own, own=True)
    if station.latitude is None or station.longitude is None:
        return None
    here = (station.latitude, station.longitude)
    near = sites.filter(
        latitude__range=(here[0] - NEAR, here[0] + NEAR), longitude__range=(here[1] - NEAR, here[1] + NEAR)
    )
    nearest = min(near, key=lambda site: metres(here, (site.latitude or 0.0, site.longitude or 0.0)), default=None)
    return _site(station, nearest, own=False) if nearest else None


def _site(station: PollingStation, site: Relocation, *, own: bool) -> Neighbour:
    far = way = ""
    if None not in (station.latitude, station.longitude, site.latitude, site.longitude):
        here, there = (station.latitude or 0.0, station.longitude or 0.0), (site.latitude or 0.0, site.longitude or 0.0)
        far, way = kilometres(round(metres(here, there))), compass_word(bearing(here, there))
    return Neighbour(site.site, str(site.get_state_display()), far, way, site.station.code, own=own)
