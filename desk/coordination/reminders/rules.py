"""When a step of the ladder speaks, from the due moment alone. Pure facts: every moment is zone-aware."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rules:
    """How the desk reminds: quiet hours and the digest's hour by the clock of `zone`, and the days of polling."""

    zone: tzinfo
    quiet_from: time = time(21, 0)
    quiet_until: time = time(6, 0)
    digest_at: time = time(7, 0)
    # Polling-day mode holds from the first moment to before the second; None: never.
    polling: tuple[datetime, datetime] | None = None
    divisor: int = 4

    def in_polling(self, at: datetime) -> bool:
        """Tell whether polling-day mode holds at a moment."""
        return self.polling is not None and self.polling[0] <= at < self.polling[1]

    def quiet(self, at: datetime) -> bool:
        """Tell whether a moment lies in the quiet hours; in polling-day mode none does."""
        if self.quiet_from == self.quiet_until or self.in_polling(at):
            return False
        there = at.astimezone(self.zone).time()
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= there < self.quiet_until
        return there >= self.quiet_from or there < self.quiet_until


def fires_at(hours: int, due_at: datetime, rules: Rules) -> datetime:
    """Give the moment at which a step is due: so many hours from the due moment (negative: before it).

    In polling-day mode the distance is a part of the usual one, for steps after the due moment from the mode's first
    moment on, for steps before it when the usual moment lies in the mode.
    """
    usual = due_at + timedelta(hours=hours)
    if rules.polling is None:
        return usual
    short = due_at + timedelta(hours=hours) / max(1, rules.divisor)
    start, end = rules.polling
    if hours < 0:
        return short if rules.in_polling(usual) else usual
    sooner = max(short, start)
    return sooner if sooner < min(usual, end) else usual


def speaks_at(
    hours: int, due_at: datetime, rules: Rules, *, urgent: bool = False, made_at: datetime | None = None
) -> datetime | None:
    """Give the moment from which a step is sent; None for one that would remind before the thing was there.

    Urgent ones and those of polling-day mode go at the next quarter of an hour, the others with the next digest; what
    falls into quiet hours waits for their end. A warning that the digest would bring too late goes at once.
    """
    fires = fires_at(hours, due_at, rules)
    if hours < 0 and made_at is not None and fires < made_at:
        return None
    if rules.in_polling(fires):
        return _quarter(fires, rules)
    at_once = _awake(_quarter(fires, rules), rules)
    waits = at_once if urgent else _awake(_digest(fires, rules), rules)
    if hours < 0 and waits >= due_at:
        waits = at_once
    if rules.polling is not None and fires < rules.polling[0] < waits:
        return rules.polling[0]
    return waits


def next_digest(at: datetime, rules: Rules) -> datetime:
    """Give the first moment after this one at which a digest goes out."""
    return _awake(_digest(at + timedelta(microseconds=1), rules), rules)


def _quarter(at: datetime, rules: Rules) -> datetime:
    there = at.astimezone(rules.zone)
    begun = there.replace(minute=there.minute // 15 * 15, second=0, microsecond=0)
    return begun if begun == there else begun + QUARTER


def _digest(at: datetime, rules: Rules) -> datetime:
    there = at.astimezone(rules.zone)
    digest = datetime.combine(there.date(), rules.digest_at, tzinfo=rules.zone)
    return digest if digest >= there else digest + DAY


def _awake(at: datetime, rules: Rules) -> datetime:
    """Give the first moment from here on that is not quiet."""
    if not rules.quiet(at):
        return at
    there = at.astimezone(rules.zone)
    morning = datetime.combine(there.date(), rules.quiet_until, tzinfo=rules.zone)
    return morning if morning >= there else morning + DAY
