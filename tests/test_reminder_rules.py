"""When a step of the ladder speaks: by the age past due, out of the night, sooner around polling day."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from desk.coordination.reminders.rules import Rules, fires_at, next_digest, speaks_at

WIB = ZoneInfo("Asia/Jakarta")
PLAIN = Rules(WIB)
POLLING = Rules(WIB, polling=(datetime(2024, 2, 13, tzinfo=WIB), datetime(2024, 2, 16, tzinfo=WIB)))


def wib(text: str) -> datetime:
    return datetime.fromisoformat(f"2024-{text}:00").replace(tzinfo=WIB)


@pytest.mark.parametrize(
    ("hours", "due", "urgent", "spoken"),
    [
        # The digest of the morning after the step's moment.
        (0, "01-10 16:00", False, "01-11 07:00"),
        (24, "01-10 16:00", False, "01-12 07:00"),
        (-24, "01-10 16:00", False, "01-10 07:00"),
        (0, "01-10 07:00", False, "01-10 07:00"),
        # The digest would come after the due moment: the warning goes at once, but not in the night.
        (-4, "01-10 16:00", False, "01-10 12:00"),
        (-2, "01-10 08:00", False, "01-10 07:00"),
        (-12, "01-10 06:30", False, "01-09 18:30"),
        # Urgent ones go at the next quarter of an hour; what falls into the night waits for its end.
        (0, "01-10 16:07", True, "01-10 16:15"),
        (0, "01-10 23:10", True, "01-11 06:00"),
        (5, "01-10 16:00", True, "01-11 06:00"),
    ],
)
def test_a_step_speaks_with_the_digest_or_at_once(hours: int, due: str, urgent: bool, spoken: str) -> None:
    assert speaks_at(hours, wib(due), PLAIN, urgent=urgent) == wib(spoken)


@pytest.mark.parametrize(
    ("hours", "due", "spoken"),
    [
        # Inside the mode: a quarter of the distance, no night, no digest.
        (24, "02-14 01:00", "02-14 07:00"),
        (0, "02-14 02:00", "02-14 02:00"),
        (-24, "02-14 22:05", "02-14 16:15"),
        # The mode begins while the step waits: what would be said by its shorter distance is said as it begins.
        (72, "02-12 20:00", "02-13 14:00"),
        (24, "02-12 10:00", "02-13 00:00"),
        # A step whose moment was before waits for its digest, but no longer than until the mode begins.
        (0, "02-12 22:00", "02-13 00:00"),
        # Long after the mode everything is as usual.
        (24, "02-20 16:00", "02-22 07:00"),
    ],
)
def test_polling_day_makes_steps_shorter_and_knows_no_night(hours: int, due: str, spoken: str) -> None:
    assert speaks_at(hours, wib(due), POLLING) == wib(spoken)


def test_nobody_is_reminded_of_what_was_not_there_yet() -> None:
    due = wib("01-10 16:00")
    assert speaks_at(-24, due, PLAIN, made_at=wib("01-10 09:00")) is None
    assert speaks_at(0, due, PLAIN, made_at=wib("01-10 09:00")) == wib("01-11 07:00")
    # A due moment before its creation, which the database refuses for tasks, breaks nothing.
    assert speaks_at(24, due, PLAIN, made_at=wib("02-01 09:00")) == wib("01-12 07:00")


def test_every_minute_of_a_month_gives_the_same_moment_and_none_at_night() -> None:
    """Whatever minute something is due, what it says comes at or after the step and never in the night."""
    start = wib("01-15 00:00")
    for minute in range(0, 31 * 24 * 60, 7):
        due = start + timedelta(minutes=minute)
        for hours, urgent in ((0, False), (24, True), (72, False)):
            said = speaks_at(hours, due, POLLING, urgent=urgent)
            assert said is not None
            assert not POLLING.quiet(said), (due, hours, said)
            assert said >= fires_at(hours, due, POLLING) or said == POLLING.polling[0], (due, hours, said)
            assert said - (due + timedelta(hours=hours)) <= timedelta(days=1)


def test_quiet_hours_may_lie_within_a_day_or_be_none() -> None:
    noon = Rules(WIB, quiet_from=time(12), quiet_until=time(13))
    assert noon.quiet(wib("01-10 12:30"))
    assert not noon.quiet(wib("01-10 23:30"))
    assert not Rules(WIB, quiet_from=time(5), quiet_until=time(5)).quiet(wib("01-10 05:00"))
    assert next_digest(wib("01-10 07:00"), PLAIN) == wib("01-11 07:00")
