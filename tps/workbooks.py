"""Lists from outside as text, whatever they came as: a CSV passes through, a workbook is read in a box of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from tps import tables
from tps.tables import Fits, Table


@contextmanager
def opened(
    file: BinaryIO, most_bytes: int, fits: Fits = tables.any_header, sheet: str = ""
) -> Iterator[tuple[BinaryIO, Table]]:
    """Give a list as text beside what a look through it found.

    `fits` tells how many of a header's names are known; `sheet` names the sheet of a workbook ("": the one that fits
    best). Raises Unreadable with what to do about it.
    """
    yield file, tables.survey(file, most_bytes, fits)
