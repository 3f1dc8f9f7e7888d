"""Workbooks for tests: ordinary ones by openpyxl, harmful ones put together part by part."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)
_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_LINK}"><sheets>'
    '<sheet name="TPS" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
BOOK_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_LINK}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_LINK}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
SHEET = "xl/worksheets/sheet1.xml"


def book(rows: Iterable[Iterable[Any]], *, name: str = "TPS", more: dict[str, Any] | None = None) -> bytes:
    """Give a workbook of these rows; `more` maps further sheets to their rows, None hides one."""
    made = Workbook()
    first = made.active
    first.title = name
    for row in rows:
        first.append(list(row))
    for title, lines in (more or {}).items():
        sheet = made.create_sheet(title)
        if lines is None:
            sheet.sheet_state = "hidden"
        for row in lines or ():
            sheet.append(list(row))
    return saved(made)


def saved(made: Workbook) -> bytes:
    """Give a workbook's bytes."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def of(content: bytes, **options: Any) -> bytes:
    """Give a CSV roster as a workbook, every cell a text."""
    return book((line.split(",") for line in content.decode().splitlines()), **options)


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """Give the XML of a sheet around its rows."""
    return f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(place: str, value: str) -> str:
    """Give the XML of a cell of text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'


def parts(sheet: str | bytes, **more: str | bytes) -> dict[str, str | bytes]:
    """Give the parts of a workbook with this sheet; `more` names parts with __ for / and _dot_ for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELS,
        SHEET: sheet,
        **named,
    }


def packed(contents: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Put parts into an archive as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def swollen(size: int, *, claimed: int | None = None, incompressible: int = 0) -> bytes:
    """Give a workbook whose sheet inflates to `size` bytes of blanks, made in a moment; `claimed` is what it says.

    `incompressible` bytes of noise in another part make the file as big as an honest one.
    """
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    # A flushed block leans on nothing before it, so that one can be said again and again.
    block = deflater.compress(b" " * (1 << 20)) + deflater.flush(zlib.Z_FULL_FLUSH)
    stream = block * (size >> 20) + deflater.flush()
    contents = parts(b"?")
    if incompressible:
        contents["xl/media/image1.png"] = random.Random(7).randbytes(incompressible)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in contents.items():
            archive.writestr(name, stream if name == SHEET else content)
    return _reclaimed(out.getvalue(), SHEET.encode(), len(stream), size if claimed is None else claimed)


def _reclaimed(content: bytes, name: bytes, packed_size: int, size: int) -> bytes:
    """Rewrite what the archive says of a stored entry: that it is deflated, and how big it will be."""
    raw = bytearray(content)
    local = raw.find(b"PK\x03\x04")
    while raw[local + 30 : local + 30 + len(name)] != name:
        local = raw.find(b"PK\x03\x04", local + 4)
    struct.pack_into("<H", raw, local + 8, 8)
    struct.pack_into("<LL", raw, local + 18, packed_size, size)
    central = raw.find(b"PK\x01\x02")
    while raw[central + 46 : central + 46 + len(name)] != name:
        central = raw.find(b"PK\x01\x02", central + 4)
    struct.pack_into("<H", raw, central + 10, 8)
    struct.pack_into("<LL", raw, central + 20, packed_size, size)
    return bytes(raw)
