"""One mail for one person and run: every thing once, with its due moment and age, in the person's language."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.coordination.models import LadderStep
from desk.coordination.reminders.reach import Hearer
from desk.coordination.reminders.things import Thing

MOST_LINES = 60


@dataclass(slots=True)
class Line:
    """One thing of a digest: the steps that spoke, and those whose place these people take."""

    thing: Thing
    steps: list[LadderStep] = field(default_factory=list)
    instead_of: list[LadderStep] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Written:
    """A digest as it is sent."""

    subject: str
    text: str
    html: str


def write(hearer: Hearer, lines: list[Line], *, at: datetime) -> Written:
    """Write a digest; the latest things first, and beyond a screenful only how many there are."""
    lines = sorted(lines, key=lambda line: (line.thing.due_at, line.thing.pk))
    with translation.override(hearer.language):
        late = [_shown(line, at) for line in lines if line.thing.due_at <= at]
        coming = [_shown(line, at) for line in lines if line.thing.due_at > at]
        subject = _subject(len(late), len(coming))
        context = {
            "subject": subject,
            "hearer": hearer,
            "late": late[:MOST_LINES],
            "more_late": max(0, len(late) - MOST_LINES),
            "coming": coming[:MOST_LINES],
            "more_coming": max(0, len(coming) - MOST_LINES),
            "as_of": moment(at),
            "language": hearer.language,
            "tasks_url": f"{settings.SITE_URL}{reverse('tasks')}?tab=overdue",
        }
        return Written(
            subject,
            render_to_string("mail/reminders.txt", context),
            render_to_string("mail/reminders.html", context),
        )


def moment(at: datetime) -> str:
    """Write a moment in words: day, hour, WIB."""
    return f"{date_format(clock.local(at), 'j F Y H.i')} {settings.TIME_ZONE_LABEL}"


def age(due_at: datetime, at: datetime) -> str:
    """Say how long ago something was due, or in how long it will be."""
    if due_at <= at:
        return _("lewat %(age)s") % {"age": timesince(due_at, at)}
    return _("%(age)s lagi") % {"age": timesince(at, due_at)}


def _subject(late: int, coming: int) -> str:
    parts = []
    if late:
        parts.append(ngettext("%(n)s lewat tenggat", "%(n)s lewat tenggat", late) % {"n": late})
    if coming:
        parts.append(ngettext("%(n)s segera jatuh tempo", "%(n)s segera jatuh tempo", coming) % {"n": coming})
    return _("Desk Pemilu: %(what)s") % {"what": ", ".join(parts)}


def _shown(line: Line, at: datetime) -> dict[str, Any]:
    thing = line.thing
    return {
        "number": thing.number,
        "title": thing.title,
        "agency": thing.agency.label,
        "due": moment(thing.due_at),
        "age": age(thing.due_at, at),
        "url": f"{settings.SITE_URL}{thing.url}",
        "instead_of": ", ".join(dict.fromkeys(step.who for step in line.instead_of)),
    }
