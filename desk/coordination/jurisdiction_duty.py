"""Who is responsible here: for a station or region and a kind of risk, or for many stations at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from desk import clock
from desk.agencies.models import Agency, Contact
from desk.coordination.jurisdiction_area import Cover
from desk.coordination.jurisdiction_kinds import NEARNESS, USUAL, Body
from desk.coordination.jurisdiction_reading import UNREAL, ground
from desk.coordination.models import Jurisdiction, Responsibility
from tps.models import Election, PollingStation, Region


@dataclass(frozen=True, slots=True)
class Duty:
    """An agency that answers, by which jurisdiction, and why; `partial` when it holds only part of a region.

    `reachable` says whether the agency has a duty contact that still holds.
    """

    agency: Agency
    jurisdiction: Jurisdiction
    why: str
    step: int
    partial: bool = False
    reachable: bool = True


def orders() -> dict[str, tuple[str, ...]]:
    """Give for each kind of risk the kinds of bodies that answer, in order: the desk's own rows, else the usual."""
    own: dict[str, list[str]] = {}
    for kind, body in Responsibility.objects.order_by("kind", "position").values_list("kind", "body"):
        own.setdefault(kind, []).append(body)
    return {str(kind): tuple(own.get(kind) or (str(body.value) for body in usual)) for kind, usual in USUAL.items()}


def responsible(place: PollingStation | Region, kind: str, at: datetime) -> list[Duty]:
    """Tell who answers for a kind of risk at a station or in a region, in order; closed agencies do not."""
    if isinstance(place, PollingStation):
        rows = PollingStation.objects.filter(pk=place.pk)
        return list(responsible_many(rows, kind, at).get(place.pk, ()))
    found = _Duties(kind, at)
    return found.of_region(place.code)


def responsible_many(stations: QuerySet[PollingStation], kind: str, at: datetime) -> dict[int, tuple[Duty, ...]]:
    """Tell for each of some stations, by its id, who answers; three queries whatever their number."""
    return _Duties(kind, at).of_stations(stations)


def proposed_owner(place: PollingStation | Region, kind: str, at: datetime) -> Agency | None:
    """Give the agency that a form should propose as owner of a risk or task; None where nobody answers."""
    return next((duty.agency for duty in responsible(place, kind, at)), None)


def proposed_owners(stations: QuerySet[PollingStation], kind: str, at: datetime) -> dict[int, int]:
    """Give for each of some stations the id of the agency that comes first; those without one are left out."""
    return {pk: duties[0].agency.pk for pk, duties in responsible_many(stations, kind, at).items() if duties}


def all_kinds(place: PollingStation | Region, at: datetime) -> dict[str, list[Duty]]:
    """Tell who answers at a place for each kind of risk; as many queries as for one kind."""
    found = _Duties("", at)
    code = place.region_id if isinstance(place, PollingStation) else place.code
    return {kind: found.here(place, code, kind) for kind in USUAL}


class _Duties:
    """The jurisdictions that hold at a moment, ready to be asked; reads them once."""

    def __init__(self, kind: str, at: datetime) -> None:
        today: date = clock.local(at).date()
        self.orders = orders()
        self.kind = kind
        wanted = set(self.orders.get(kind, ())) if kind else {body for each in self.orders.values() for body in each}
        contact = Contact.objects.valid(today).filter(agency=OuterRef("agency"))
        rows = Jurisdiction.objects.valid(today).filter(kind__in=wanted, agency__active=True)
        self.rows = list(rows.select_related("agency").annotate(reachable=Exists(contact)))
        self.cover = Cover([ground(row) for row in self.rows])
        self._told: dict[tuple[frozenset[int], frozenset[int], str], tuple[Duty, ...]] = {}

    def of_stations(self, stations: QuerySet[PollingStation]) -> dict[int, tuple[Duty, ...]]:
        """Give the duties of each station by its id."""
        columns = ("pk", "region_id", "longitude", "latitude", "position_source")
        asked = list(stations.order_by().values_list(*columns))
        shapes = self._in_shapes(asked)
        found = {}
        for index, (pk, code, *_rest) in enumerate(asked):
            belongs, barred = self.cover.village(code)
            drawn = shapes.get(index, frozenset()) - barred
            found[pk] = self._tell(belongs | drawn, drawn - belongs, self.kind)
        return found

    def of_region(self, code: str, kind: str = "") -> list[Duty]:
        """Give the duties of a region; an area that holds only part of it says so."""
        stations = self._placed_in(code) if self.cover.shaped else []
        shapes = self._in_shapes(stations)
        touched: set[int] = set().union(*shapes.values()) if shapes else set()
        whole: set[int] = set()
        part: set[int] = set()
        for index, area in enumerate(self.cover.grounds):
            if area.says(code) is True:
                (part if area.pierced(code) else whole).add(index)
            elif area.touches(code) or (index in touched and area.says(code) is None):
                part.add(index)
        duties = self._tell(frozenset(whole | part), frozenset(touched & part), kind or self.kind)
        held = {self.rows[index].pk for index in part}
        return [Duty(d.agency, d.jurisdiction, d.why, d.step, d.jurisdiction.pk in held, d.reachable) for d in duties]

    def here(self, place: PollingStation | Region, code: str, kind: str) -> list[Duty]:
        """Give the duties of a place for one kind."""
        if isinstance(place, Region):
            return self.of_region(code, kind)
        belongs, barred = self.cover.village(code)
        row = (place.pk, code, place.longitude, place.latitude, place.position_source)
        drawn = self._in_shapes([row]).get(0, frozenset()) - barred
        return list(self._tell(belongs | drawn, drawn - belongs, kind))

    def _placed_in(self, code: str) -> list[tuple]:
        election = Election.objects.running().first()
        rows = PollingStation.objects.of(election.pk if election else 0).within(code)
        return list(rows.order_by().values_list("pk", "region_id", "longitude", "latitude", "position_source"))

    def _in_shapes(self, asked: Sequence[tuple]) -> Mapping[int, frozenset[int]]:
        """Give for each asked row, by its place in the list, the areas whose shape it lies in."""
        known = [index for index, row in enumerate(asked) if row[4] not in UNREAL]
        if not known or not self.cover.shaped:
            return {}
        hits = self.cover.points(np.array([asked[index][2:4] for index in known], dtype=float))
        found: dict[int, set[int]] = {}
        for area, lies in hits.items():
            for index in np.flatnonzero(lies):
                found.setdefault(known[index], set()).add(area)
        return {index: frozenset(areas) for index, areas in found.items()}

    def _tell(self, areas: frozenset[int], drawn: frozenset[int], kind: str) -> tuple[Duty, ...]:
        key = (areas, drawn, kind)
        if key not in self._told:
            order = self.orders.get(kind, ())
            rows = sorted(
                (index for index in areas if self.rows[index].kind in order),
                key=lambda index: (
                    order.index(self.rows[index].kind),
                    NEARNESS.get(self.rows[index].agency.level, 9),
                    self.rows[index].name,
                ),
            )
            self._told[key] = tuple(
                Duty(
                    agency=self.rows[index].agency,
                    jurisdiction=self.rows[index],
                    why=self._why(self.rows[index], index in drawn),
                    step=order.index(self.rows[index].kind) + 1,
                    reachable=self.rows[index].reachable,
                )
                for index in rows
            )
        return self._told[key]

    def _why(self, row: Jurisdiction, drawn: bool) -> str:
        body = Body(row.kind).label
        if drawn:
            return _("%(body)s: letaknya di dalam poligon “%(area)s”") % {"body": body, "area": row.name}
        return _("%(body)s: wilayahnya termasuk “%(area)s”") % {"body": body, "area": row.name}
