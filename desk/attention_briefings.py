"""Lines of "Perlu perhatian" about briefings and mail: to authorise, to draft, not arrived."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.agencies.querysets import label
from desk.attention_words import Item, first, names, number
from desk.briefings.kinds import BriefingState, Edition
from desk.briefings.models import Briefing, Schedule
from desk.home import Viewer
from desk.post.models import Delivery


def drafts(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of briefings that wait to be authorised."""
    if not (viewer.authorises or viewer.drafts):
        return
    rows = list(Briefing.objects.waiting().order_by("agency__name").values_list(label("agency"), "period"))
    if not rows:
        return
    yield Item(
        tone="high" if viewer.authorises else "medium",
        count=len(rows),
        sentence=ngettext("%(n)s laporan menunggu pengesahan", "%(n)s laporan menunggu pengesahan", len(rows))
        % {"n": number(len(rows))},
        detail=names([f"{name} ({period})" for name, period in rows]),
        url=f"{first('briefings')}?state={BriefingState.DRAFT.value}",
        action=_("Tinjau"),
    )


def due_briefings(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of this week's briefings that nobody has drafted."""
    if not viewer.drafts:
        return
    week = clock.week_of(at)
    made = Briefing.objects.filter(edition=Edition.WEEKLY, period=week.name).values("agency")
    rows = list(
        Schedule.objects.filter(edition=Edition.WEEKLY, active=True)
        .exclude(agency__in=made)
        .order_by("weekday", "hour", "agency__name")
        .values_list(label("agency"), "weekday", "hour")
    )
    if not rows:
        return
    yield Item(
        tone="low",
        count=len(rows),
        sentence=ngettext("%(n)s laporan pekan ini belum disusun", "%(n)s laporan pekan ini belum disusun", len(rows))
        % {"n": number(len(rows))},
        detail=names([name for name, _weekday, _hour in rows]),
        url=first("briefing-new", "briefings"),
        action=_("Susun"),
    )


def mail(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of mail that failed or of which nobody knows."""
    if not (viewer.drafts or viewer.authorises):
        return
    rows = list(Delivery.objects.troubled().order_by("pk").values_list("recipient", "state"))
    if not rows:
        return
    uncertain = sum(state == "uncertain" for _recipient, state in rows)
    yield Item(
        tone="high",
        count=len(rows),
        sentence=ngettext(
            "%(n)s pengiriman surel gagal atau tidak pasti", "%(n)s pengiriman surel gagal atau tidak pasti", len(rows)
        )
        % {"n": number(len(rows))},
        detail=_("%(failed)s gagal · %(uncertain)s tidak pasti — %(who)s")
        % {
            "failed": number(len(rows) - uncertain),
            "uncertain": number(uncertain),
            "who": names([recipient for recipient, _state in rows]),
        },
        url=first("deliveries", "briefings"),
        action=_("Periksa"),
    )
