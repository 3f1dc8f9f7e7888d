"""The paper of a meeting's minutes: a record in, bytes out. No ORM, no clock; equal input gives equal bytes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer

from desk.charts.fonts import SEMIBOLD, markup
from desk.paper import layout, sheet

CLOSING_MOST = 480  # points: a higher end of the paper may break across pages
_ITEM = ParagraphStyle("minutes-item", parent=layout.STRONG, spaceBefore=7, spaceAfter=2, keepWithNext=1)
_ENTRY = ParagraphStyle("minutes-entry", parent=layout.BODY, leftIndent=12, bulletIndent=2)
_LINE = ParagraphStyle("minutes-line", parent=layout.BODY, spaceAfter=3)
_TITLE = ParagraphStyle("minutes-title", parent=layout.CENTRED, fontName=SEMIBOLD, fontSize=13, leading=17)
_ENTRIES = re.compile(r"^(-|\d{1,3}[.)]|[a-z][.)]) +(.*)$")


@dataclass(frozen=True, slots=True)
class Attendee:
    """One invited agency: whether it came, and as what; an empty presence was not recorded."""

    agency: str
    presence: str
    position: str


@dataclass(frozen=True, slots=True)
class Point:
    """One item of the agenda with what was said about it; `about` names the risk, task or decision it came from."""

    title: str
    about: str
    minutes: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One decision: by whom, until when, and the number of its task with its state, each "" where there is none."""

    text: str
    owner: str
    due: str
    task: str


@dataclass(frozen=True, slots=True)
class Record:
    """All that the paper says."""

    head: sheet.Head
    number: str
    classification: str
    enclosures: str
    subject: str
    place_and_date: str
    title: str
    facts: Sequence[tuple[str, str]]
    attendees: Sequence[Attendee]
    points: Sequence[Point]
    before: str
    follow_ups: Sequence[Outcome]
    decisions: Sequence[Outcome]
    people: str
    signature: sheet.Signature
    proof: sheet.Proof
    copies: Sequence[str] = ()
    correction: str = ""
    draft: str = ""


def render(record: Record) -> tuple[bytes, int]:
    """Draw the paper; gives its bytes and the number of pages."""
    around = sheet.Sheet(
        head=record.head,
        footer=_("Nomor %(number)s · notulen rapat · %(day)s")
        % {"number": record.number, "day": record.facts[0][1] if record.facts else ""},
        title=record.subject,
        author=f"{record.head.office} · {record.head.government}",
        subject=record.title,
        page_of=_("%(page)s dari %(pages)s"),
        draft=record.draft,
    )
    return sheet.build(around, _story(record))


def _story(record: Record) -> list[Flowable]:
    story: list[Flowable] = [_address(record), Spacer(1, 10)]
    if record.correction:
        story += [layout.boxed([layout.text(record.correction)]), Spacer(1, 8)]
    story += [layout.text(_("NOTULEN"), _TITLE), layout.text(record.title, layout.CENTRED), Spacer(1, 8)]
    story.append(_facts(record.facts))
    parts = [
        (_("Daftar hadir"), "hadir", _attendance(record)),
        (_("Agenda"), "agenda", _agenda(record)),
        *([(_("Tindak lanjut rapat lalu"), "lalu", _before(record))] if record.before else []),
        (_("Pembahasan"), "pembahasan", _discussion(record)),
        (_("Keputusan"), "keputusan", _decisions(record)),
    ]
    last: list[Flowable] = []
    for index, (title, key, flowables) in enumerate(parts, 1):
        story += last
        head = layout.heading(f"{index} · {title}", key)
        if hasattr(flowables[0], "repeatRows"):
            head = [layout.room_for(layout.height(head[1:]) + layout.beginning(flowables[0])), *head[1:]]
        last = [*head, *flowables]
    closing = _closing(record)
    whole = layout.height([*last, *closing])
    # A signature alone on a page could belong to any paper: the last part goes along where that is possible.
    return [*story, layout.room_for(whole if whole < CLOSING_MOST else 0), *last, *closing]


def _address(record: Record) -> Flowable:
    left = layout.WIDE * 0.66
    facts = layout.pairs(
        [
            (_("Nomor"), record.number),
            (_("Sifat"), record.classification),
            (_("Lampiran"), record.enclosures),
            (_("Hal"), record.subject),
        ],
        left - 10,
    )
    return layout.bare([[facts, layout.text(record.place_and_date)]], [left, layout.WIDE - left])


def _facts(facts: Sequence[tuple[str, str]]) -> Flowable:
    rows = [[layout.text(label), layout.text(":"), layout.text(value)] for label, value in facts]
    return layout.bare(rows, [36 * mm, 3 * mm, layout.WIDE - 39 * mm])


def _attendance(record: Record) -> list[Flowable]:
    if not record.attendees:
        return [layout.text(_("Tidak ada daftar undangan yang dicatat."))]
    columns = [
        layout.Column(_("No."), 7, numeric=True),
        layout.Column(_("Instansi"), 45),
        layout.Column(_("Kehadiran"), 18),
        layout.Column(_("Jabatan yang hadir"), 30),
    ]
    rows = [
        [str(index), each.agency, each.presence or None, each.position or "–"]
        for index, each in enumerate(record.attendees, 1)
    ]
    return [layout.table(columns, rows, _("belum dicatat"))]


def _agenda(record: Record) -> list[Flowable]:
    if not record.points:
        return [layout.text(_("Rapat ini tidak memakai butir agenda."))]
    columns = [
        layout.Column(_("No."), 7, numeric=True),
        layout.Column(_("Butir"), 55),
        layout.Column(_("Tentang"), 24),
        layout.Column(_("Menit"), 10, numeric=True),
    ]
    rows = [
        [str(index), each.title, each.about or "–", str(each.minutes) if each.minutes else "–"]
        for index, each in enumerate(record.points, 1)
    ]
    return [layout.table(columns, rows, "–")]


def _before(record: Record) -> list[Flowable]:
    story: list[Flowable] = []
    if record.follow_ups:
        story += [_outcomes(record.follow_ups, _("Keadaan"), _("belum menjadi tugas")), Spacer(1, 3)]
    return [*story, layout.text(record.before, layout.SMALL)]


def _discussion(record: Record) -> list[Flowable]:
    if not record.points:
        return [layout.text(_("Tidak ada pembahasan yang dicatat."))]
    story: list[Flowable] = []
    for index, each in enumerate(record.points, 1):
        story.append(layout.text(f"{index}. {each.title}", _ITEM))
        lines = [line for line in each.text.split("\n") if line.strip()]
        story += [_line(line) for line in lines] or [layout.text(_("Tidak ada catatan."), layout.SMALL)]
    return story


def _line(line: str) -> Flowable:
    entry = _ENTRIES.match(line)
    if not entry:
        return layout.text(line, _LINE)
    sign = "–" if entry[1] == "-" else entry[1]
    style = _ENTRY if len(sign) < 3 else ParagraphStyle("minutes-entry-wide", parent=_ENTRY, leftIndent=20)
    return Paragraph(markup(entry[2]), style, bulletText=sign)


def _decisions(record: Record) -> list[Flowable]:
    if not record.decisions:
        return [layout.text(_("Rapat ini tidak mengambil keputusan."))]
    return [_outcomes(record.decisions, _("Tugas"), "–")]


def _outcomes(rows: Sequence[Outcome], last: str, without: str) -> Flowable:
    columns = [
        layout.Column(_("No."), 7, numeric=True),
        layout.Column(_("Keputusan"), 44),
        layout.Column(_("Penanggung jawab"), 22),
        layout.Column(_("Tenggat"), 13),
        layout.Column(last, 14),
    ]
    # A paragraph of its own is not cut to the length of a cell.
    cells = [
        [str(index), layout.text(each.text, layout.CELL), each.owner or "–", each.due or "–", each.task or without]
        for index, each in enumerate(rows, 1)
    ]
    return layout.table(columns, cells, "–")


def _closing(record: Record) -> list[Flowable]:
    story: list[Flowable] = []
    if record.people:
        story += [Spacer(1, 6), layout.text(record.people, layout.SMALL)]
    story += [Spacer(1, 12), sheet.signature_block(record.signature, record.proof)]
    if record.copies:
        story += [
            Spacer(1, 6),
            layout.text(_("Tembusan: %(copies)s") % {"copies": "; ".join(record.copies)}, layout.SMALL),
        ]
    return story
