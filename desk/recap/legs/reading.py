"""What the pages of courier legs read: lateness by the ladder, custody, and the drawing of those under way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.recap.legs import rules
from desk.recap.legs.kinds import Cargo, Holder, LegState
from desk.recap.models import CourierLeg, HandOver

MOST_DRAWN = 500
HOUR = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A leg as a list shows it: its state, by how many minutes it is late, and the rung of the ladder."""

    leg: CourierLeg
    state: LegState
    late: int
    step: int

    @property
    def late_words(self) -> str:
        """Say how late it is, "" when it is not."""
        return duration(self.late) if self.late else ""

    @property
    def step_words(self) -> str:
        """Say whom to call now."""
        return ladder_words()[self.step - 1] if self.step and self.state is not LegState.ARRIVED else ""

    @property
    def tone(self) -> str:
        """Give the tone of the lateness."""
        return ("", "warn", "bad", "bad")[self.step]


def ladder() -> tuple[int, int, int]:
    """Give the minutes of lateness at which each rung begins."""
    return settings.DESK_LEG_LATE_FIRST, settings.DESK_LEG_LATE_SECOND, settings.DESK_LEG_LATE_THIRD


def ladder_words() -> tuple[str, str, str]:
    """Say what to do on each rung."""
    return (
        _("hubungi kurir lewat PPK"),
        _("hubungi KPU kabupaten/kota dan Panwascam"),
        _("laporkan kepada ketua pelaksana desk"),
    )


def duration(minutes: int) -> str:
    """Give minutes as people say them: "45 menit", "3 jam 10 menit"."""
    hours, rest = divmod(minutes, HOUR)
    parts = [ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours}] if hours else []
    if rest or not hours:
        parts.append(ngettext("%(n)d menit", "%(n)d menit", rest) % {"n": rest})
    return " ".join(parts)


def line(leg: CourierLeg, at: datetime) -> Line:
    """Give a leg as a list shows it at a moment."""
    late = leg.late(at)
    return Line(leg, leg.standing, late, rules.step(late, ladder()))


def custody(hand_overs: Iterable[HandOver]) -> list[tuple[str, str, rules.Custody]]:
    """Say who holds box and form after the hand-overs of a station: what, who, and since when."""
    given = [
        rules.Given(each.cargo, each.giver, each.receiver, each.happened_at, len(each.signatures.all()) == 2)
        for each in hand_overs
    ]
    found = rules.custody(given, holder=Holder.KPPS)
    return [(str(Cargo(thing).label), str(Holder(held.holder).label), held) for thing, held in found.items()]


def drawn(legs: Iterable[CourierLeg], at: datetime) -> dict[str, Any]:
    """Give legs as GeoJSON: a line where both ends are known, else a point; (longitude, latitude) in degrees."""
    features = []
    for leg in legs:
        shown = line(leg, at)
        shape = _shape(leg)
        if shape is None:
            continue
        features.append(
            {
                "type": "Feature",
                "geometry": shape,
                "properties": {
                    "url": reverse("leg", args=[leg.pk]),
                    "name": str(leg),
                    "station": str(leg.station),
                    "mode": str(leg.get_mode_display()),
                    "late": shown.late_words,
                    "step": shown.step,
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _shape(leg: CourierLeg) -> dict[str, Any] | None:
    station = leg.station
    known = station.latitude is not None and not station.approximate and not leg.from_place
    start = [station.longitude, station.latitude] if known else None
    goal = [leg.to_longitude, leg.to_latitude] if leg.to_latitude is not None else None
    if start and goal:
        return {"type": "LineString", "coordinates": [start, goal]}
    one = start or goal
    return {"type": "Point", "coordinates": one} if one else None
