"""What the pages and sheets of fallback plans read, put into words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk import clock
from desk.agencies.models import Contact
from desk.recap.models import FallbackPlan
from desk.recap.plans import rules, sheets
from desk.recap.plans.kinds import Means, PlanState
from desk.recap.plans.querysets import blank_spots, with_plan
from risks.details import compass_word
from risks.kinds import Grade, Kind
from risks.models import Observation
from tps.kinds import PositionSource
from tps.models import PollingStation
from tps.querysets import StationQuerySet
from tps.search_near import kilometres


@dataclass(frozen=True, slots=True)
class Standing:
    """How many stations without signal there are, and how many of them have no plan or not a whole one."""

    total: int
    missing: int
    incomplete: int
    lacks: dict[str, int]

    @property
    def sentence(self) -> str:
        """Say it in one sentence with the reasons."""
        return rules.told(self.total, self.missing, self.incomplete, self.lacks)


def standing(election_id: int, place: str) -> Standing:
    """Count the plans of the stations without signal in a region; two queries."""
    rows = with_plan(blank_spots(election_id).within(place)).order_by()
    counts = rows.aggregate(
        total=Count("pk"),
        missing=Count("pk", filter=Q(plan_state=PlanState.MISSING)),
        incomplete=Count("pk", filter=Q(plan_state=PlanState.INCOMPLETE)),
    )
    reasons: Counter[str] = Counter()
    if counts["incomplete"]:
        lists = rows.filter(plan_state=PlanState.INCOMPLETE).values_list("fallback_plan__lacks").annotate(n=Count("pk"))
        for lacks, number in lists:
            for lack in lacks:
                reasons[lack] += number
    return Standing(counts["total"], counts["missing"], counts["incomplete"], dict(reasons))


def signal_words(plan: FallbackPlan) -> str:
    """Give the signal point with distance and direction, and whether a person has confirmed it."""
    if not plan.signal_name:
        return ""
    parts = [plan.signal_name]
    if plan.signal_metres is not None:
        parts.append(kilometres(plan.signal_metres))
    if plan.signal_bearing is not None:
        parts.append(f"{compass_word(plan.signal_bearing)} ({plan.signal_bearing}°)")
    if plan.signal_confirmed_at is None:
        parts.append(_("usulan, belum dipastikan"))
    return " · ".join(parts)


def contacts(plans: Iterable[FallbackPlan], on: date) -> dict[tuple[int, str], Contact]:
    """Give the contacts that hold on a day, by agency id and role, for some plans; one query."""
    wanted = {(each.contact_agency_id, each.contact_role) for each in plans if each.contact_agency_id}
    if not wanted:
        return {}
    rows = Contact.objects.valid(on).filter(agency__in={agency for agency, _role in wanted}).select_related("agency")
    return {(each.agency_id, each.role): each for each in rows.order_by("pk") if (each.agency_id, each.role) in wanted}


def grades(stations: Sequence[int]) -> dict[int, str]:
    """Give the newest accepted grade of signal of some stations, in words; one query."""
    said = Observation.objects.counting().filter(station__in=stations, kind=Kind.BLANK_SPOT)
    rows = said.order_by("station", "observed_at", "pk").values_list("station", "grade", "observed_at", "source__name")
    return {
        station: _("%(grade)s menurut %(source)s, %(day)s")
        % {
            "grade": Grade(grade).label if grade else _("tanpa tingkat"),
            "source": source,
            "day": date_format(clock.local(seen), "j F Y"),
        }
        for station, grade, seen, source in rows
    }


def for_sheets(election_id: int, place: str) -> StationQuerySet:
    """Keep the stations of a region that get a sheet: those without signal, in the order of their codes."""
    return blank_spots(election_id).within(place).with_place().order_by("code")


def pages(stations: Sequence[PollingStation], at: datetime) -> list[sheets.Page]:
    """Give the sheets of some stations; three queries."""
    plans = {each.station_id: each for each in FallbackPlan.objects.for_page().filter(station__in=stations)}
    held = contacts(plans.values(), clock.local(at).date())
    said = grades([each.pk for each in stations])
    return [_page(each, plans.get(each.pk), held, said.get(each.pk, "")) for each in stations]


def _page(
    station: PollingStation, plan: FallbackPlan | None, held: dict[tuple[int, str], Contact], state: str
) -> sheets.Page:
    plan = plan or FallbackPlan(station=station, lacks=[each.value for each in rules.lacks(rules.Facts())])
    district = station.region.parent
    regency = district.parent if district else None
    return sheets.Page(
        station=f"TPS {station.number:03d} {station.region.name}",
        code=station.code,
        place=", ".join(
            [
                _("Kecamatan %(name)s") % {"name": district.name if district else ""},
                regency.name if regency else "",
            ]
        ),
        address=station.address,
        position=_position(station),
        voters="" if station.voters is None else str(station.voters),
        state=state,
        means=str(Means(plan.means).label) if plan.means else "",
        reserve=str(Means(plan.reserve).label) if plan.reserve else "",
        signal=signal_words(plan),
        bearing=plan.signal_bearing,
        decider=", ".join(each for each in (plan.decider_role, plan.decider.name if plan.decider else "") if each),
        leaves=hour(plan.leaves_at),
        hands_over=hour(plan.hands_over_at),
        permission=plan.permission,
        note=plan.note,
        lacks=plan.lack_words,
        steps=rules.steps(plan.means),
        reserve_steps=rules.steps(plan.reserve)[2:] if plan.reserve else [],
        phones=_phones(plan, held),
    )


def _phones(plan: FallbackPlan, held: dict[tuple[int, str], Contact]) -> list[tuple[str, str]]:
    if not plan.contact_agency:
        return []
    found = held.get((plan.contact_agency_id or 0, plan.contact_role))
    who = f"{plan.contact_agency.name}, {plan.contact_role}"
    return [(who, found.phone if found else _("kontak tidak berlaku lagi"))]


def _position(station: PollingStation) -> str:
    if station.latitude is None or station.longitude is None:
        return ""
    words = f"{station.latitude:.5f}, {station.longitude:.5f}"
    source = PositionSource(station.position_source)
    return _("%(position)s (%(source)s)") % {"position": words, "source": source.label}


def hour(at: datetime | None) -> str:
    """Give a moment as day and hour in the province's zone, "" for none."""
    return date_format(clock.local(at), "j F Y H.i") + " WIB" if at else ""
