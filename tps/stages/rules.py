"""Which stage holds for a region, and how far it is. Pure facts: no clock, days are calendar days of WIB."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Span:
    """A stage as rules see it; `region` is a dotted code ("" for the whole province), `supersedes` a stage's key."""

    pk: int
    starts: date
    ends: date
    region: str = ""
    supersedes: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a stage stands for a region: which stages took its place, and whether two claim the same place."""

    replaced_by: tuple[int, ...] = ()
    conflict: bool = False

    @property
    def holds(self) -> bool:
        """Tell whether nothing has taken its place."""
        return not self.replaced_by


def concerns(span: Span, region: str) -> bool:
    """Tell whether a stage is for a region: everybody's, its own, or that of a region above it."""
    return not span.region or region == span.region or region.startswith(f"{span.region}.")


def holding(spans: Iterable[Span], region: str = "") -> dict[int, Standing]:
    """Give how each stage that concerns a region stands there; "" is the province without any override.

    What supersedes a stage takes its place where it concerns the region; of several the one for the smallest region
    holds, and two for the same one stand in conflict. Stages that supersede each other in a circle replace nothing.
    """
    here = [span for span in spans if concerns(span, region)]
    caught = circles(here)
    later: dict[int, list[Span]] = {}
    for span in here:
        if span.supersedes is not None and span.pk not in caught:
            later.setdefault(span.supersedes, []).append(span)
    replaced: dict[int, list[int]] = {}
    conflict = set(caught)
    for older, newer in later.items():
        smallest = max(len(span.region) for span in newer)
        winners = [span.pk for span in newer if len(span.region) == smallest]
        replaced.setdefault(older, []).extend(winners)
        for span in newer:
            if span.pk not in winners:
                replaced.setdefault(span.pk, []).extend(winners)
        if len(winners) > 1:
            conflict.update(winners)
    return {span.pk: Standing(tuple(sorted(replaced.get(span.pk, ()))), span.pk in conflict) for span in here}


def on(spans: Sequence[Span], region: str, day: date) -> list[Span]:
    """Give the stages that hold for a region on a day."""
    found = holding(spans, region)
    return [span for span in spans if span.pk in found and found[span.pk].holds and span.starts <= day <= span.ends]


def circles(spans: Iterable[Span]) -> set[int]:
    """Give the stages that supersede each other in a circle."""
    older = {span.pk: span.supersedes for span in spans}
    caught: set[int] = set()
    for start in older:
        walked: list[int] = []
        step: int | None = start
        while step is not None and step not in walked:
            walked.append(step)
            step = older.get(step)
        if step is not None:
            caught.update(walked[walked.index(step) :])
    return caught


def countdown(starts: date, ends: date, day: date) -> tuple[str, int]:
    """Give ("coming", days until it begins), ("running", days until its last day) or ("past", days since)."""
    if day < starts:
        return "coming", (starts - day).days
    if day <= ends:
        return "running", (ends - day).days
    return "past", (day - ends).days
