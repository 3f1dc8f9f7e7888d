"""Plan sheets on paper: one page for each station, to be read and filled in by hand in the field. No ORM, no clock."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, String
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepInFrame, NextPageTemplate, PageBreak, Spacer, Table, TableStyle

from desk.charts import palette
from desk.charts.fonts import SANS, SEMIBOLD, fit
from desk.paper import layout, sheet

LINE_HIGH = 10.5 * mm
SKETCH = 30 * mm
PAGE_HIGH = 297 * mm - layout.TOP - sheet.HEAD - layout.BOTTOM
NAME_MOST = 120


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the sheet of one station; texts are ready to print, "" where nothing is known.

    `bearing` is in degrees from north; `phones` are (agency and role, number) pairs.
    """

    station: str
    code: str
    place: str
    address: str
    position: str
    voters: str
    state: str
    means: str
    reserve: str
    signal: str
    bearing: int | None
    decider: str
    leaves: str
    hands_over: str
    permission: str
    note: str
    lacks: Sequence[str] = field(default_factory=tuple)
    steps: Sequence[str] = field(default_factory=tuple)
    reserve_steps: Sequence[str] = field(default_factory=tuple)
    phones: Sequence[tuple[str, str]] = field(default_factory=tuple)


def render(pages: Sequence[Page], *, head: sheet.Head, title: str, footer: str) -> tuple[bytes, int]:
    """Draw the sheets, each on a page of its own under the letterhead; gives bytes and number of pages."""
    around = sheet.Sheet(
        head=head,
        footer=footer,
        title=title,
        author=f"{head.office} · {head.government}",
        page_of=_("%(page)s dari %(pages)s"),
    )
    story: list[Flowable] = []
    for index, page in enumerate(pages):
        if index:
            # Each sheet goes to another place, so each bears the letterhead.
            story += [NextPageTemplate("first"), PageBreak()]
        story.append(KeepInFrame(layout.WIDE, PAGE_HIGH - 2, _page(page), mode="shrink"))
    return sheet.build(around, story)


def _page(page: Page) -> list[Flowable]:
    wide = layout.WIDE - SKETCH - 4 * mm
    unknown = _("belum ditentukan")
    facts = [
        (_("Letak"), page.address or page.position or _("alamat tidak ada data")),
        (_("Pemilih"), page.voters or _("tidak ada data")),
        (_("Keadaan"), page.state or _("tidak ada data")),
        (_("Titik sinyal"), page.signal or unknown),
    ]
    story: list[Flowable] = [
        layout.text(_("LEMBAR RENCANA CADANGAN TPS TANPA SINYAL"), layout.SMALL),
        layout.Heading(page.station[:NAME_MOST], page.code),
        layout.text(f"{page.code} · {page.place}", layout.SMALL, most=200),
        Spacer(1, 5),
        layout.bare([[_facts(facts, wide), _compass(page.bearing)]], [wide + 4 * mm, SKETCH], "TOP"),
    ]
    if page.lacks:
        words = _("BELUM LENGKAP: %(lacks)s.") % {"lacks": "; ".join(page.lacks)}
        story += [Spacer(1, 3), layout.boxed([layout.text(words, layout.CELL)])]
    plan = [
        (_("Cara utama"), page.means or unknown),
        (_("Cadangan"), page.reserve or unknown),
        (_("Memutuskan"), page.decider or unknown),
        (_("Jadwal"), _schedule(page, unknown)),
    ]
    if page.permission:
        plan.append((_("Nomor izin"), page.permission))
    if page.note:
        plan.append((_("Catatan"), page.note))
    story += [Spacer(1, 5), _facts(plan, layout.WIDE)]
    story += [_label(_("Langkah petugas")), *_numbered(page.steps)]
    if page.reserve_steps:
        story += [_label(_("Bila cara utama gagal"), 3), *_numbered(page.reserve_steps)]
    story += [_label(_("Yang dihubungi")), _phones(page.phones)]
    story += [_label(_("Serah terima (diisi dengan tangan; kedua pihak menandatangani)")), _hand_over()]
    return story


def _schedule(page: Page, unknown: str) -> str:
    return _("berangkat %(leaves)s · serah terima ke PPK %(hands_over)s") % {
        "leaves": page.leaves or unknown,
        "hands_over": page.hands_over or unknown,
    }


def _label(words: str, above: float = 6) -> Flowable:
    made = layout.bare([[layout.text(words, layout.STRONG)]], [layout.WIDE])
    made.spaceBefore = above
    return made


def _facts(rows: Sequence[tuple[str, str]], wide: float) -> Table:
    label = 25 * mm
    cells = [[layout.text(name, layout.SMALL), layout.text(value, layout.CELL, most=320)] for name, value in rows]
    return layout.bare(cells, [label, wide - label])


def _numbered(steps: Sequence[str]) -> list[Flowable]:
    cells = [
        [layout.text(f"{index}.", layout.CELL), layout.text(step, layout.CELL)] for index, step in enumerate(steps, 1)
    ]
    return [layout.bare(cells, [6 * mm, layout.WIDE - 6 * mm])] if cells else []


def _phones(phones: Sequence[tuple[str, str]]) -> Flowable:
    rows = list(phones) or [("", "")]
    cells = [
        [layout.text(who or " ", layout.CELL, most=160), layout.text(phone or " ", layout.STRONG)]
        for who, phone in rows
    ]
    made = Table(cells, colWidths=[layout.WIDE * 0.66, layout.WIDE * 0.34], hAlign="LEFT")
    made.setStyle(_RULED)
    return made


def _hand_over() -> Flowable:
    head = [
        _("Yang diserahkan"), _("Jam (WIB)"), _("Yang menyerahkan (jabatan, tanda tangan)"),
        _("Yang menerima (jabatan, tanda tangan)"),
    ]  # fmt: skip
    things = [_("Kotak dan formulir"), _("Formulir (salinan)"), "", ""]
    cells = [[layout.text(each, layout.HEAD_CELL) for each in head]]
    cells += [[layout.text(thing or " ", layout.CELL), "", "", ""] for thing in things]
    shares = (0.2, 0.14, 0.33, 0.33)
    high = [None, *([LINE_HIGH] * len(things))]
    made = Table(cells, colWidths=[layout.WIDE * share for share in shares], rowHeights=high, hAlign="LEFT")
    made.setStyle(_GRID)
    return made


def _compass(bearing: int | None) -> Drawing:
    """Draw north and, where it is known, the direction to the signal point: a sketch, not a map."""
    drawing = Drawing(SKETCH, SKETCH)
    middle, reach = SKETCH / 2, SKETCH / 2 - 8
    drawing.add(Circle(middle, middle, reach, strokeColor=palette.LINE, fillColor=None, strokeWidth=0.8))
    for word, angle in ((_("U"), 0), (_("T"), 90), (_("S"), 180), (_("B"), 270)):
        x, y = _at(middle, reach + 5, angle)
        drawing.add(String(x, y - 2.6, word, fontName=SANS, fontSize=7.4, fillColor=palette.MUTED, textAnchor="middle"))
    drawing.add(Circle(middle, middle, 1.8, strokeColor=None, fillColor=palette.INK))
    if bearing is None:
        words = fit(_("arah belum ada"), SANS, 6.6, reach * 1.9)
        drawing.add(
            String(middle, middle - 12, words, fontName=SANS, fontSize=6.6, fillColor=palette.MUTED,
                   textAnchor="middle")
        )  # fmt: skip
        return drawing
    tip = _at(middle, reach - 3, bearing)
    drawing.add(Line(middle, middle, *tip, strokeColor=palette.ACCENT, strokeWidth=1.8))
    wings = [*_at(middle, reach - 10, bearing - 12), *_at(middle, reach - 10, bearing + 12)]
    drawing.add(Polygon([*tip, *wings], fillColor=palette.ACCENT, strokeColor=None))
    back = _at(middle, reach * 0.55, bearing + 180)
    drawing.add(
        String(back[0], back[1] - 3, f"{bearing}°", fontName=SEMIBOLD, fontSize=8, fillColor=palette.INK,
               textAnchor="middle")
    )  # fmt: skip
    return drawing


def _at(middle: float, far: float, bearing: float) -> tuple[float, float]:
    angle = math.radians(bearing)
    return middle + far * math.sin(angle), middle + far * math.cos(angle)


_RULED = TableStyle(
    [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, palette.LINE),
        ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
)
_GRID = TableStyle(
    [
        ("GRID", (0, 0), (-1, -1), 0.5, palette.MUTED),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
    ]
)
