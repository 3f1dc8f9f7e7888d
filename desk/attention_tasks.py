"""Lines of "Perlu perhatian" about tasks: overdue, come back, not yet accepted."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.agencies.querysets import label
from desk.attention_words import NAMES, Item, number
from desk.coordination.kinds import TaskState
from desk.coordination.models import Mention
from desk.home import Viewer


def overdue(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of tasks past their due moment, by agency."""
    rows = list(
        viewer.tasks.overdue(at)
        .order_by()
        .values(owner_label=label("owner"))
        .annotate(n=Count("pk"), oldest=Min("due_at"))
    )
    total = sum(row["n"] for row in rows)
    if not total:
        return
    worst = sorted(rows, key=lambda row: -row["n"])
    names = " · ".join(f"{row['owner_label']} {number(row['n'])}" for row in worst[:NAMES])
    more = _(" · dan %(n)s instansi lain") % {"n": len(worst) - NAMES} if len(worst) > NAMES else ""
    age = _("terlama %(age)s") % {"age": timesince(min(row["oldest"] for row in rows), at)}
    yield Item(
        tone="high",
        count=total,
        sentence=ngettext("%(n)s tugas lewat tenggat", "%(n)s tugas lewat tenggat", total) % {"n": number(total)},
        detail=f"{names}{more} — {age}",
        url=f"{reverse('tasks')}?tab=overdue",
        action=_("Lihat"),
    )


def mentions(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell a person of the answers that name them or their agency and that they have not read."""
    rows = Mention.objects.filter(user_id=viewer.person_id, read_at__isnull=True, answer__task__in=viewer.tasks)
    counted = rows.aggregate(n=Count("pk"), newest=Max("made_at"))
    if not counted["n"]:
        return
    yield Item(
        tone="medium",
        count=counted["n"],
        sentence=ngettext(
            "%(n)s jawaban menyebut Anda atau instansi Anda",
            "%(n)s jawaban menyebut Anda atau instansi Anda",
            counted["n"],
        )
        % {"n": number(counted["n"])},
        detail=_("terbaru %(age)s lalu") % {"age": timesince(counted["newest"], at)},
        url=f"{reverse('tasks-mentions')}?new=1",
        action=_("Baca"),
    )


def confirming(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell a liaison of the tasks that its agency asked for and that came back to be confirmed."""
    if viewer.agency_id is None or viewer.gives_tasks:
        return
    asked = viewer.tasks.filter(requester_id=viewer.agency_id).waiting_for_requester()
    total = asked.count()
    if not total:
        return
    yield Item(
        tone="medium",
        count=total,
        sentence=ngettext(
            "%(n)s tugas yang diminta instansi Anda kembali dan menunggu konfirmasi",
            "%(n)s tugas yang diminta instansi Anda kembali dan menunggu konfirmasi",
            total,
        )
        % {"n": number(total)},
        detail=_("dilaporkan selesai atau dikembalikan oleh pelaksana"),
        url=f"{reverse('tasks')}?{urlencode([('tab', 'back'), ('requester', viewer.agency_code)])}",
        action=_("Konfirmasi"),
    )


def back(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of tasks that came back to whoever asked for them."""
    if not viewer.gives_tasks:
        return
    counted = viewer.tasks.waiting_for_requester().aggregate(
        done=Count("pk", filter=Q(state=TaskState.DONE)), returned=Count("pk", filter=Q(state=TaskState.RETURNED))
    )
    total = counted["done"] + counted["returned"]
    if not total:
        return
    yield Item(
        tone="high" if counted["returned"] else "medium",
        count=total,
        sentence=ngettext(
            "%(n)s tugas kembali dari instansi dan menunggu jawaban Anda",
            "%(n)s tugas kembali dari instansi dan menunggu jawaban Anda",
            total,
        )
        % {"n": number(total)},
        detail=_("%(done)s dilaporkan selesai · %(returned)s dikembalikan")
        % {"done": number(counted["done"]), "returned": number(counted["returned"])},
        url=f"{reverse('tasks')}?tab=back",
        action=_("Tinjau"),
    )


def new_tasks(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell a liaison of its agency's tasks that nobody has accepted."""
    if viewer.agency_id is None or viewer.gives_tasks:
        return
    counted = viewer.tasks.filter(state=TaskState.OPEN).aggregate(n=Count("pk"), soonest=Min("due_at"))
    if not counted["n"]:
        return
    due = clock.local(counted["soonest"])
    yield Item(
        tone="medium",
        count=counted["n"],
        sentence=ngettext(
            "%(n)s tugas untuk instansi Anda belum diterima",
            "%(n)s tugas untuk instansi Anda belum diterima",
            counted["n"],
        )
        % {"n": number(counted["n"])},
        detail=_("tenggat terdekat %(due)s") % {"due": f"{date_format(due, 'j M H.i')} WIB"},
        url=f"{reverse('tasks')}?state=open",
        action=_("Buka"),
    )
