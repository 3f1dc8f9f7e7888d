"""Text into records: one line is one record unless quotes say otherwise. Pure."""

import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from tps.tablefacts import Table

# A quoted cell may run over some lines; more than these is a quote that nobody closed.
MOST_LINES_OF_A_RECORD = 20


def open_text(file: BinaryIO, encoding: str) -> io.TextIOWrapper:
    """Give a text view of the file from its beginning; detach() it, so that the file stays open."""
    file.seek(0)
    return io.TextIOWrapper(file, encoding=encoding, errors="replace", newline=None)


def plain(file: BinaryIO, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Split a file without any quote: one line is one record."""
    text = open_text(file, table.encoding)
    try:
        for _number in range(table.header_line):
            next(text)
        reader = csv.reader(text, delimiter=table.delimiter, quoting=csv.QUOTE_NONE)
        yield from enumerate(reader, table.header_line + 1)
    finally:
        text.detach()


def quoted(file: BinaryIO, table: Table) -> Iterator[tuple[int, list[str]]]:
    """Split a file with quotes; a quote that nobody closes costs its own line, never the rest of the file."""
    text = open_text(file, table.encoding)
    width = len(table.header)
    try:
        for _number in range(table.header_line):
            next(text)
        waiting: list[tuple[int, str]] = []
        lines = enumerate(text, table.header_line + 1)
        while True:
            number, line = waiting.pop(0) if waiting else next(lines, (0, ""))
            if not number:
                return
            if '"' not in line:
                yield number, line.rstrip("\n").split(table.delimiter)
                continue
            group = [(number, line)]
            while sum(each.count('"') for _n, each in group) % 2 and len(group) < MOST_LINES_OF_A_RECORD:
                following = waiting.pop(0) if waiting else next(lines, None)
                if following is None:
                    break
                group.append(following)
            cells = _cells("".join(each for _n, each in group), table.delimiter)
            if len(group) > 1 and (cells is None or len(cells) != width):
                waiting = group[1:] + waiting
                cells = None
            # A lone quote inside a line is text, as in `Kp. 5" Barat`.
            yield number, line.rstrip("\n").split(table.delimiter) if cells is None else cells
    finally:
        text.detach()


def _cells(text: str, delimiter: str) -> list[str] | None:
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    return found[0] if len(found) == 1 else None
