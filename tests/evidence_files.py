"""Photos and PDFs for tests, made on the spot: ordinary ones and those that mean harm."""

import zipfile
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

PDF = b"""%PDF-1.4
1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj
2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj
xref
0 3
trailer << /Size 3 /Root 1 0 R >>
startxref
110
%%EOF
"""


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """Give a file as a browser sends it; its claimed type is never true."""
    return SimpleUploadedFile(name, content, content_type="text/html")


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Give a picture as a file of a kind."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    """Open a picture."""
    return Image.open(BytesIO(content))


def jpeg(
    size: tuple[int, int] = (640, 480),
    *,
    colour: str = "teal",
    orientation: int = 0,
    taken: str = "",
    position: tuple[float, str, float, str] | None = None,
) -> bytes:
    """Give a photo as a phone writes it: turned by a note, with its clock and position (WGS 84), and a comment."""
    exif = Image.Exif()
    if orientation:
        exif[ExifTags.Base.Orientation] = orientation
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if position:
        latitude, north, longitude, east = position
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(
            {1: north, 2: (latitude, 0.0, 0.0), 3: east, 4: (longitude, 0.0, 0.0)}
        )
    return encoded(Image.new("RGB", size, colour), exif=exif, comment="Pak Fulan, 0812")


def pdf(extra: bytes = b"") -> bytes:
    """Give a small whole PDF, with something of one's own inside."""
    return PDF.replace(b"xref\n0", extra + b"xref\n0", 1)


def archived() -> bytes:
    """Give a zip with a page inside."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", "<p>hai</p>")
    return out.getvalue()
