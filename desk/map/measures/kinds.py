"""By what areas are coloured: the measures, their scales and how a value falls into a step. Pure.

A value of None is no data: it has no step, is hatched on the map and is never the colour of 0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks.kinds import Severity


class Measure(TextChoices):
    """What colours the areas."""

    FLAGGED = "flagged", gettext_lazy("Porsi TPS berisiko")
    WORST = "worst", gettext_lazy("Keparahan terparah")
    TASKS = "tasks", gettext_lazy("Tugas yang belum selesai")
    READINESS = "readiness", gettext_lazy("Kesiapan")
    RECAP = "recap", gettext_lazy("Kemajuan rekapitulasi")
    IKP = "ikp", gettext_lazy("Indeks Kerawanan Pemilu")


# More is worse is warm, more is better cool; both run from light to dark, so that no hue is needed to read them.
COOL = frozenset({Measure.READINESS, Measure.RECAP})
THRESHOLDS: dict[str, tuple[int, ...]] = {
    Measure.FLAGGED: (2, 5, 10),
    Measure.READINESS: (25, 50, 75),
    Measure.RECAP: (25, 50, 75),
}
PERCENT = frozenset(THRESHOLDS)
Values = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Scale:
    """The steps of one picture: `edges` are the last values of each step but the highest; `labels` name all."""

    measure: str
    edges: tuple[float, ...]
    labels: tuple[str, ...]

    def step(self, value: float | None) -> int | None:
        """Give the step of a value, 0 the lightest; None for no data."""
        return None if value is None else sum(value > edge for edge in self.edges)

    def say(self, value: float | None) -> str:
        """Write a value as people read it; "" for no data."""
        if value is None:
            return ""
        if self.measure == Measure.WORST:
            return self.labels[int(value)]
        if self.measure in PERCENT:
            return _("%(n)s %%") % {"n": _figure(value, 0 if value >= 10 or value == int(value) else 1)}
        return _figure(value, 0 if value == int(value) else 2)


def _figure(value: float, places: int) -> str:
    """Write a figure rounded: Django's own formatting cuts 16.7 off to 16."""
    return number_format(round(value, places), places, force_grouping=True)


def scale_of(measure: str, values: Iterable[float | None]) -> Scale:
    """Give the scale of a measure for what a picture shows."""
    known = [value for value in values if value is not None]
    if measure == Measure.WORST:
        return Scale(measure, (0, 1, 2, 3), (_("tanpa risiko"), *(str(each.label) for each in Severity)))
    if measure in THRESHOLDS:
        edges = THRESHOLDS[measure]
        between = [f"{low}–{high} %" for low, high in zip((0, *edges), edges, strict=False)]
        return Scale(measure, edges, (*between, f"> {edges[-1]} %"))
    if measure == Measure.IKP:
        return _thirds(measure, known)
    return _counts(measure, int(max(known, default=0)))


def _counts(measure: str, top: int) -> Scale:
    """Zero by itself, then thirds of the highest count."""
    edges: list[float] = [0]
    labels = ["0"]
    for third in (1, 2, 3):
        low, high = int(edges[-1]) + 1, third * top // 3
        if high >= low:
            edges.append(high)
            labels.append(number_format(low) if low == high else f"{number_format(low)}–{number_format(high)}")
    return Scale(measure, tuple(edges[:-1]) if top else (), tuple(labels))


def _thirds(measure: str, known: list[float]) -> Scale:
    """Three equal steps between the lowest and the highest score that was published."""
    if not known:
        return Scale(measure, (), ())
    low, high = min(known), max(known)
    if low == high:
        return Scale(measure, (), (_figure(low, 2),))
    ends = [low + (high - low) * third / 3 for third in (0, 1, 2, 3)]
    labels = tuple(f"{_figure(a, 1)}–{_figure(b, 1)}" for a, b in pairwise(ends))
    return Scale(measure, tuple(ends[1:3]), labels)
