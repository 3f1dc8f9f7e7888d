"""A whole document: letterhead, footer with page x of y, signature block; flowables in, bytes out. No ORM."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageTemplate, Spacer

from desk.charts import palette
from desk.charts.fonts import SANS, SEMIBOLD, SERIF, SERIF_BOLD, drawable, fit, load, width
from desk.paper import layout

HEAD = 26 * mm
FOOT_BASE = 10.5 * mm
FOOT_SIZE = 7.8
LOGO = (17 * mm, 20 * mm)


@dataclass(frozen=True, slots=True)
class Head:
    """The letterhead: two lines, an address, and a coat of arms as PNG bytes."""

    government: str
    office: str
    address: str = ""
    logo: bytes = b""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: position, name and NIP; an empty name leaves a line to write on."""

    position: str
    name: str = ""
    nip: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """How a reader checks the document: address for the QR code, and the lines that stand beside it."""

    url: str
    lines: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands around the text of a document; `draft` is a word printed across every page, "" for none."""

    head: Head
    footer: str
    title: str
    author: str
    page_of: str = "%(page)s dari %(pages)s"
    subject: str = ""
    language: str = "id"
    draft: str = ""


def build(sheet: Sheet, story: Sequence[Flowable]) -> tuple[bytes, int]:
    """Draw the document; gives its bytes, equal whenever the input is equal, and the number of pages."""
    load()
    target = io.BytesIO()
    document = _Document(sheet, target)
    document.build(list(story))
    return target.getvalue(), document.page


def signature_block(signature: Signature, proof: Proof) -> Flowable:
    """Give the signature block with free space for a real signature, and beside it how to check the document."""
    left = layout.WIDE * 0.54
    name = signature.name.strip() or "." * 44
    lines: list[Flowable] = [layout.text(signature.position, layout.CENTRED)]
    lines += [Spacer(1, 19 * mm), layout.text(name, layout.CENTRED)]
    lines += [layout.text(f"NIP {signature.nip}".rstrip(), layout.CENTRED)]
    checks = [layout.text(line, layout.SMALL) for line in proof.lines]
    beside = layout.bare([[layout.Code(proof.url, 21 * mm), checks]], [25 * mm, left - 31 * mm], "BOTTOM")
    return KeepTogether(layout.bare([[beside, lines]], [left, layout.WIDE - left], "BOTTOM"))


class _Document(BaseDocTemplate):
    """Counts its pages once: the total is a form that is drawn on every page and filled in at the end."""

    def __init__(self, sheet: Sheet, target: io.BytesIO) -> None:
        super().__init__(
            target,
            pagesize=A4,
            title=drawable(sheet.title),
            author=drawable(sheet.author),
            subject=drawable(sheet.subject),
            creator="Desk Pemilu",
            lang=sheet.language,
            invariant=1,
            pageCompression=1,
        )
        self.sheet = sheet
        before, after = sheet.page_of.split("%(pages)s")
        self._before, self._after = before, after
        body = A4[1] - layout.BOTTOM
        self.addPageTemplates(
            [
                _template("first", body - layout.TOP - HEAD, self._first, "rest"),
                _template("rest", body - layout.TOP, self._each, None),
            ]
        )

    def _first(self, canvas: Any, document: Any) -> None:
        _letterhead(canvas, self.sheet.head)
        self._each(canvas, document)

    def _each(self, canvas: Any, _document: Any) -> None:
        if self.sheet.draft:
            _watermark(canvas, self.sheet.draft)
        right = A4[0] - layout.RIGHT
        canvas.setStrokeColor(palette.LINE)
        canvas.setLineWidth(0.6)
        canvas.line(layout.LEFT, 15 * mm, right, 15 * mm)
        canvas.setFont(SANS, FOOT_SIZE)
        canvas.setFillColor(palette.MUTED)
        page = self._before % {"page": self.page}
        # The total is not known yet: room for three digits is kept at the right.
        room = width(f"999{self._after}", SANS, FOOT_SIZE)
        canvas.drawString(layout.LEFT, FOOT_BASE, fit(self.sheet.footer, SANS, FOOT_SIZE, layout.WIDE - room - 18 * mm))
        canvas.drawRightString(right - room, FOOT_BASE, page)
        canvas.saveState()
        canvas.translate(right - room, FOOT_BASE)
        canvas.doForm("total")
        canvas.restoreState()

    def _endBuild(self) -> None:
        canvas = self.canv
        canvas.beginForm("total", 0, -3, 60, 10)
        canvas.setFont(SANS, FOOT_SIZE)
        canvas.setFillColor(palette.MUTED)
        canvas.drawString(0, 0, f"{self.page}{self._after}")
        canvas.endForm()
        super()._endBuild()


def _template(name: str, high: float, on_page: Any, then: str | None) -> PageTemplate:
    frame = Frame(layout.LEFT, layout.BOTTOM, layout.WIDE, high, 0, 0, 0, 0, id=name)
    return PageTemplate(name, [frame], onPage=on_page, autoNextPageTemplate=then)


def _letterhead(canvas: Any, head: Head) -> None:
    wide, high = A4
    right = wide - layout.RIGHT
    middle = wide / 2 + (LOGO[0] / 2 if head.logo else 0)
    room = right - layout.LEFT - (2 * LOGO[0] if head.logo else 0)
    canvas.setFillColor(palette.INK)
    canvas.setStrokeColor(palette.INK)
    if head.logo:
        image = ImageReader(io.BytesIO(head.logo))
        canvas.drawImage(image, layout.LEFT, high - 37 * mm, *LOGO, mask="auto", preserveAspectRatio=True, anchor="c")
    lines = (
        (head.government, SERIF, 13, 20.5 * mm),
        (head.office, SERIF_BOLD, 17, 27.5 * mm),
        (head.address, SANS, 8.6, 33 * mm),
    )
    for words, font, size, down in lines:
        canvas.setFont(font, size)
        canvas.drawCentredString(middle, high - down, fit(words, font, size, room))
    canvas.setLineWidth(2)
    canvas.line(layout.LEFT, high - 38.6 * mm, right, high - 38.6 * mm)
    canvas.setLineWidth(0.6)
    canvas.line(layout.LEFT, high - 39.8 * mm, right, high - 39.8 * mm)


def _watermark(canvas: Any, word: str) -> None:
    canvas.saveState()
    canvas.setFillColor(Color(0.56, 0.06, 0.21, alpha=0.09))
    canvas.setFont(SEMIBOLD, 108)
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, -36, word)
    canvas.restoreState()
