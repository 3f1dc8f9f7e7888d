"""Small drawn marks of official paper: a severity as shape and word, the QR code. Pure."""

from functools import cache

import segno
from reportlab.graphics import renderPDF
from reportlab.graphics.shapes import Drawing
from reportlab.platypus import Flowable

from desk.charts import palette
from desk.charts.drawings import severity_shape
from desk.charts.fonts import SEMIBOLD


class SeverityMark(Flowable):
    """A severity as shape and word, so that it also reads in black and white."""

    def __init__(self, name: str, word: str) -> None:
        super().__init__()
        self.name, self.word = name, word
        self.width, self.height = 56, 11.4

    def wrap(self, _wide: float, _high: float) -> tuple[float, float]:
        """Give the size."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw shape and word on one base line."""
        renderPDF.draw(_shape(self.name), self.canv, 0, 0.8)
        self.canv.setFillColor(palette.INK)
        self.canv.setFont(SEMIBOLD, 8.8)
        self.canv.drawString(13, 2.6, self.word)


class Code(Flowable):
    """A QR code, drawn as squares of one path; `size` is its side in points."""

    def __init__(self, content: str, size: float) -> None:
        super().__init__()
        self.matrix = segno.make(content, error="m", micro=False).matrix
        self.width = self.height = size

    def draw(self) -> None:
        """Draw the dark modules, those that touch in a row as one."""
        unit = self.width / len(self.matrix)
        self.canv.setFillColor(palette.INK)
        path = self.canv.beginPath()
        for row, modules in enumerate(self.matrix):
            start = None
            for column, dark in enumerate([*modules, 0]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    path.rect(start * unit, self.height - (row + 1) * unit, (column - start) * unit, unit)
                    start = None
        self.canv.drawPath(path, fill=1, stroke=0)


@cache
def _shape(name: str) -> Drawing:
    shape = severity_shape(name)
    shape.translate(5, 5)
    drawing = Drawing(10, 10)
    drawing.add(shape)
    return drawing
