"""A whole document: letterhead, footer with page x of y, signature block; flowables in, bytes out. No ORM."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Spacer

from desk.charts import palette
from desk.charts.fonts import SANS, SEMIBOLD, SERIF, SERIF_BOLD, drawable, fit, load, width
from desk.paper import layout

HEAD = 26 * mm
FOOT_BASE = 10.5 * mm
FOOT_SIZE = 7.8
FOOT_LEAST = 5.6
FOOT_LEADING = 9.4
FOOT_SEPARATOR = " · "
LOGO = (17 * mm, 20 * mm)
OFFICE = 17
OFFICES = ((27.5 * mm,), (25 * mm, 28.8 * mm))  # how far down one line of an office's name stands, and two
ADDRESS = ((33 * mm,), (32.2 * mm, 35.8 * mm))  # how far down one line of an address stands, and two
LEAST = 0.62  # of its size to which a line of the letterhead may shrink


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
    """What stands around the text of a document; `draft` is a word printed across every page, "" for none.

    The footer's parts, divided by " · ", stay whole: they take a second line where one does not hold them.
    """

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
    lines += [layout.text(f"NIP {signature.nip.strip() or '.' * 36}", layout.CENTRED)]
    checks = [layout.text(line, layout.SMALL) for line in proof.lines]
    beside = layout.bare([[layout.Code(proof.url, 21 * mm), checks]], [25 * mm, left - 31 * mm], "BOTTOM")
    # One row: it goes to the next page as a whole.
    return layout.bare([[beside, lines]], [left, layout.WIDE - left], "BOTTOM")


class _Document(BaseDocTemplate):
    """Counts its pages once: "page x of y" is a form of each page, filled in when the total is known."""

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
        self._foot = foot_lines(sheet.footer, layout.WIDE - self._room() - 6 * mm)
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
        canvas.setFillColor(palette.MUTED)
        for index, (words, size) in enumerate(self._foot):
            canvas.setFont(SANS, size)
            canvas.drawString(layout.LEFT, FOOT_BASE - index * FOOT_LEADING, words)
        canvas.saveState()
        canvas.translate(right - self._room(), FOOT_BASE)
        canvas.doForm(f"page-{self.page}")
        canvas.restoreState()

    def _room(self) -> float:
        return width(self.sheet.page_of % {"page": 9999, "pages": 9999}, SANS, FOOT_SIZE)

    def _endBuild(self) -> None:
        canvas, room = self.canv, self._room()
        for page in range(1, self.page + 1):
            canvas.beginForm(f"page-{page}", 0, -3, room, 10)
            canvas.setFont(SANS, FOOT_SIZE)
            canvas.setFillColor(palette.MUTED)
            canvas.drawRightString(room, 0, self.sheet.page_of % {"page": page, "pages": self.page})
            canvas.endForm()
        super()._endBuild()


def foot_lines(footer: str, room: float) -> list[tuple[str, float]]:
    """Give the footer as at most two lines with their sizes in points; parts stay whole, the type shrinks first."""
    lines: list[str] = []
    for part in drawable(footer).replace("\n", " ").split(FOOT_SEPARATOR):
        longer = FOOT_SEPARATOR.join([lines[-1], part]) if lines else part
        if lines and (len(lines) == 2 or width(longer, SANS, FOOT_SIZE) <= room):
            lines[-1] = longer
        else:
            lines.append(part)
    found = []
    for line in lines:
        size = max(FOOT_LEAST, min(FOOT_SIZE, FOOT_SIZE * room / (width(line, SANS, FOOT_SIZE) or room)))
        found.append((fit(line, SANS, size, room + 0.01), size))
    return found


def _template(name: str, high: float, on_page: Any, then: str | None) -> PageTemplate:
    frame = Frame(layout.LEFT, layout.BOTTOM, layout.WIDE, high, 0, 0, 0, 0, id=name)
    return PageTemplate(name, [frame], onPage=on_page, autoNextPageTemplate=then)


def _letterhead(canvas: Any, head: Head) -> None:
    wide, high = A4
    right = wide - layout.RIGHT
    picture = _picture(head.logo)
    middle = wide / 2 + (LOGO[0] / 2 if picture else 0)
    room = right - layout.LEFT - (2 * LOGO[0] if picture else 0)
    canvas.setFillColor(palette.INK)
    canvas.setStrokeColor(palette.INK)
    if picture:
        canvas.drawImage(picture, layout.LEFT, high - 37 * mm, *LOGO, mask="auto", preserveAspectRatio=True, anchor="c")
    address = two_lines(head.address, SANS, 8.6, room)
    office = two_lines(head.office, SERIF_BOLD, OFFICE * LEAST, room)
    lines = [
        (head.government, SERIF, 13, 20.5 * mm),
        *((words, SERIF_BOLD, OFFICE, down) for words, down in zip(office, OFFICES[len(office) - 1], strict=True)),
        *((words, SANS, 8.6, down) for words, down in zip(address, ADDRESS[len(address) - 1], strict=True)),
    ]
    for words, font, size, down in lines:
        most = size if len(office) == 1 or size != OFFICE else size * LEAST  # both halves of a name in one size
        shrunk = max(size * LEAST, min(most, size * room / (width(drawable(words), font, size) or room)))
        canvas.setFont(font, shrunk)
        canvas.drawCentredString(middle, high - down, fit(words, font, shrunk, room + 0.01))
    canvas.setLineWidth(2)
    canvas.line(layout.LEFT, high - 38.6 * mm, right, high - 38.6 * mm)
    canvas.setLineWidth(0.6)
    canvas.line(layout.LEFT, high - 39.8 * mm, right, high - 39.8 * mm)


def two_lines(words: str, font: str, size: float, room: float) -> list[str]:
    """Break a line at a space into two alike halves where one line does not hold it; each may still be too long."""
    plain = drawable(words).replace("\n", " ")
    if width(plain, font, size) <= room or " " not in plain:
        return [plain]
    parts = plain.split(" ")
    halves = [(" ".join(parts[:n]).rstrip(" ·"), " ".join(parts[n:]).lstrip(" ·")) for n in range(1, len(parts))]
    return list(min(halves, key=lambda both: max(width(each, font, size) for each in both)))


def _picture(logo: bytes) -> Any:
    """Give the coat of arms, None for bytes that cannot be drawn: a paper without one is better than none."""
    if not logo:
        return None
    try:
        picture = ImageReader(io.BytesIO(logo))
        picture.getRGBData()
    except (OSError, ValueError, SyntaxError):
        return None
    return picture


def _watermark(canvas: Any, word: str) -> None:
    canvas.saveState()
    canvas.setFillColor(Color(0.56, 0.06, 0.21, alpha=0.09))
    canvas.setFont(SEMIBOLD, 108)
    canvas.translate(A4[0] / 2, A4[1] / 2)
    canvas.rotate(52)
    canvas.drawCentredString(0, -36, word)
    canvas.restoreState()
