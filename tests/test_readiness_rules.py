"""The rule of readiness: worst of what is known, unknown shown as unknown, and nothing green by absence."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desk.coordination.readiness.kinds import CountsFrom, Said, Shown, Subject, Verdict
from desk.coordination.readiness.reference import shipped
from desk.coordination.readiness.rules import Item, Tally, late, shown, tally

NOW = datetime(2024, 2, 1, 9, tzinfo=UTC)
ORDER = [Verdict.RED, Verdict.AMBER, Verdict.UNKNOWN, Verdict.PARTIAL, Verdict.GREEN, Verdict.NA]
states = st.lists(st.sampled_from(Shown), max_size=30)


@given(states)
def test_green_only_when_all_that_applies_is_known_and_green(found: list[Shown]) -> None:
    applies = [state for state in found if state is not Shown.NA]
    assert (tally(found).verdict is Verdict.GREEN) == (bool(applies) and set(applies) == {Shown.GREEN})


@given(states, states)
def test_parts_rolled_up_give_what_the_whole_gives_in_any_order(one: list[Shown], other: list[Shown]) -> None:
    whole = tally([*other, *one])
    assert tally(one) + tally(other) == whole
    assert whole.total == len(one) + len(other)
    assert whole.verdict == tally(reversed([*other, *one])).verdict


@given(states, st.sampled_from([Shown.UNKNOWN, Shown.STALE]))
def test_what_is_not_known_never_makes_anything_better(found: list[Shown], unseen: Shown) -> None:
    before, after = tally(found), tally([*found, unseen])
    assert after.verdict is not Verdict.GREEN
    assert (after.share_unknown or 0) >= (before.share_unknown or 0)
    if before.red or before.amber:
        assert after.verdict is before.verdict


@given(states)
def test_one_red_makes_all_red_and_the_share_is_never_rounded_away(found: list[Shown]) -> None:
    assert tally([*found, Shown.RED]).verdict is Verdict.RED
    share = tally(found).share_unknown
    unseen = tally(found).unseen
    assert (share == 0) == (unseen == 0 and tally(found).applicable > 0)
    assert (share == 100) == (0 < unseen == tally(found).applicable)


@given(st.sampled_from(Said), st.integers(1, 60), st.integers(0, 120 * 24))
def test_a_statement_keeps_its_colour_until_it_fades_and_then_has_none(said: Said, days: int, hours: int) -> None:
    state = shown(said, NOW - timedelta(hours=hours), days, NOW)
    assert state == (Shown.STALE if hours > days * 24 else said.value)
    assert shown(None, None, days, NOW) is Shown.UNKNOWN


def test_nothing_known_is_unknown_and_nothing_that_applies_says_so() -> None:
    assert tally([]).verdict is Verdict.UNKNOWN and tally([]).share_unknown is None
    assert tally([Shown.NA]).verdict is Verdict.NA
    assert tally([Shown.STALE, Shown.UNKNOWN]).verdict is Verdict.UNKNOWN
    assert tally([Shown.GREEN, Shown.STALE]).verdict is Verdict.PARTIAL
    assert Tally(green=999, unknown=1).share_unknown == 1


def test_the_day_counts_from_polling_day_or_from_the_stage_and_is_gone_with_it() -> None:
    polling = date(2024, 2, 14)
    item = Item("a", Subject.POWER, "A", "", -7, 5)
    assert item.wanted_on(polling) == date(2024, 2, 7)
    staged = Item("a", Subject.POWER, "A", "", -7, 5, CountsFrom.STAGE, 1, "Masa tenang", date(2024, 2, 11))
    assert staged.wanted_on(polling) == date(2024, 2, 4)
    assert Item("a", Subject.POWER, "A", "", -7, 5, CountsFrom.STAGE).wanted_on(polling) is None
    assert late(Shown.UNKNOWN, date(2024, 2, 7), date(2024, 2, 8)) and not late(Shown.GREEN, date(2024, 2, 7), polling)
    assert not late(Shown.RED, None, polling) and not late(Shown.RED, polling, polling)


def test_the_shipped_checklist_names_every_subject_and_every_code_once() -> None:
    items = shipped()
    assert {item.subject for item in items} == set(Subject.values)
    assert len({item.code for item in items}) == len(items) == 25
    assert all(item.day < 0 < item.stale_days and item.stage_id is None for item in items)
