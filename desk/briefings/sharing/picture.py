"""The first page of a paper as a picture, where the library that draws PDF pages (pypdfium2) is installed.

It is no requirement of the product: without it the page offers no picture, and everything else works.
"""

import importlib
import importlib.util
import io

WIDE = 1080  # pixels; what messengers show without scaling it up
_LIBRARY = "pypdfium2"


def available() -> bool:
    """Tell whether pages can be drawn here."""
    return importlib.util.find_spec(_LIBRARY) is not None


def first_page(content: bytes) -> bytes:
    """Give the first page of a PDF as PNG bytes, 1,080 pixels wide; ModuleNotFoundError where it cannot be drawn."""
    document = importlib.import_module(_LIBRARY).PdfDocument(content)
    try:
        page = document[0]
        picture = page.render(scale=WIDE / page.get_width()).to_pil()
        target = io.BytesIO()
        picture.convert("RGB").quantize(64).save(target, "PNG", optimize=True)
        return target.getvalue()
    finally:
        document.close()
