"""The filters of the list of meetings: from an address to rows, and back to the filter bar."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desk import clock
from desk.agencies.models import Agency
from desk.coordination.meetings.kinds import AHEAD, MeetingKind, MeetingState
from desk.coordination.meetings.querysets import MeetingQuerySet
from desk.coordination.meetings.rules import LATE_MINUTES

UNTIL = ("tomorrow", "late")  # what Beranda counts
TABS = ("upcoming", "past", "minutes", "all")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the list for; unknown values are left out."""

    tab: str
    text: str
    kinds: tuple[str, ...]
    states: tuple[str, ...]
    hosts: tuple[str, ...]
    invited: tuple[str, ...]
    until: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read an address."""
        tab = query.get("tab", "upcoming")
        return cls(
            tab=tab if tab in TABS else "upcoming",
            text=query.get("q", "")[:100],
            kinds=tuple(each for each in query.getlist("kind") if each in MeetingKind.values),
            states=tuple(each for each in query.getlist("state") if each in MeetingState.values),
            hosts=tuple(each.lower() for each in query.getlist("host") if each),
            until=query.get("until", "") if query.get("until") in UNTIL else "",
            invited=tuple(each.lower() for each in query.getlist("agency") if each)[:20],
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but the tab narrows."""
        return bool(self.text or self.kinds or self.states or self.hosts or self.invited or self.until)

    def base(self, meetings: MeetingQuerySet, at: datetime) -> MeetingQuerySet:
        """Keep what tab and text ask for: the rows that the counts beside the filters count."""
        meetings = meetings.found_by(self.text)
        if self.until == "tomorrow":
            meetings = meetings.before_day(clock.local(at).date() + timedelta(days=2))
        elif self.until == "late":
            meetings = meetings.filter(ends_at__lt=at - timedelta(days=LATE_MINUTES))
        if self.tab == "upcoming":
            return meetings.upcoming(at)
        if self.tab == "past":
            return meetings.past(at)
        return meetings.without_minutes(at) if self.tab == "minutes" else meetings

    def rows(self, base: MeetingQuerySet) -> MeetingQuerySet:
        """Keep what the filter bar asks for."""
        if self.kinds:
            base = base.filter(kind__in=self.kinds)
        if self.states:
            base = base.filter(state__in=self.states)
        if self.hosts:
            base = base.filter(host__code__in=self.hosts)
        if self.invited:
            asked = base.model._default_manager.filter(
                invitations__agency__code__in=self.invited, invitations__withdrawn_at__isnull=True
            )
            base = base.filter(Q(pk__in=asked.order_by().values("pk")) | Q(host__code__in=self.invited))
        return base


def tabs(wanted: Wanted, meetings: MeetingQuerySet, at: datetime) -> list[dict[str, Any]]:
    """Give the tabs with how many meetings each has, in one query."""
    ahead = Q(state__in=AHEAD, ends_at__gte=at)
    counts = meetings.order_by().aggregate(
        upcoming=Count("pk", filter=ahead),
        past=Count("pk", filter=~ahead),
        minutes=Count("pk", filter=Q(state=MeetingState.HELD) | Q(state__in=AHEAD, ends_at__lt=at)),
        all=Count("pk"),
    )
    labels = {
        "upcoming": _("Mendatang"),
        "past": _("Lalu"),
        "minutes": _("Menunggu notulen"),
        "all": _("Semua"),
    }
    return [
        {"url": f"?tab={name}", "label": label, "count": counts[name], "current": wanted.tab == name}
        for name, label in labels.items()
    ]


def bar(wanted: Wanted, base: MeetingQuerySet) -> list[dict[str, Any]]:
    """Give the filter bar, with how many rows each value would show."""
    kinds, states, hosts = (_counts(base, field) for field in ("kind", "state", "host"))
    agencies = Agency.objects.filter(Q(pk__in=hosts) | Q(code__in=wanted.invited)).order_by("name")
    known = list(agencies)
    return [
        {
            "name": "state",
            "label": _("Status"),
            "options": [_option(each.value, each.label, wanted.states, states.get(each, 0)) for each in MeetingState],
        },
        {
            "name": "kind",
            "label": _("Jenis"),
            "options": [_option(each.value, each.label, wanted.kinds, kinds.get(each, 0)) for each in MeetingKind],
        },
        {
            "name": "host",
            "label": _("Penyelenggara"),
            "options": [
                _option(each.code, each.name, wanted.hosts, hosts[each.pk]) for each in known if each.pk in hosts
            ],
        },
        *_invited(wanted, known),
        *_until(wanted),
    ]


def _invited(wanted: Wanted, known: list[Agency]) -> list[dict[str, Any]]:
    """Give the agencies that an address from elsewhere asks for, so that they can be seen and taken away."""
    if not wanted.invited:
        return []
    chosen = [each for each in known if each.code in wanted.invited]
    return [
        {
            "name": "agency",
            "label": _("Diundang"),
            "options": [_option(each.code, each.name, wanted.invited, None) for each in chosen],
        }
    ]


def _until(wanted: Wanted) -> list[dict[str, Any]]:
    """Give the bound that Beranda's address asks for, so that it can be seen and taken away."""
    if not wanted.until:
        return []
    words = {
        "tomorrow": _("Sampai besok"),
        "late": _("Lebih dari %(days)s hari lalu") % {"days": LATE_MINUTES},
    }
    anything = {"value": "", "label": _("Semua"), "selected": False, "count": None}
    that = _option(wanted.until, words[wanted.until], (wanted.until,), None)
    return [{"name": "until", "label": _("Waktu"), "single": True, "options": [anything, that]}]


def _option(value: str, label: Any, chosen: tuple[str, ...], count: int | None) -> dict[str, Any]:
    return {"value": value, "label": capfirst(str(label)), "selected": value in chosen, "count": count}


def _counts(base: MeetingQuerySet, field: str) -> dict[Any, int]:
    return dict(base.order_by().values_list(field).annotate(Count("pk")))
