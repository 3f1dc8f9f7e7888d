"""Rupiah as people write them, shares of a sum, and what does not add up. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from desk.coordination.grants.kinds import MOST

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
_PLAIN = re.compile(r"^\d+(,\d{1,2})?$", re.ASCII)
_GROUPED = re.compile(r"^\d{1,3}(\.\d{3})+(,\d{1,2})?$", re.ASCII)
_PERCENT = re.compile(r"^(\d{1,3})(?:,(\d{1,2}))?\s*%$", re.ASCII)
_WORDS = re.compile(r"[a-z]", re.IGNORECASE)


class Trouble(StrEnum):
    """Why an amount is refused."""

    WORDS = "words"
    NEGATIVE = "negative"
    ZERO = "zero"
    LONG = "long"
    UNCLEAR = "unclear"


class BadAmount(ValueError):
    """An amount that nobody should guess at."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def amount(text: str) -> Decimal:
    """Read rupiah written the Indonesian way: 1.234.567.890,50 or 1234567890, with or without Rp in front.

    Words (1,5 miliar), English grouping and anything else that can be read in two ways are refused with BadAmount.
    """
    bare = " ".join(text.replace("\u00a0", " ").split())
    bare = re.sub(r"^rp\.?\s*", "", bare, flags=re.IGNORECASE)
    bare = re.sub(r",-$", "", bare)
    if bare.startswith(("-", "−", "(")):
        raise BadAmount(Trouble.NEGATIVE)
    if _WORDS.search(bare):
        raise BadAmount(Trouble.WORDS)
    if not (_PLAIN.match(bare) or _GROUPED.match(bare)):
        raise BadAmount(Trouble.UNCLEAR)
    if len(bare) > 40:
        raise BadAmount(Trouble.LONG)
    found = Decimal(bare.replace(".", "").replace(",", "."))
    if found > MOST:
        raise BadAmount(Trouble.LONG)
    if found == 0:
        raise BadAmount(Trouble.ZERO)
    return found.quantize(CENT)


def percent(text: str) -> Decimal | None:
    """Read a share such as 40% or 33,33 %; None when the text is no share, BadAmount for none or more than all."""
    found = _PERCENT.match(text.strip())
    if not found:
        return None
    share = Decimal(f"{found[1]}.{found[2] or '0'}")
    if share == 0:
        raise BadAmount(Trouble.ZERO)
    if share > HUNDRED:
        raise BadAmount(Trouble.LONG)
    return share.quantize(CENT)


@dataclass(frozen=True, slots=True)
class Part:
    """One planned instalment: a share in percent or an amount in rupiah, and by when."""

    percent: Decimal | None
    amount: Decimal | None
    due_on: date


def amounts(total: Decimal, parts: Sequence[Part]) -> list[Decimal]:
    """Give what each part comes to; where shares make up the whole, the last of them takes what rounding left."""
    made = [
        (total * part.percent / HUNDRED).quantize(CENT, ROUND_DOWN) if part.percent is not None else part.amount
        for part in parts
    ]
    found = [each or Decimal(0) for each in made]
    shares = [part.percent for part in parts if part.percent is not None]
    if shares and len(shares) == len(parts) and sum(shares) == HUNDRED:
        found[-1] += total - sum(found)
    return found


@dataclass(frozen=True, slots=True)
class Paid:
    """An instalment with what has been paid of it."""

    amount: Decimal
    due_on: date
    paid: Decimal

    @property
    def rest(self) -> Decimal:
        """Give what is still to be paid; negative when more was paid than planned."""
        return self.amount - self.paid

    def late(self, on: date) -> bool:
        """Tell whether its day has passed and not all of it is paid."""
        return self.due_on < on and self.rest > 0


def rupiah(value: Decimal) -> str:
    """Write an amount as people read it: Rp 1.234.567.890, with cents only where there are some."""
    whole, cents = divmod(int((abs(value) * HUNDRED).to_integral_value()), 100)
    text = f"{whole:,}".replace(",", ".") + (f",{cents:02d}" if cents else "")
    return f"{'−' if value < 0 else ''}Rp\u00a0{text}"


def typed(value: Decimal) -> str:
    """Write an amount as it would be typed into a form."""
    return rupiah(value).replace("Rp\u00a0", "")


def typed_percent(value: Decimal) -> str:
    """Write a share as it would be typed: 40%, 33,33%."""
    return f"{value.normalize():f}%".replace(".", ",")
