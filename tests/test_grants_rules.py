"""Rupiah as people type it, shares that add up, and what is refused instead of guessed at."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.coordination.grants.kinds import MOST
from desk.coordination.grants.rules import BadAmount, Part, amount, amounts, percent, rupiah, typed

DAY = date(2024, 1, 10)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234.567.890,50", "1234567890.50"),
        ("Rp 1.234.567.890", "1234567890"),
        ("rp1.234.567", "1234567"),
        ("Rp. 1.234.567,-", "1234567"),
        ("1234567890", "1234567890"),
        (" 1.500.000.000 ", "1500000000"),
        ("Rp\u00a0750.000", "750000"),
        ("0,5", "0.5"),
    ],
)
def test_what_can_be_read_in_one_way_is_read(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("Rp 1,5 miliar", "words"),
        ("1,5 M", "words"),
        ("dua", "words"),
        ("-5.000", "negative"),
        ("−5.000", "negative"),
        ("(5.000)", "negative"),
        ("0", "zero"),
        ("0,00", "zero"),
        ("1,234,567", "unclear"),
        ("1234.56", "unclear"),
        ("1.23", "unclear"),
        ("1,234", "unclear"),
        ("12.34.567", "unclear"),
        ("1 234 567", "unclear"),
        ("", "unclear"),
        ("=1+1", "unclear"),
        ("١٢٣", "unclear"),
        ("9" * 30, "long"),
        ("9" * 59, "long"),
    ],
)
def test_what_could_be_read_in_two_ways_or_makes_no_sense_is_refused(text: str, trouble: str) -> None:
    with pytest.raises(BadAmount) as refused:
        amount(text)
    assert refused.value.trouble == trouble


@given(st.decimals(Decimal("0.01"), MOST, places=2))
def test_what_is_shown_can_be_typed_again(value: Decimal) -> None:
    assert amount(typed(value)) == amount(rupiah(value)) == value


@given(st.decimals(Decimal(1000), MOST, places=2), st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_shares_of_the_whole_add_up_to_it_to_the_cent(total: Decimal, weights: list[int]) -> None:
    shares = [Decimal(weight) for weight in weights]
    shares[-1] += 100 - sum(shares)
    if shares[-1] <= 0:
        shares = [Decimal(100)]
    made = amounts(total, [Part(share, None, DAY) for share in shares])
    assert sum(made) == total


def test_shares_and_amounts_may_stand_side_by_side() -> None:
    made = amounts(Decimal(1000), [Part(Decimal(40), None, DAY), Part(None, Decimal(600), DAY)])
    assert made == [Decimal(400), Decimal(600)]
    assert percent("33,33 %") == Decimal("33.33") and percent("40") is None
    for text in ("0%", "101%"):
        with pytest.raises(BadAmount):
            percent(text)
    assert rupiah(Decimal("-1234567.5")) == "−Rp\u00a01.234.567,50"
