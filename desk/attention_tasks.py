"""Lines of "Perlu perhatian" about tasks: overdue, come back, not yet accepted."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.agencies.querysets import label
from desk.attention_words import NAMES, Item, number
from desk.coordination.kinds import TaskState
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
