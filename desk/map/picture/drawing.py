"""Draws a situation: one drawing for the page, the PDF and the PNG. Pure: plain values in, drawings and bytes out."""

import io

from django.utils.translation import gettext as _
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing, Group, String
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from desk.charts import palette
from desk.charts.fonts import SANS, SEMIBOLD, drawable, fit, load, markup
from desk.charts.pictures import picture
from desk.charts.png import png as pixels
from desk.map.picture.situation import Situation
from desk.paper import layout

PAGE = landscape(A4)
EDGE = 14 * mm
HEAD, FOOT = 21 * mm, 17 * mm
WIDE, HIGH = PAGE[0] - 2 * EDGE, PAGE[1] - 2 * EDGE - HEAD - FOOT
ON_PAGE = (900.0, 560.0)
RIM = 16.0
SLACK = 1.12  # the page draws with whatever typeface the device has


def on_page(found: Situation) -> Drawing:
    """Draw the view for the page."""
    return _view(found, *ON_PAGE, slack=SLACK)


def pdf(found: Situation, footer: str) -> bytes:
    """Give one A4 page, landscape: title, what it is narrowed to, the view with legend and scale bar, sources."""
    load()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=PAGE, invariant=1, pageCompression=1, lang="id")
    canvas.setTitle(drawable(heading(found)))
    canvas.setAuthor("Desk Pemilu")
    canvas.setCreator("Desk Pemilu")
    renderPDF.draw(_head(found, WIDE), canvas, EDGE, PAGE[1] - EDGE - HEAD)
    renderPDF.draw(_view(found, WIDE, HIGH), canvas, EDGE, EDGE + FOOT)
    words = Paragraph(markup(" ".join(part for part in (foot(found), footer) if part)), layout.SMALL)
    _width, high = words.wrap(WIDE, FOOT)
    words.drawOn(canvas, EDGE, EDGE + max(FOOT - 4 * mm - high, 0))
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def png(found: Situation) -> bytes:
    """Give the same page as pixels, title and sources in it."""
    load()
    whole = Drawing(WIDE + 2 * RIM, HEAD + HIGH + FOOT + 2 * RIM)
    for part, up in ((_head(found, WIDE), HIGH + FOOT), (_view(found, WIDE, HIGH), FOOT)):
        whole.add(Group(*part.contents, transform=(1, 0, 0, 1, RIM, RIM + up)))
    for place, line in enumerate(_wrapped(foot(found), WIDE)):
        whole.add(String(RIM, RIM + FOOT - 14 - place * 10, line, fontName=SANS, fontSize=8, fillColor=palette.MUTED))
    return pixels(whole, scale=2.4)


def heading(found: Situation) -> str:
    """Give the title in one line."""
    return f"{found.title}: {found.key.title}" + (f", {found.place}" if found.place else "")


def foot(found: Situation) -> str:
    """Give sources and notes in one paragraph."""
    unplaced = _("%(n)d TPS belum mempunyai posisi dan tidak ada di gambar.") % {"n": found.unplaced}
    parts = [_("Sumber: %(sources)s") % {"sources": found.sources}, found.note, unplaced if found.unplaced else ""]
    return " ".join(part for part in parts if part)


def _view(found: Situation, wide: float, high: float, slack: float = 1.0) -> Drawing:
    return picture(
        found.patches, found.spots, found.key, bounds=found.bounds, wide=wide, high=high, slack=slack, over=found.over
    )


def _head(found: Situation, wide: float) -> Drawing:
    drawing = Drawing(wide, HEAD)
    title = heading(found) + (f" ({_('simulasi')})" if found.simulated else "")
    lines = [(title, SEMIBOLD, 15, palette.ACCENT, 40), (found.as_of, SANS, 9.5, palette.INK, 24)]
    lines.append((" · ".join(found.narrowed) or _("Tanpa saringan"), SANS, 9.5, palette.MUTED, 11))
    for words, font, size, colour, up in lines:
        text = fit(drawable(words), font, size, wide)
        drawing.add(String(0, up, text, fontName=font, fontSize=size, fillColor=colour))
    return drawing


def _wrapped(words: str, wide: float) -> list[str]:
    rows = [""]
    for word in drawable(words).split():
        longer = f"{rows[-1]} {word}".strip()
        if fit(longer, SANS, 8, wide) == longer:
            rows[-1] = longer
        else:
            rows.append(word)
    return rows[:4]
