"""Courier legs as things of which the desk reminds: due when they should leave, then when they should arrive.

Its agency is the one that the station's fallback plan says to call, else the one that decides, else whoever answers for
logistics there. A leg for which nobody is known is reminded of by nobody; the leg's page says so.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Case, F, When
from django.urls import reverse
from django.utils.translation import gettext as _

from desk.agencies.models import Agency
from desk.coordination.jurisdiction_duty import proposed_owners
from desk.coordination.reminders.things import Thing, register
from desk.recap.legs.querysets import OPEN
from desk.recap.models import CourierLeg, FallbackPlan
from desk.recap.reminding.few import AHEAD, Few
from risks.kinds import Kind
from tps.models import PollingStation

LEG = "leg"


def things_of(legs: Iterable[CourierLeg], at: datetime) -> list[Thing]:
    """Give legs as things; those without an agency are left out. Six queries at most, whatever their number."""
    rows = list(legs)
    owners = _owners({each.station_id for each in rows}, at)
    return [_thing(each, owners[each.station_id]) for each in rows if each.station_id in owners]


def _thing(leg: CourierLeg, agency: Agency) -> Thing:
    waits = _("%(leg)s: belum tiba") if leg.left_at else _("%(leg)s: belum berangkat")
    return Thing(
        kind=LEG,
        pk=leg.pk,
        number=_("Kurir"),
        title=waits % {"leg": leg},
        url=reverse("leg", args=[leg.pk]),
        agency=agency,
        due_at=leg.arrives_at if leg.left_at else leg.leaves_at,
        made_at=leg.left_at or leg.made_at,
        # A box on the way does not wait for tomorrow's digest.
        urgent=True,
        running=leg.election.current,
    )


def _owners(stations: set[int], at: datetime) -> dict[int, Agency]:
    if not stations:
        return {}
    chosen = {
        station: contact or decider
        for station, contact, decider in FallbackPlan.objects.filter(station__in=stations).values_list(
            "station", "contact_agency", "decider"
        )
        if contact or decider
    }
    left = PollingStation.objects.filter(pk__in=stations - chosen.keys())
    if stations - chosen.keys():
        chosen = proposed_owners(left, Kind.LOGISTICS, at) | chosen
    agencies: dict[int, Agency] = Agency.objects.active().in_bulk(set(chosen.values()))
    return {station: agencies[pk] for station, pk in chosen.items() if pk in agencies}


class Legs(Few):
    """Reads the legs of the current election that have not arrived."""

    kind = LEG

    def waiting(self, at: datetime, most: int) -> list[Thing]:
        """Give those that are due by the day after tomorrow."""
        due = Case(When(left_at__isnull=True, then=F("leaves_at")), default=F("arrives_at"))
        rows = CourierLeg.objects.filter(OPEN, election__current=True).annotate(due=due).filter(due__lte=at + AHEAD)
        found = list(rows.for_table().order_by("due", "pk")[:most])
        if not found:
            return []
        resting = set(self.unheard(at))
        return things_of([each for each in found if each.pk not in resting], at)

    def find(self, pk: int) -> Thing | None:
        """Give one leg, also one that has arrived."""
        row = CourierLeg.objects.for_table().filter(pk=pk).first()
        return next(iter(things_of([row], row.made_at)), None) if row else None


register(Legs())
