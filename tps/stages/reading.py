"""The stages of an election as people see them for a region: which hold, what replaced others, how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tps.models import Election, Stage
from tps.stages.rules import Span, Standing, countdown, holding


@dataclass(frozen=True, slots=True)
class Row:
    """One stage with its standing; `left` and `width` place its bar between the first and last day, in thousandths."""

    stage: Stage
    standing: Standing
    state: str
    words: str
    replaced_by: tuple[Stage, ...]
    left: int
    width: int

    @property
    def holds(self) -> bool:
        """Tell whether it holds for the region."""
        return self.standing.holds


def of(election: Election) -> list[Stage]:
    """Give all stages of an election in the order of their days."""
    return list(election.stages.select_related("region", "supersedes").order_by("starts_on", "ends_on", "pk"))


def span(stage: Stage) -> Span:
    """Give a stage as the rules see it."""
    return Span(stage.pk, stage.starts_on, stage.ends_on, stage.region_id or "", stage.supersedes_id)


def rows(stages: Sequence[Stage], region: str, day: date) -> list[Row]:
    """Give the stages that concern a region, with how they stand there on a day."""
    found = holding([span(stage) for stage in stages], region)
    by_key = {stage.pk: stage for stage in stages}
    shown = [stage for stage in stages if stage.pk in found]
    first, last = edges(shown)
    whole = max(1, (last - first).days + 1)
    return [
        Row(
            stage,
            found[stage.pk],
            countdown(stage.starts_on, stage.ends_on, day)[0],
            words(stage, day),
            tuple(by_key[pk] for pk in found[stage.pk].replaced_by),
            (stage.starts_on - first).days * 1000 // whole,
            max(6, ((stage.ends_on - stage.starts_on).days + 1) * 1000 // whole),
        )
        for stage in shown
    ]


def edges(stages: Sequence[Stage]) -> tuple[date, date]:
    """Give the first and the last day of some stages."""
    if not stages:
        return date.min, date.min
    return min(stage.starts_on for stage in stages), max(stage.ends_on for stage in stages)


def words(stage: Stage, day: date) -> str:
    """Say how far a stage is on a day."""
    state, n = countdown(stage.starts_on, stage.ends_on, day)
    if state == "coming":
        return ngettext("mulai dalam %(n)s hari", "mulai dalam %(n)s hari", n) % {"n": n}
    if state == "running":
        if not n:
            return _("hari terakhir")
        return ngettext("selesai dalam %(n)s hari", "selesai dalam %(n)s hari", n) % {"n": n}
    return _("selesai")
