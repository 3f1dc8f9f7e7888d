"""What the page of a briefing shows: the sections with their drawings as SVG, deliveries, the job that makes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.translation import gettext as _

from desk.briefings import drawn, outline, pdf, summary, words
from desk.briefings.models import Briefing, Handling
from desk.briefings.situation import Situation
from desk.charts.drawings import Bar, stacked_bars
from desk.charts.maps import area_map
from desk.charts.svg import svg
from desk.post.models import Delivery
from desk.work.models import Job

SLACK = 1.22  # the page's typeface is the device's own, and may be that much wider than the paper's


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block with its drawings, if it has any."""

    block: outline.Block
    drawings: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A section as the page shows it."""

    key: str
    title: str
    blocks: tuple[ShownBlock, ...]


def shown(briefing: Briefing, situation: Situation) -> tuple[ShownSection, ...]:
    """Give the sections of the paper with their drawings as SVG."""
    return tuple(
        ShownSection(
            section.key,
            section.title,
            tuple(
                ShownBlock(block, _drawings(block, briefing, situation, f"{section.key}-{index}"))
                for index, block in enumerate(section.blocks)
            ),
        )
        for section in outline.sections(situation)
    )


def summary_of(situation: Situation) -> str:
    """Give the summary as one paragraph."""
    return " ".join(summary.sentences(situation))


def asked_of(situation: Situation) -> list[str]:
    """Give what is asked of the agency, a line each."""
    return outline.asked(situation)


def deliveries(briefing: Briefing) -> QuerySet[Delivery]:
    """Give how each recipient's mail stands."""
    rows = Delivery.objects.filter(mail_id=briefing.message_id).select_related("link")
    taken = Count("link__openings"), Max("link__openings__at")
    return rows.annotate(taken=taken[0], last_taken=taken[1]).order_by("-line", "recipient")


def waits(briefing: Briefing, at: datetime) -> dict[str, Any]:
    """Give how a draft waits: until when, what was said, and whether it goes out by rule then."""
    handling = Handling.of(briefing.agency_id)
    return {
        "until": briefing.authorise_by,
        "late": briefing.authorise_by is not None and briefing.authorise_by <= at,
        "by_rule": handling.auto_issue and not briefing.revision,
        "nudges": list(briefing.nudges.all()),
    }


def job_of(briefing: Briefing) -> Job | None:
    """Give the job that makes an authorised briefing."""
    return Job.objects.filter(pk=briefing.job_id).first() if briefing.job_id else None


def _drawings(block: outline.Block, briefing: Briefing, situation: Situation, key: str) -> tuple[Any, ...]:
    if isinstance(block, outline.Bars):
        return (_bars(block, key),)
    if not isinstance(block, outline.Map):
        return ()
    areas = pdf.colour(block, drawn.areas(briefing.election_id, situation))
    bars = _bars(block.bars, f"{key}-b")
    if not areas:
        return (bars,)
    told = "; ".join(f"{area.name}: {_count(area.value)}" for area in areas)
    drawing = area_map(areas, wide=330, high=230, words=pdf.map_words(), slack=SLACK)
    return (svg(drawing, key=f"{key}-m", title=block.title, description=told), bars)


def _bars(bars: outline.Bars, key: str) -> Any:
    told = "; ".join(f"{row.label}: {_parts(row, bars.words)}" for row in bars.rows)
    drawing = stacked_bars(bars.rows, bars.words, wide=400, unknown=_("tidak ada data"), slack=SLACK)
    return svg(drawing, key=key, title=bars.title, description=told)


def _parts(row: Bar, legend: Mapping[str, str]) -> str:
    if row.values is None:
        return words.no_data()
    return ", ".join(f"{legend.get(name, name)} {words.number(count)}" for name, count in row.values.items())


def _count(value: int | None) -> str:
    return words.no_data() if value is None else words.number(value)
