"""What every line of "Perlu perhatian" is made of: its shape, and the words of its numbers and names."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from risks.kinds import Kind

NAMES = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One line: how grave (an icon of the severity scale), the sentence, more about it, and where its rows are."""

    tone: str
    count: int
    sentence: str
    detail: str
    url: str
    action: str


def sums(rows: list[dict[str, Any]], key: str) -> dict[str, int]:
    """Give the sum of n for each value of the key."""
    found: dict[str, int] = {}
    for row in rows:
        found[row[key]] = found.get(row[key], 0) + row["n"]
    return found


def by_kind(counts: dict[str, int]) -> str:
    """Name the counts by kind, the largest first."""
    labels = dict(Kind.choices)
    worst = sorted(counts.items(), key=lambda pair: -pair[1])
    return " · ".join(f"{number(count)} {str(labels.get(kind, kind)).lower()}" for kind, count in worst)


def names(of: list[str]) -> str:
    """Name the first few and say how many more there are."""
    shown = ", ".join(of[:NAMES])
    return shown + (_(", dan %(n)s lainnya") % {"n": len(of) - NAMES} if len(of) > NAMES else "")


def first(*names: str) -> str:
    """Give the address of the first page of these that exists."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse("home")


def number(value: int) -> str:
    """Write a whole number with the dots of Indonesian."""
    return f"{value:,}".replace(",", ".")
