"""The paper of a briefing: a situation in, bytes out. No ORM, no clock; equal input gives equal bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from reportlab.platypus import Flowable, Spacer

from desk.briefings import outline, summary, words
from desk.briefings.situation import Situation
from desk.charts.drawings import stacked_bars
from desk.charts.maps import Area, Words, area_map
from desk.paper import layout, sheet

MAP_HIGH = 172
PROSE_ROOM = 68  # points in which a section of words alone begins
AFTER = 5  # points below a table or figure
CLOSING_MOST = 480  # points: a higher end of the letter may break across pages
STUCK = "\N{NO-BREAK SPACE}"
DATE = re.compile(r"(?:\d{1,2}(?: [A-Z]\w+)?–)?\d{1,2} [A-Z]\w+ \d{4}")  # stays in one line, as its span does
LAST_NUMBER = re.compile(r"(?<=[a-z]) (?=\d+(?:,|$))", re.MULTILINE)  # a number never stands alone in a line
LAST_WORDS = 2  # flowables: the last paragraph and the space below it


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the situation: letterhead, number, dates, people, notes."""

    head: sheet.Head
    number: str
    classification: str
    enclosures: str
    subject: str
    place_and_date: str
    signature: sheet.Signature
    proof: sheet.Proof
    copies: Sequence[str] = ()
    people: str = ""
    added: Sequence[str] = ()
    cover_note: str = ""
    correction: str = ""
    draft: str = ""
    destination: str = ""
    opening: str = ""
    closing: str = ""


def render(situation: Situation, frame: Frame, areas: Sequence[Area] = ()) -> tuple[bytes, int]:
    """Draw the paper; gives its bytes and the number of pages."""
    around = sheet.Sheet(
        head=frame.head,
        footer=_("Nomor %(number)s · %(period)s · keadaan per %(at)s")
        % {"number": frame.number, "period": words.short_period(situation.period), "at": words.at(situation.as_of)},
        title=f"{frame.subject} · {situation.agency}",
        author=f"{frame.head.office} · {frame.head.government}",
        subject=words.period(situation.period),
        page_of=_("%(page)s dari %(pages)s"),
        draft=frame.draft,
    )
    return sheet.build(around, _story(situation, frame, areas))


def _story(situation: Situation, frame: Frame, areas: Sequence[Area]) -> list[Flowable]:
    story: list[Flowable] = [_address(situation, frame), Spacer(1, 9)]
    if frame.correction:
        story += [layout.boxed([layout.text(frame.correction)]), Spacer(1, 8)]
    if frame.opening.strip():
        story += [*_paragraphs(frame.opening), Spacer(1, 6)]
    if frame.cover_note.strip():
        story += [*_paragraphs(frame.cover_note), Spacer(1, 6)]
    story += [layout.text(_dated(" ".join(summary.sentences(situation)))), Spacer(1, 8), _asked(situation, frame.added)]
    told = outline.sections(situation)
    for index, section in enumerate(told, 1):
        story += _section(index, section, areas)
    closing = _closing(frame)
    # A signature alone on a page could belong to any letter: the last words before it go along.
    along = LAST_WORDS if told and isinstance(told[-1].blocks[-1], outline.Prose) else 0
    head, last = story[: len(story) - along], story[len(story) - along :]
    whole = layout.height([*last, *closing])
    return [*head, layout.room_for(whole if whole < CLOSING_MOST else 0), *last, *closing]


def _section(index: int, section: outline.Section, areas: Sequence[Area]) -> list[Flowable]:
    """Give a section; its heading and opening words stand on the page where its first table or figure begins."""
    head = layout.heading(f"{index} · {section.title}", section.key)
    story: list[Flowable] = []
    lead = head[1:]
    for block in section.blocks:
        flowables = _block(block, areas)
        if isinstance(block, outline.Prose):
            lead = [*lead, *flowables]
            continue
        high = layout.beginning(flowables[0])
        story += [layout.room_for(layout.height(lead) + high), *lead, *flowables]
        lead = []
    return [*story, *lead] if story else [layout.room_for(min(layout.height(lead), PROSE_ROOM)), *lead]


def _closing(frame: Frame) -> list[Flowable]:
    """Give what ends the letter: its closing words, who made it, the signature block, who gets a copy."""
    story: list[Flowable] = []
    if frame.closing.strip():
        story += [Spacer(1, 4), *_paragraphs(frame.closing)]
    if frame.people:
        story += [Spacer(1, 4), layout.text(frame.people, layout.SMALL)]
    story += [Spacer(1, 12), sheet.signature_block(frame.signature, frame.proof)]
    if frame.copies:
        lines = [layout.text(_("Tembusan:"), layout.SMALL)]
        lines += [layout.text(f"{index}. {each}", layout.SMALL) for index, each in enumerate(frame.copies, 1)]
        story += [Spacer(1, 8), *lines]
    return story


def _paragraphs(text: str) -> list[Flowable]:
    """Give the paragraphs of a person's text; each may break across pages."""
    return [layout.text(part) for part in text.split("\n") if part.strip()]


def _dated(text: str) -> str:
    """Keep each date of a text in one line."""
    return DATE.sub(lambda found: found[0].replace(" ", STUCK), text)


def _address(situation: Situation, frame: Frame) -> Flowable:
    left = layout.WIDE * 0.62
    facts = layout.pairs(
        [
            (_("Nomor"), frame.number),
            (_("Sifat"), frame.classification),
            (_("Lampiran"), frame.enclosures),
            (_("Hal"), _dated(frame.subject)),
        ],
        left - 10,
    )
    to = [layout.text(frame.place_and_date), layout.text(_("Yth. %(agency)s") % {"agency": situation.agency})]
    if frame.destination.strip():
        to.append(layout.text(frame.destination))
    return layout.bare([[facts, to]], [left, layout.WIDE - left])


def _asked(situation: Situation, added: Sequence[str]) -> Flowable:
    lines = [*outline.asked(situation), *added]
    title = _("Yang diminta dari %(agency)s") % {"agency": situation.agency}
    body = [layout.text(f"{index}. {_dated(line)}", most=600) for index, line in enumerate(lines, 1)]
    if not body:
        body = [layout.text(_("Tidak ada tugas terbuka."))]
    return layout.boxed([layout.text(title, layout.STRONG), *body])


def _block(block: outline.Block, areas: Sequence[Area]) -> list[Flowable]:
    match block:
        case outline.Prose():
            return [layout.text(_dated(block.text)), Spacer(1, 4)]
        case outline.Grid():
            return [_table(block), Spacer(1, AFTER)]
        case outline.Bars():
            return [layout.figure([_bars(block, layout.WIDE)], block.note), Spacer(1, AFTER)]
        case outline.Map():
            return [_picture(block, areas), Spacer(1, AFTER)]


def _table(grid: outline.Grid) -> Flowable:
    columns = [layout.Column(each.title, each.share, each.numeric) for each in grid.heads]
    rows = [[_cell(cell) for cell in row] for row in grid.rows]
    return layout.table(columns, rows, words.no_data(), grid.note)


def _cell(cell: outline.Cell) -> Any:
    if isinstance(cell, outline.Mark):
        return layout.SeverityMark(cell.severity, words.severity(cell.severity))
    return LAST_NUMBER.sub(STUCK, cell) if isinstance(cell, str) else cell


def _bars(bars: outline.Bars, wide: float) -> Any:
    return stacked_bars(bars.rows, bars.words, wide=wide, unknown=words.no_data())


def _picture(block: outline.Map, areas: Sequence[Area]) -> layout.Figure:
    valued = colour(block, areas)
    if not valued:
        return layout.figure([_bars(block.bars, layout.WIDE)], block.note)
    drawn = area_map(valued, wide=layout.WIDE * 0.5, high=MAP_HIGH, words=map_words())
    return layout.figure([drawn, _gap(), _bars(block.bars, layout.WIDE * 0.46)], block.note)


def _gap() -> Any:
    return layout.Drawing(layout.WIDE * 0.04, 1)


def colour(block: outline.Map, areas: Sequence[Area]) -> list[Area]:
    """Give the areas that the block knows with their values; an area it does not know stays "no data"."""
    found = []
    for area in areas:
        value, worst = block.values.get(area.code, (None, ""))
        found.append(Area(area.code, area.name, area.rings, area.centre, value, worst))
    return found


def map_words() -> Words:
    """Give the words of a map's legend."""
    return Words(none=words.no_data(), zero="0")
