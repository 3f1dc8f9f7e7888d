"""The typefaces of paper and charts, and what to do with writing that they lack."""

import unicodedata
from functools import cache
from importlib.resources import files
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SANS, SEMIBOLD, ITALIC = "DeskSans", "DeskSans-Semibold", "DeskSans-Italic"
SERIF, SERIF_BOLD = "DeskSerif", "DeskSerif-Bold"
KEPT_SPACES = {"\n", "\N{NO-BREAK SPACE}"}
PLACEHOLDER = "☐"
_FILES = {
    SANS: ("font_source_sans_pro", "SourceSansPro-Regular.ttf"),
    SEMIBOLD: ("font_source_sans_pro", "SourceSansPro-Semibold.ttf"),
    ITALIC: ("font_source_sans_pro", "SourceSansPro-It.ttf"),
    SERIF: ("font_source_serif_pro", "SourceSerifPro-Regular.ttf"),
    SERIF_BOLD: ("font_source_serif_pro", "SourceSerifPro-Bold.ttf"),
}


@cache
def load() -> frozenset[int]:
    """Register the typefaces once with ReportLab; gives the code points that every one of them can draw."""
    drawable: set[int] | None = None
    for name, (package, file) in _FILES.items():
        font = TTFont(name, str(files(package) / "files" / file))
        pdfmetrics.registerFont(font)
        known = set(font.face.charToGlyph)
        drawable = known if drawable is None else drawable & known
    pdfmetrics.registerFontFamily(SANS, normal=SANS, bold=SEMIBOLD, italic=ITALIC, boldItalic=SEMIBOLD)
    pdfmetrics.registerFontFamily(SERIF, normal=SERIF, bold=SERIF_BOLD, italic=SERIF, boldItalic=SERIF_BOLD)
    return frozenset(drawable or ())


def drawable(text: str) -> str:
    """Give a text as it can be printed: each run of characters that the typefaces lack becomes one placeholder.

    Line breaks and no-break spaces stay, other control and invisible characters go.
    """
    if text.isascii() and text.isprintable():
        return text
    known = load()
    out: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        if char in KEPT_SPACES or (ord(char) in known and char.isprintable()):
            out.append(char)
        elif char.isspace():
            out.append(" ")
        elif unicodedata.category(char) in {"Cc", "Cf", "Mn", "Me"}:
            continue
        elif not out or out[-1] != PLACEHOLDER:
            out.append(PLACEHOLDER)
    return "".join(out)


def markup(text: str, most: int = 0) -> str:
    """Give a user's text safe for ReportLab's paragraphs: nothing in it is markup, line breaks become <br/>.

    `most` cuts it to that many characters, with an ellipsis.
    """
    plain = drawable(text).strip()
    if most and len(plain) > most:
        plain = plain[: most - 1].rstrip() + "…"
    return escape(plain).replace("\n", "<br/>")


def width(text: str, font: str, size: float) -> float:
    """Give the width of a text in points."""
    load()
    return pdfmetrics.stringWidth(text, font, size)


def fit(text: str, font: str, size: float, room: float) -> str:
    """Cut a text to a width in points, with an ellipsis."""
    plain = drawable(text).replace("\n", " ")
    if width(plain, font, size) <= room:
        return plain
    while plain and width(plain + "…", font, size) > room:
        plain = plain[:-1]
    return plain.rstrip() + "…"


def font_file(name: str) -> tuple[str, str]:
    """Give the package and the file of one of the typefaces."""
    return _FILES[name]
