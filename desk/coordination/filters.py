"""The filters of the list of tasks: from an address to rows, and back to the filter bar."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk.agencies.models import Agency
from desk.coordination.kinds import UNFINISHED, Priority, TaskState
from desk.coordination.querysets import TaskQuerySet
from tps import codes
from tps.kinds import Level
from tps.models import Region

TABS = ("all", "me", "mine", "overdue", "back")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks the list for; unknown values are left out."""

    tab: str
    text: str
    states: tuple[str, ...]
    priorities: tuple[str, ...]
    owners: tuple[str, ...]
    region: str
    due: date | None = None
    requester: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """Read an address."""
        tab = query.get("tab", "all")
        return cls(
            tab=tab if tab in TABS else "all",
            text=query.get("q", "")[:100],
            states=tuple(each for each in query.getlist("state") if each in TaskState.values),
            priorities=tuple(each for each in query.getlist("priority") if each in Priority.values),
            owners=tuple(each.lower() for each in query.getlist("owner") if each),
            region=_region(query.get("region", "")),
            due=_day(query.get("due", "")),
            requester=query.get("requester", "").lower()[:40],
        )

    @property
    def narrowed(self) -> bool:
        """Tell whether anything but the tab narrows."""
        return bool(
            self.text or self.states or self.priorities or self.owners or self.region or self.due or self.requester
        )

    def base(self, tasks: TaskQuerySet, *, user_id: int, agency_id: int | None, at: datetime) -> TaskQuerySet:
        """Keep what tab, text, day and region ask for: the rows that the counts beside the filters count."""
        tasks = tasks.found_by(self.text).within(self.region)
        if self.due:
            tasks = tasks.due_on(self.due)
        if self.requester:
            tasks = tasks.filter(requester__code=self.requester)
        if self.tab == "me":
            return tasks.filter(assignee_id=user_id)
        if self.tab == "mine":
            return tasks.owned_by(agency_id or 0)
        if self.tab == "overdue":
            return tasks.overdue(at)
        return tasks.waiting_for_requester() if self.tab == "back" else tasks

    def rows(self, base: TaskQuerySet) -> TaskQuerySet:
        """Keep what the filter bar asks for."""
        if self.states:
            base = base.filter(state__in=self.states)
        if self.priorities:
            base = base.filter(priority__in=self.priorities)
        if self.owners:
            base = base.filter(owner__code__in=self.owners)
        return base


def tab_counts(tasks: TaskQuerySet, *, user_id: int, agency_id: int | None, at: datetime) -> dict[str, int]:
    """Count the tasks of each tab in one query."""
    return tasks.aggregate(
        all=Count("pk"),
        me=Count("pk", filter=Q(assignee_id=user_id)),
        mine=Count("pk", filter=Q(owner_id=agency_id or 0)),
        overdue=Count("pk", filter=Q(state__in=UNFINISHED, due_at__lt=at)),
        back=Count("pk", filter=Q(state__in=[TaskState.DONE, TaskState.RETURNED])),
    )


def bar(wanted: Wanted, base: TaskQuerySet, reading_place: str) -> list[dict[str, Any]]:
    """Give the filter bar, with how many rows each value would show."""
    states = _counts(base, "state")
    priorities = _counts(base, "priority")
    owners = _counts(base, "owner")
    agencies = Agency.objects.filter(pk__in=owners).order_by("name")
    regencies = Region.objects.within(reading_place).at_level(Level.REGENCY).order_by("code")
    return [
        {
            "name": "state",
            "label": _("Status"),
            "options": [
                _option(each.value, each.label, wanted.states, states.get(each.value, 0)) for each in TaskState
            ],
        },
        {
            "name": "priority",
            "label": _("Prioritas"),
            "options": [
                _option(each.value, each.label, wanted.priorities, priorities.get(each.value, 0)) for each in Priority
            ],
        },
        {
            "name": "owner",
            "label": _("Instansi"),
            "options": [_option(each.code, each.name, wanted.owners, owners[each.pk]) for each in agencies],
        },
        {
            "name": "region",
            "label": _("Kabupaten/kota"),
            "single": True,
            "options": [
                {"value": "", "label": _("Semua"), "selected": not wanted.region, "count": None},
                *(_option(each.code, each.name, (wanted.region,), None) for each in regencies),
            ],
        },
        *_due_choice(wanted),
    ]


def _due_choice(wanted: Wanted) -> list[dict[str, Any]]:
    """Give the day that an address from the calendar asks for, so that it can be seen and taken away."""
    if not wanted.due:
        return []
    anything = {"value": "", "label": _("Semua"), "selected": False, "count": None}
    that = _option(wanted.due.isoformat(), date_format(wanted.due, "j F Y"), (wanted.due.isoformat(),), None)
    return [{"name": "due", "label": _("Tenggat"), "single": True, "options": [anything, that]}]


def _option(value: str, label: Any, chosen: tuple[str, ...], count: int | None) -> dict[str, Any]:
    return {"value": value, "label": label, "selected": value in chosen, "count": count}


def _counts(base: TaskQuerySet, field: str) -> dict[Any, int]:
    return dict(base.order_by().values_list(field).annotate(Count("pk")))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _region(text: str) -> str:
    try:
        return codes.dotted(text) if text else ""
    except ValueError:
        return ""
