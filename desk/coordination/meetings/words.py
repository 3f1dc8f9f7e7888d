"""How minutes write days and hours, in the language that is active; all moments in the province's zone."""

from datetime import datetime

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desk import clock


def day(at: datetime) -> str:
    """Write a day: 5 Januari 2024."""
    return date_format(clock.local(at), "j F Y")


def short_day(at: datetime) -> str:
    """Write a day briefly: 5 Jan 2024."""
    return date_format(clock.local(at), "j M Y")


def weekday(at: datetime) -> str:
    """Write a day with its name: Senin, 5 Januari 2024."""
    return date_format(clock.local(at), "l, j F Y")


def moment(at: datetime) -> str:
    """Write a moment: 5 Januari 2024 pukul 06.00 WIB."""
    return _("%(day)s pukul %(time)s %(zone)s") % {
        "day": day(at),
        "time": f"{clock.local(at):%H.%M}",
        "zone": settings.TIME_ZONE_LABEL,
    }


def hours(start: datetime, end: datetime) -> str:
    """Write from when to when: 09.00–11.30 WIB, with the day of the end where it is another one."""
    first, last = clock.local(start), clock.local(end)
    until = f"{last:%H.%M}" if first.date() == last.date() else f"{day(end)} {last:%H.%M}"
    return f"{first:%H.%M}–{until} {settings.TIME_ZONE_LABEL}"
