"""The first page of a paper as a picture (pypdfium2)."""

import io
import threading

import pypdfium2

WIDE = 1080  # pixels; what messengers show without scaling it up
# PDFium is not made for several threads at once.
_alone = threading.Lock()


def first_page(content: bytes) -> bytes:
    """Give the first page of a PDF as PNG bytes, 1,080 pixels wide."""
    with _alone:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[0]
            picture = page.render(scale=WIDE / page.get_width()).to_pil()
        finally:
            document.close()
    target = io.BytesIO()
    picture.convert("RGB").quantize(64).save(target, "PNG", optimize=True)
    return target.getvalue()
