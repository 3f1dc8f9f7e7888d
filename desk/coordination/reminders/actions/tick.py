"""What each minute's tick says: who hears of what, once, and never in the night."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from desk import clock
from desk.context import acting
from desk.coordination.models import LadderStep, Reminder, ReminderRules, ReminderTo
from desk.coordination.reminders.digest import Line, write
from desk.coordination.reminders.kinds import Fate
from desk.coordination.reminders.ladders import Ladders, rules_of
from desk.coordination.reminders.reach import Book, Heard, Hearer
from desk.coordination.reminders.rules import Rules, next_digest, speaks_at
from desk.coordination.reminders.things import Reader, Thing, readers
from desk.post.actions import Addressee, queue
from tps.models import Election

logger = logging.getLogger(__name__)
LOCK = "desk.coordination.remind"
MOST_AT_ONCE = 2000  # things of a kind; more wait for the next minute


@dataclass(slots=True)
class Told:
    """What one tick said."""

    reminders: int = 0
    letters: int = 0
    holes: int = 0
    failed: int = 0


@dataclass(slots=True)
class _Letter:
    hearer: Hearer
    lines: dict[tuple[str, int], Line] = field(default_factory=dict)
    reminders: list[Reminder] = field(default_factory=list)


@dataclass(slots=True)
class _Round:
    """One tick: what it reads once, and what it has gathered so far."""

    at: datetime
    rules: Rules
    ladders: Ladders
    letters: dict[str, _Letter] = field(default_factory=dict)
    told: Told = field(default_factory=Told)


def remind(at: datetime) -> Told:
    """Say what is due at a moment (zone-aware), one letter for each person; safe to run twice and two at once.

    Each step speaks once about a thing and its due moment: a row with a unique key is written in the transaction in
    which the letters are queued. Nothing is said in quiet hours; what was missed is said at the next tick.
    """
    with transaction.atomic():
        if not _alone():
            return Told()
        row, election = ReminderRules.objects.get_or_create(pk=1)[0], Election.objects.running().first()
        _reckon_anew(row, election)
        rules = rules_of(row, election)
        if not row.active or rules.quiet(at):
            return Told()
        ladders = Ladders.read()
        if not ladders.steps:
            return Told()
        round_ = _Round(at, rules, ladders)
        with acting(None, "reminder.send"):
            for reader in readers():
                try:
                    with transaction.atomic():
                        spoken = _speak(round_, reader)
                except IntegrityError:
                    raise
                except Exception:
                    logger.exception("reminders about %s could not be reckoned", reader.kind)
                    round_.told.failed += 1
                else:
                    _gather(round_, spoken)
            for letter in round_.letters.values():
                _post(round_, letter)
    return round_.told


def disarm(agency_id: int | None = None) -> None:
    """Have all things (of an agency) reckoned anew, because their ladder or the hours were changed."""
    for reader in readers():
        reader.disarm(agency_id)


def _alone() -> bool:
    """Take the tick's lock until the transaction ends; two at once would split one person's letter in two."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [LOCK])
        return bool(cursor.fetchone()[0])


def _reckon_anew(row: ReminderRules, election: Election | None) -> None:
    known = (election.pk, election.polling_date) if election else (None, None)
    if (row.armed_election, row.armed_polling) == known:
        return
    row.armed_election, row.armed_polling = known
    row.save(update_fields=["armed_election", "armed_polling"])
    disarm()


def _speak(round_: _Round, reader: Reader) -> list[tuple[Reminder, Thing, Heard]]:
    """Claim what the things of one kind have to say now, and keep when each has something to say next."""
    things = reader.waiting(round_.at, MOST_AT_ONCE)
    if not things:
        return []
    keys = ("thing", "due_at", "step_id")
    stood = {
        tuple(getattr(each, key) for key in keys): each
        for each in Reminder.objects.filter(kind=reader.kind, thing__in=[thing.pk for thing in things])
    }
    book = Book((thing.agency for thing in things), round_.ladders.all, clock.local(round_.at).date())
    reckoned: list[tuple[Thing, datetime | None]] = []
    spoken: list[tuple[Reminder, Thing, Heard]] = []
    for thing in things:
        due, following = _due(round_, thing, stood) if thing.running else ([], None)
        ladder = round_.ladders.of(thing.agency.pk)
        for step in due:
            heard = book.hears(step, ladder, thing)
            known = stood.get((thing.pk, thing.due_at, step.pk))
            spoken.append((_row(round_, thing, step, heard, known), thing, heard))
            if not heard.people:
                # Asked again with the next digest, until somebody stands there.
                retry = next_digest(round_.at, round_.rules)
                following = min(following, retry) if following else retry
        reckoned.append((thing, following))
    # A row that another tick wrote first breaks this one off: that one has said it, and the next says the rest.
    Reminder.objects.bulk_create([row for row, _thing, _heard in spoken if row.pk is None])
    again = [row for row, thing, _heard in spoken if (thing.pk, row.due_at, row.step_id) in stood]
    Reminder.objects.bulk_update(again, ["title", "url", "agency", "fate", "hole", "took_over", "spoken_at"])
    reader.arm(reckoned)
    return spoken


def _due(
    round_: _Round, thing: Thing, stood: dict[tuple[object, ...], Reminder]
) -> tuple[list[LadderStep], datetime | None]:
    """Give the steps that are to speak now, and the moment of the next one after."""
    due: list[LadderStep] = []
    following: datetime | None = None
    for step in round_.ladders.of(thing.agency.pk):
        known = stood.get((thing.pk, thing.due_at, step.pk))
        if known is not None and known.fate != Fate.LOST:
            continue
        when = speaks_at(
            step.hours, thing.due_at, round_.rules, urgent=step.urgent or thing.urgent, made_at=thing.made_at
        )
        if when is None:
            continue
        if when <= round_.at:
            due.append(step)
        elif following is None or when < following:
            following = when
    return due, following


def _row(round_: _Round, thing: Thing, step: LadderStep, heard: Heard, known: Reminder | None) -> Reminder:
    row = known or Reminder(step=step, kind=thing.kind, thing=thing.pk, due_at=thing.due_at)
    row.title, row.url, row.agency = f"{thing.number} {thing.title}"[:220], thing.url, thing.agency
    row.fate = Fate.SENT if not heard.hole else Fate.PASSED if heard.people else Fate.LOST
    row.hole, row.took_over = heard.hole, heard.took_over
    row.spoken_at = round_.at
    return row


def _gather(round_: _Round, spoken: Sequence[tuple[Reminder, Thing, Heard]]) -> None:
    round_.told.reminders += len(spoken)
    for row, thing, heard in spoken:
        round_.told.holes += bool(heard.hole)
        for hearer in heard.people:
            letter = round_.letters.setdefault(hearer.address.lower(), _Letter(hearer))
            line = letter.lines.setdefault((thing.kind, thing.pk), Line(thing))
            (line.instead_of if heard.took_over else line.steps).append(row.step)
            letter.reminders.append(row)


def _post(round_: _Round, letter: _Letter) -> None:
    hearer, message, error = letter.hearer, None, ""
    try:
        with transaction.atomic():
            written = write(hearer, list(letter.lines.values()), at=round_.at)
            message = queue(
                subject=written.subject,
                text=written.text,
                html=written.html,
                people=[Addressee(hearer.address, hearer.name[:120])],
                actor=None,
                at=round_.at,
            )
        round_.told.letters += 1
    except Exception as broken:
        logger.exception("a reminder could not be written")
        error = f"{type(broken).__name__}: {broken}"[:300]
        round_.told.failed += 1
    ReminderTo.objects.bulk_create(
        [
            ReminderTo(
                reminder=row,
                message=message,
                user_id=hearer.user_id,
                name=hearer.name[:160],
                address=hearer.address,
                error=error,
            )
            for row in dict.fromkeys(letter.reminders)
        ]
    )
