"""What a meeting's pages show, read at a moment: what could stand on its agenda, and what became of decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from desk.coordination.kinds import ALIVE as TASKS_ALIVE
from desk.coordination.kinds import TaskState
from desk.coordination.models import Decision, InvitationMail, Meeting, Task
from desk.post.kinds import DeliveryState
from risks.kinds import Severity, Status
from risks.models import Flag

UNANSWERED = timedelta(days=3)
SHOWN = 20  # of each group; an agenda of more is no agenda


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that could stand on an agenda, with the title that its item would have."""

    key: str
    thing: Flag | Task | Decision
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """One reason to put things on an agenda: how many there are, and the first of them."""

    name: str
    label: str
    total: int
    choices: list[Choice]

    @property
    def more(self) -> int:
        """Give how many are not shown."""
        return self.total - len(self.choices)


def proposals(meeting: Meeting, at: datetime) -> list[Group]:
    """Give what could stand on a meeting's agenda and does not yet; each thing under its first reason only."""
    election, place = meeting.election_id, meeting.place
    flags = Flag.objects.of(election).within(place).open().exclude(agenda_items__meeting=meeting)
    alive = Q(tasks__state__in=TASKS_ALIVE)
    grave = Q(severity__in=[Severity.HIGH, Severity.CRITICAL])
    bare = Q(status=Status.VERIFIED) & ~alive
    waiting = Q(tasks__state=TaskState.OPEN, tasks__created_at__lt=at - UNANSWERED)
    # A condition over tasks joins a row for each of them: what was found is asked for by its number again.
    silent = Flag.objects.filter(waiting).values("pk")
    return [
        _decisions(meeting),
        _flags("grave", _("Risiko kritis dan tinggi yang terbuka"), flags.filter(grave)),
        _flags("bare", _("Risiko terverifikasi tanpa tugas"), flags.filter(bare).exclude(grave)),
        _flags(
            "silent",
            _("Risiko yang tugasnya belum dijawab tiga hari"),
            flags.filter(pk__in=silent).exclude(grave).exclude(bare),
        ),
        _tasks(
            Task.objects.of(election)
            .within(place)
            .overdue(at)
            .exclude(agenda_items__meeting=meeting)
            # Already there as what the meeting before decided.
            .exclude(decision__meeting_id=meeting.previous_id or 0)
        ),
    ]


def chosen(groups: list[Group], keys: list[str]) -> list[tuple[Flag | Task | Decision, str]]:
    """Give what was ticked, in the order of the groups."""
    wanted = set(keys)
    return [(each.thing, each.title) for group in groups for each in group.choices if each.key in wanted]


def _flags(name: str, label: str, flags: QuerySet[Flag]) -> Group:
    rows = flags.with_order().for_table().order_by("-rank", "reported_at", "pk")[:SHOWN]  # type: ignore[attr-defined]
    choices = []
    for flag in rows:
        where = flag.station or flag.region
        what = str(flag.get_kind_display()).lower()
        choices.append(
            Choice(
                f"r{flag.pk}",
                flag,
                _("%(number)s: %(what)s, %(where)s") % {"number": flag.number, "what": what, "where": where},
                f"{flag.get_severity_display() if flag.severity else _('belum dinilai')} · {flag.get_status_display()}",
            )
        )
    return Group(name, label, flags.count(), choices)


def _tasks(tasks: QuerySet[Task]) -> Group:
    rows = tasks.select_related("owner").order_by("due_at", "pk")[:SHOWN]
    choices = [Choice(f"t{each.pk}", each, f"{each.number}: {each.title}", each.owner.label) for each in rows]
    return Group("late", _("Tugas lewat tenggat"), tasks.count(), choices)


def _decisions(meeting: Meeting) -> Group:
    rows = Decision.objects.filter(meeting_id=meeting.previous_id or 0).exclude(agenda_items__meeting=meeting)
    rows = rows.filter(Q(task__isnull=True) | Q(task__state__in=TASKS_ALIVE)).select_related("owner", "task")
    found = list(rows.order_by("created_at", "pk"))
    choices = [
        Choice(
            f"k{each.pk}",
            each,
            each.text,
            f"{each.owner.label if each.owner else _('tanpa instansi')} · "
            f"{each.task.get_state_display() if each.task else _('belum menjadi tugas')}",
        )
        for each in found
    ]
    return Group("before", _("Tindak lanjut rapat lalu"), len(found), choices)


def follow_ups(meeting: Meeting) -> list[Decision]:
    """Give what the meeting before decided, with the tasks that came of it."""
    if meeting.previous_id is None:
        return []
    rows = Decision.objects.filter(meeting_id=meeting.previous_id).select_related("owner", "task__owner")
    return list(rows.order_by("created_at", "pk"))


@dataclass(frozen=True, slots=True)
class Post:
    """How the newest mail of an invitation stands: which, when, and its deliveries by state."""

    mail: InvitationMail
    sent: int
    waiting: int
    troubled: int


def post_of(meeting: Meeting) -> dict[int, Post]:
    """Give for each invitation its newest mail and how its deliveries stand; one query."""
    state = "message__deliveries__state"
    troubled = [DeliveryState.FAILED, DeliveryState.UNCERTAIN]
    rows = InvitationMail.objects.filter(invitation__meeting=meeting).annotate(
        n_sent=Count("pk", filter=Q(**{state: DeliveryState.SENT})),
        n_waiting=Count("pk", filter=Q(**{f"{state}__in": [DeliveryState.QUEUED, DeliveryState.INFLIGHT]})),
        n_troubled=Count("pk", filter=Q(**{f"{state}__in": troubled})),
    )
    found: dict[int, Post] = {}
    for each in rows.order_by("sequence"):
        counted: Any = each
        found[each.invitation_id] = Post(each, counted.n_sent, counted.n_waiting, counted.n_troubled)
    return found
