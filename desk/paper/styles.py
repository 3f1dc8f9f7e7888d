"""Measures and typefaces of official paper, and the paragraph of plain text. Lengths are points.

Every text of a person passes through `markup`, so that nothing in it is taken for markup and what the typefaces lack
becomes a visible placeholder.
"""

from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph

from desk.charts import palette
from desk.charts.fonts import ITALIC, SANS, SEMIBOLD, load, markup

LEFT, RIGHT, TOP, BOTTOM = 22 * mm, 20 * mm, 18 * mm, 20 * mm
WIDE = A4[0] - LEFT - RIGHT
PAGE_MOST = 600  # points that fit below the letterhead too
load()  # the styles below name the typefaces

BODY = ParagraphStyle(
    "body", fontName=SANS, fontSize=10.2, leading=14.2, textColor=palette.INK, allowWidows=0, allowOrphans=0
)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=9, leading=11.4)
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8.2, leading=10.6, textColor=palette.MUTED)
HEAD_CELL = ParagraphStyle("head-cell", parent=CELL, fontName=SEMIBOLD, fontSize=8.4, leading=10.4)
STRONG = ParagraphStyle("strong", parent=BODY, fontName=SEMIBOLD)
CENTRED = ParagraphStyle("centred", parent=BODY, alignment=TA_CENTER)
HEADING = ParagraphStyle(
    "heading",
    parent=BODY,
    fontName=SEMIBOLD,
    fontSize=12.2,
    leading=15,
    textColor=palette.ACCENT,
    spaceBefore=11,
    spaceAfter=4,
)
NONE = ParagraphStyle("none", parent=CELL, fontName=ITALIC, textColor=palette.MUTED)
SIDES = {
    style.name: ParagraphStyle(f"{style.name}-right", parent=style, alignment=TA_RIGHT)
    for style in (CELL, HEAD_CELL, NONE)
}


def text(words: str, style: ParagraphStyle = BODY, most: int = 0) -> Paragraph:
    """Give a paragraph of plain text."""
    return Paragraph(markup(words, most), style)
