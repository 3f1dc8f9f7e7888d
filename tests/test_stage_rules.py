"""Which stage holds for a region: overrides, chains, circles, overlaps; and how far a stage is."""

from datetime import date

import pytest

from tps.stages.rules import Span, circles, countdown, holding, on

JAN, FEB, MAR = date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)


def span(pk: int, region: str = "", supersedes: int | None = None) -> Span:
    return Span(pk, JAN, MAR, region, supersedes)


@pytest.mark.parametrize(
    ("region", "held"),
    [
        ("", {1}),
        ("36.02", {1}),
        # The override of Kab. Serang holds there and below, nowhere else.
        ("36.04", {2}),
        ("36.04.13.2009", {2}),
        ("36.041", {1}),
    ],
)
def test_an_override_holds_in_its_region_and_below(region: str, held: set[int]) -> None:
    found = holding([span(1), span(2, "36.04", 1)], region)
    assert {pk for pk, standing in found.items() if standing.holds} == held


def test_a_general_successor_replaces_everywhere_and_a_chain_to_its_end() -> None:
    chain = [span(1), span(2, supersedes=1), span(3, supersedes=2)]
    assert {pk for pk, each in holding(chain).items() if each.holds} == {3}
    assert holding(chain)[1].replaced_by == (2,)


def test_of_overlapping_overrides_the_smaller_region_holds_and_equals_are_a_conflict() -> None:
    nested = [span(1), span(2, "36.04", 1), span(3, "36.04.13", 1)]
    assert {pk for pk, each in holding(nested, "36.04.13").items() if each.holds} == {3}
    assert {pk for pk, each in holding(nested, "36.04.08").items() if each.holds} == {2}
    same = holding([span(1), span(2, "36.04", 1), span(3, "36.04", 1)], "36.04")
    assert {pk for pk, each in same.items() if each.conflict} == {2, 3}
    assert not same[1].holds


def test_a_circle_replaces_nothing_and_is_told() -> None:
    turning = [span(1, supersedes=2), span(2, supersedes=1), span(3, supersedes=1)]
    assert circles(turning) == {1, 2}
    found = holding(turning)
    assert found[2].holds
    assert found[1].conflict
    assert circles([span(1, supersedes=1)]) == {1}


def test_what_holds_on_a_day_and_how_far_it_is() -> None:
    spans = [Span(1, JAN, FEB), Span(2, FEB, MAR, "36.04", 1)]
    assert [each.pk for each in on(spans, "36.04", JAN)] == []
    assert [each.pk for each in on(spans, "36.04", FEB)] == [2]
    assert [each.pk for each in on(spans, "36.02", JAN)] == [1]
    assert countdown(FEB, MAR, date(2024, 1, 20)) == ("coming", 12)
    assert countdown(FEB, MAR, MAR) == ("running", 0)
    assert countdown(FEB, MAR, date(2024, 3, 5)) == ("past", 4)
