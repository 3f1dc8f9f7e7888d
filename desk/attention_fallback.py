"""Lines of "Perlu perhatian" about fallback: late couriers, stations without a plan, undecided reserve sites."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.attention_words import Item, number
from desk.home import Viewer
from desk.recap.legs.reading import duration
from desk.recap.models import CourierLeg, Relocation
from desk.recap.plans.reading import standing

NAMES = 3


def late_couriers(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of courier legs that should have left or arrived."""
    if not viewer.gives_tasks:
        return
    legs = CourierLeg.objects.of(viewer.election_id).within(viewer.place).late(at)
    rows = list(legs.select_related("station__region").order_by("arrives_at", "pk")[:NAMES])
    if not rows:
        return
    count = legs.count() if len(rows) == NAMES else len(rows)
    told = " · ".join(f"{each}: {duration(each.late(at))}" for each in rows)
    yield Item(
        tone="critical",
        count=count,
        sentence=ngettext("%(n)s kurir terlambat", "%(n)s kurir terlambat", count) % {"n": number(count)},
        detail=told,
        url=f"{reverse('legs')}?late=1",
        action=_("Lihat"),
    )


def without_plan(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of stations without signal that have no plan, and say how complete the plans are."""
    if not viewer.gives_tasks:
        return
    found = standing(viewer.election_id, viewer.place)
    if not found.missing:
        return
    yield Item(
        tone="high",
        count=found.missing,
        sentence=ngettext(
            "%(n)s TPS tanpa sinyal belum punya rencana cadangan",
            "%(n)s TPS tanpa sinyal belum punya rencana cadangan",
            found.missing,
        )
        % {"n": number(found.missing)},
        detail=found.sentence,
        url=f"{reverse('plans')}?state=missing",
        action=_("Buat rencana"),
    )


def undecided_sites(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of reserve sites whose deadline has passed without a decision."""
    if not viewer.gives_tasks:
        return
    count = Relocation.objects.of(viewer.election_id).within(viewer.place).overdue(at).count()
    if not count:
        return
    yield Item(
        tone="high",
        count=count,
        sentence=ngettext("%(n)s lokasi cadangan lewat tenggat", "%(n)s lokasi cadangan lewat tenggat", count)
        % {"n": number(count)},
        detail=_("belum diputuskan pindah atau tidak"),
        url=f"{reverse('relocations')}?overdue=1",
        action=_("Lihat"),
    )
