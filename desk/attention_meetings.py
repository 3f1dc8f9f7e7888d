"""What of the meetings waits for somebody, for Beranda."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.attention_words import Item, number
from desk.coordination.meetings.kinds import AHEAD, MeetingState
from desk.coordination.meetings.rules import LATE_MINUTES
from desk.home import Viewer


def of_meetings(viewer: Viewer, at: datetime) -> Iterator[Item]:
    """Tell of meetings today and tomorrow, and of minutes that nobody approved in days; one query."""
    if viewer.meetings is None:
        return
    today = clock.local(at).date()
    start = clock.local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    soon = Q(state__in=AHEAD, ends_at__gte=at, starts_at__lt=start + timedelta(days=2))
    late = Q(state=MeetingState.HELD) | Q(state__in=AHEAD)
    late &= Q(ends_at__lt=at - timedelta(days=LATE_MINUTES))
    counted = viewer.meetings.order_by().aggregate(
        soon=Count("pk", filter=soon),
        next=Min("starts_at", filter=soon),
        late=Count("pk", filter=late),
        oldest=Min("ends_at", filter=late),
    )
    if counted["soon"]:
        first = clock.local(counted["next"])
        day = _("hari ini") if first.date() <= today else _("besok")
        yield Item(
            tone="medium",
            count=counted["soon"],
            sentence=ngettext("%(n)s rapat hari ini atau besok", "%(n)s rapat hari ini atau besok", counted["soon"])
            % {"n": number(counted["soon"])},
            detail=_("terdekat %(day)s pukul %(time)s WIB") % {"day": day, "time": date_format(first, "H.i")},
            url=f"{reverse('meetings')}?tab=upcoming&until=tomorrow",
            action=_("Lihat"),
        )
    if counted["late"] and viewer.minutes:
        yield Item(
            tone="medium",
            count=counted["late"],
            sentence=ngettext(
                "%(n)s rapat belum punya notulen sah setelah %(days)s hari",
                "%(n)s rapat belum punya notulen sah setelah %(days)s hari",
                counted["late"],
            )
            % {"n": number(counted["late"]), "days": LATE_MINUTES},
            detail=_("terlama %(age)s") % {"age": timesince(counted["oldest"], at)},
            url=f"{reverse('meetings')}?tab=minutes&until=late",
            action=_("Lihat"),
        )
