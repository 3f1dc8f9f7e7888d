"""The words of reading tasks."""

import re
from datetime import date, datetime, time, timedelta

from django.db import models

from desk import clock
from desk.coordination.kinds import ALIVE, CHASED, UNFINISHED, Priority, TaskState
from risks.kinds import Severity
from risks.models import Flag
from risks.querysets import FlagQuerySet, placed_within
from tps.querysets import lies_within

# "T-0012" and "t12" are a task, "R-0244" a risk; a bare number is left to titles and codes.
_NUMBER = re.compile(r"^([TtRr])-?0*(\d{1,9})$")


def unattended(election_id: int, within: str = "") -> FlagQuerySet:
    """Give the open high and critical risks that no agency owns and no living task is about."""
    flags: FlagQuerySet = Flag.objects.of(election_id).within(within).open()
    grave = flags.filter(severity__in=[Severity.HIGH, Severity.CRITICAL], owner__isnull=True)
    return grave.filter(~models.Q(tasks__state__in=ALIVE))


class TaskQuerySet(models.QuerySet):
    """Reads tasks."""

    def of(self, election_id: int) -> "TaskQuerySet":
        """Keep the tasks of one election."""
        return self.filter(election_id=election_id)

    def within(self, code: str) -> "TaskQuerySet":
        """Keep the tasks that concern a place in a dotted region code; "" keeps all."""
        if not code:
            return self
        return self.filter(
            placed_within(code) | lies_within(code, "flag__station__region_id") | lies_within(code, "flag__region_id")
        )

    def owned_by(self, agency_id: int) -> "TaskQuerySet":
        """Keep the tasks that an agency must do."""
        return self.filter(owner_id=agency_id)

    def of_agency(self, agency_id: int) -> "TaskQuerySet":
        """Keep the tasks that an agency must do or has asked for."""
        return self.filter(models.Q(owner_id=agency_id) | models.Q(requester_id=agency_id))

    def concerning(self, user_id: int, agency_id: int) -> "TaskQuerySet":
        """Keep the tasks that a person does, gave or follows, and those of the person's agency (0 for none)."""
        return self.filter(
            models.Q(assignee_id=user_id)
            | models.Q(requested_by_id=user_id)
            | models.Q(owner_id=agency_id)
            | models.Q(requester_id=agency_id)
            | models.Q(pk__in=self.model._default_manager.filter(watchers__user_id=user_id).order_by().values("pk"))
        )

    def due_on(self, day: date) -> "TaskQuerySet":
        """Keep the tasks that are due on a calendar day of WIB."""
        start = datetime.combine(day, time(), tzinfo=clock.zone())
        return self.filter(due_at__gte=start, due_at__lt=start + timedelta(days=1))

    def alive(self) -> "TaskQuerySet":
        """Keep the tasks that are not confirmed or cancelled."""
        return self.filter(state__in=ALIVE)

    def unfinished(self) -> "TaskQuerySet":
        """Keep the tasks on which the agency that does them still has something to do."""
        return self.filter(state__in=[TaskState.OPEN, TaskState.ACCEPTED, TaskState.IN_PROGRESS])

    def overdue(self, at: datetime) -> "TaskQuerySet":
        """Keep the unfinished tasks whose due moment has passed."""
        return self.filter(state__in=UNFINISHED, due_at__lt=at)

    def chased(self) -> "TaskQuerySet":
        """Keep the tasks that their agency still has to act on."""
        return self.filter(state__in=CHASED)

    def waiting_for_requester(self) -> "TaskQuerySet":
        """Keep the tasks that came back: reported done or returned, and nobody has confirmed or given them again."""
        return self.filter(state__in=[TaskState.DONE, TaskState.RETURNED])

    def found_by(self, text: str) -> "TaskQuerySet":
        """Keep the tasks whose number, title, station or region matches a text; "" keeps all."""
        text = text.strip()
        if not text:
            return self
        number = _NUMBER.match(text)
        if number and number[1].upper() == "R":
            return self.filter(flag_id=int(number[2]))
        if number:
            return self.filter(pk=int(number[2]))
        digits = text.replace(".", "")
        matches = (
            models.Q(title__icontains=text)
            | models.Q(station__region__name__icontains=text)
            | models.Q(region__name__icontains=text)
            | models.Q(flag__station__region__name__icontains=text)
            | models.Q(flag__region__name__icontains=text)
        )
        if digits.isascii() and digits.isdigit():
            matches |= models.Q(station__code__startswith=digits) | models.Q(flag__station__code__startswith=digits)
        return self.filter(matches)

    def with_rank(self) -> "TaskQuerySet":
        """Add `rank`, the priority from 1 (normal) to 3 (urgent), and `closed`, 1 for what has ended, for ordering."""
        whens = (models.When(priority=each, then=rank) for rank, each in enumerate(Priority, 1))
        number = models.IntegerField()
        return self.annotate(
            rank=models.Case(*whens, default=0, output_field=number),
            closed=models.Case(models.When(state__in=ALIVE, then=0), default=1, output_field=number),
        )

    def for_table(self) -> "TaskQuerySet":
        """Fetch along what a row of a list shows."""
        return self.select_related(
            "owner",
            "requester",
            "requested_by",
            "assignee",
            "flag__station__region",
            "flag__region",
            "station__region",
            "region",
        )
