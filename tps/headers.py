"""Where a table's header stands: below a title, on two lines, above a line of column numbers. Pure."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

# How far down a header is looked for: lines that are not blank.
LOOKED_AT = 15
LOOKED_THROUGH = 200
DELIMITERS = (",", ";", "\t")
MOST_LINES_OF_A_HEADER = 6
_BLANK = " \t\n,;\ufeff"
Fits = Callable[[Sequence[str]], int]


class Header(NamedTuple):
    """A header: its last line (from 1), what parts its cells, the cells, and how many lines above it are none."""

    line: int
    delimiter: str
    cells: list[str]
    skipped: int


def find(lines: Iterable[str], fits: Fits, delimiter: str = "") -> tuple[Header | None, str]:
    """Find the header among a file's first lines, and give the first line that is not blank beside it.

    `fits` tells how many names of a header are known: the line with most of them wins, two lines together only when
    they have more than either. Knowing none, the first line with more than one cell is the header; None when the
    very first one has no delimiter. `delimiter` is what parts the cells, "" when it has to be found.
    """
    looked = _logical(list(islice(lines, LOOKED_THROUGH)), quoted=not delimiter)
    if not looked:
        return None, ""
    tables = [_cells(text, delimiter) for _number, text in looked]
    # A line with one cell alone is a title.
    place = next((index for index, (mark, names) in enumerate(tables) if mark and sum(map(bool, names)) > 1), 0)
    place = place if tables[0][0] else 0
    parted, cells = tables[place]
    best, last = 0, place
    singles = [(index, index, *table) for index, table in enumerate(tables)]
    for start, end, mark, names in [*singles, *_pairs(tables)]:
        score = fits(names) if mark else 0
        if score > best:
            best, place, last, parted, cells = score, start, end, mark, names
    if not parted:
        return None, looked[0][1]
    if last + 1 < len(looked) and _numbers(tables[last + 1][1]):
        last += 1
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return Header(looked[last][0], parted, [cell.strip() for cell in cells], place), looked[0][1]


def _pairs(tables: list[tuple[str, list[str]]]) -> Iterator[tuple[int, int, str, list[str]]]:
    """Give what two lines together may be: names on either of them, or a group's name above those of its columns."""
    for index, ((mark, names), (below_mark, below)) in enumerate(pairwise(tables)):
        if mark != below_mark or not any(below) or any(cell.strip().isdigit() for cell in below):
            continue
        width = max(len(names), len(below))
        upper, lower = ([cell.strip() for cell in row] + [""] * (width - len(row)) for row in (names, below))
        yield index, index + 1, mark, [under or over for over, under in zip(upper, lower, strict=True)]
        # A group's name stands over its first column only: "Pemilih | | " above "L | P | Jumlah".
        groups: Iterator[str] = accumulate(upper, lambda group, over: over or group)
        joined = [
            f"{group} {under}" if under else over for group, over, under in zip(groups, upper, lower, strict=True)
        ]
        yield index, index + 1, mark, joined


def _logical(lines: list[str], *, quoted: bool) -> list[tuple[int, str]]:
    """Give the first lines that are not blank nor Excel's own `sep=`; a quoted cell may run over some of them."""
    found: list[tuple[int, str]] = []
    place = 0
    while place < len(lines) and len(found) < LOOKED_AT:
        line = lines[place]
        place += 1
        if not line.strip(_BLANK) or line.lower().startswith(("sep=", '"sep=')):
            continue
        text = line.lstrip("\ufeff")
        if quoted and text.count('"') % 2:
            for more in range(1, MOST_LINES_OF_A_HEADER):
                together = " ".join(each.rstrip("\n") for each in [text, *lines[place : place + more]])
                if together.count('"') % 2 == 0:
                    text, place = together, place + more
                    break
        found.append((place, text))
    return found


def _cells(line: str, delimiter: str) -> tuple[str, list[str]]:
    line = line.rstrip("\r\n")
    if delimiter:
        return delimiter, line.split(delimiter)
    best = max(DELIMITERS, key=line.count)
    if not line.count(best):
        return "", [line]
    try:
        return best, next(csv.reader([line], delimiter=best))
    except csv.Error:
        return best, line.split(best)


def _numbers(cells: Sequence[str]) -> bool:
    """Tell a line that only numbers the columns, as official tables have it: 1, 2, 3 or (1), (2), (3)."""
    found = [cell.strip().strip("()") for cell in cells]
    return len(found) > 2 and found == [str(number) for number in range(1, len(found) + 1)]
