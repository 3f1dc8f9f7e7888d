"""What the pages show of ladders: who will hear what and when, what was said, and where nobody stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk import clock
from desk.agencies.models import Agency
from desk.coordination.models import LadderStep, Reminder
from desk.coordination.reminders.kinds import Fate, Hole, Target
from desk.coordination.reminders.ladders import Ladders, rules_of, rules_row
from desk.coordination.reminders.reach import Book, Heard
from desk.coordination.reminders.rules import Rules, speaks_at
from desk.coordination.reminders.things import Thing
from tps.models import Election


@dataclass(frozen=True, slots=True)
class Planned:
    """One step of a thing's ladder: when it speaks and who hears it then, as far as is known now."""

    step: LadderStep
    when: datetime | None
    heard: Heard
    spoken: Reminder | None

    @property
    def distance(self) -> str:
        """Say how far from the due moment the step stands."""
        return distance(self.step.hours)

    @property
    def names(self) -> str:
        """Name who hears it."""
        return ", ".join(hearer.name for hearer in self.heard.people)

    @property
    def why(self) -> str:
        """Say why nobody stands on the step itself, "" when somebody does."""
        return str(Hole(self.heard.hole).label) if self.heard.hole else ""


def now_rules() -> Rules:
    """Give the rules of hours that hold for the current election."""
    return rules_of(rules_row(), Election.objects.running().first())


def plan(thing: Thing, at: datetime) -> list[Planned]:
    """Give all steps of a thing's ladder, in the order in which they speak."""
    ladders, rules = Ladders.read(), now_rules()
    ladder = ladders.of(thing.agency.pk)
    book = Book([thing.agency], ladder, clock.local(at).date())
    stood = {row.step_id: row for row in said(thing) if row.due_at == thing.due_at}
    return [
        Planned(
            step,
            speaks_at(step.hours, thing.due_at, rules, urgent=step.urgent or thing.urgent, made_at=thing.made_at),
            book.hears(step, ladder, thing),
            row if (row := stood.get(step.pk)) and row.fate != Fate.LOST else None,
        )
        for step in ladder
    ]


def said(thing: Thing) -> list[Reminder]:
    """Give what was said about a thing, the newest first."""
    return list(Reminder.objects.about(thing.kind, thing.pk).for_table().order_by("-spoken_at", "-pk"))


def holes(ladders: Ladders, at: datetime) -> dict[int, str]:
    """Give, for each step on which nobody stands whatever the thing, why; a person in charge differs by thing."""
    fixed = [step for step in ladders.all if step.target != Target.PERSON and _knows_agency(step)]
    agencies = {step.agency for step in fixed if step.agency} | {s.contact_agency for s in fixed if s.contact_agency}
    book = Book([each for each in agencies if each], fixed, clock.local(at).date())
    found = {}
    for step in fixed:
        agency = step.agency or step.contact_agency or Agency()
        heard = book.on(step, agency)
        if heard.hole and heard.hole != Hole.ELSEWHERE:
            found[step.pk] = str(Hole(heard.hole).label)
    return found


def distance(hours: int) -> str:
    """Say a distance from the due moment in words: whole days as days."""
    if not hours:
        return _("tepat pada tenggat")
    size = abs(hours)
    if size % 24:
        words = ngettext("%(n)s jam", "%(n)s jam", size) % {"n": size}
    else:
        words = ngettext("%(n)s hari", "%(n)s hari", size // 24) % {"n": size // 24}
    return (_("%(size)s sebelum tenggat") if hours < 0 else _("%(size)s lewat tenggat")) % {"size": words}


def mode(rules: Rules, at: datetime) -> dict[str, Any]:
    """Give how polling-day mode stands: whether it holds, from when and until when."""
    start, end = rules.polling or (None, None)
    return {"now": rules.in_polling(at), "start": start, "end": end, "past": end is not None and end <= at}


def shown(steps: Sequence[LadderStep], found: dict[int, str]) -> list[dict[str, Any]]:
    """Give the steps of a ladder as a page shows them."""
    return [{"step": step, "distance": distance(step.hours), "hole": found.get(step.pk, "")} for step in steps]


def _knows_agency(step: LadderStep) -> bool:
    return step.target != Target.CONTACT or step.agency_id is not None or step.contact_agency_id is not None
