"""Reads one workbook into text files, in a process of its own that may use little and is thrown away.

Run by tps.boxes as a script, with `python -I`: it sees no settings, no environment, no database, and imports
nothing of the project. Each visible sheet becomes a file of tab-separated lines in which line N is row N of the sheet.
"""

import contextlib
import datetime
import errno
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine

try:
    import resource
except ImportError:  # Windows: the clock of the caller is the only cap there
    resource = None  # type: ignore[assignment]

MOST_ROWS = 1_048_576
MOST_COLUMNS = 256
MOST_SHEETS = 200
MOST_MERGES = 100_000
LONGEST_CELL = 32_767  # what a spreadsheet itself allows
_BREAKS = re.compile("[\t\r\n\0]+")


class Stop(Exception):
    """The workbook cannot be read; the text is a word that tps.boxes has a sentence for."""


def limit(memory: int, seconds: int, written: int) -> None:
    """Cap this process for good: bytes of memory, seconds of processor, size of a file, no core dump, no child."""
    if resource is None:
        return
    caps = {"AS": memory, "CPU": seconds, "FSIZE": written, "CORE": 0, "NPROC": 0, "NOFILE": 32}
    for name, most in caps.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))


def text(value: Any) -> str:
    """Give a cell as text: whole numbers without a fraction, days and hours in ISO's spelling, breaks as blanks."""
    if isinstance(value, str):
        if len(value) > LONGEST_CELL:
            raise Stop("long")
        return _BREAKS.sub(" ", value) if _BREAKS.search(value) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(int(value)) if value == value and abs(value) < 1e16 and value == int(value) else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    if isinstance(value, datetime.time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, datetime.timedelta):
        hours, rest = divmod(round(value.total_seconds()), 3600)
        minutes, seconds = divmod(rest, 60)
        return f"{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def lines(sheet: Any, marks: dict[str, str], merges: list[Any]) -> Iterator[list[str]]:
    """Give the rows of a sheet from its first one on, as texts.

    `marks` names cells (row,column from 0) whose text is given; `merges` are the cells that people have joined: what
    stands in the topmost one counts for those below it, unless it is a figure, which must not be counted twice.
    """
    below: dict[int, list[tuple[int, int]]] = {}
    for (top, left), (bottom, _right) in merges:
        if bottom > top:
            below.setdefault(top, []).append((left, bottom))
    marked: dict[int, dict[int, str]] = {}
    for key, mark in marks.items():
        line, place = map(int, key.split(","))
        marked.setdefault(line, {})[place] = mark
    held: dict[int, tuple[int, str]] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        row = [each if type(each) is str and each.isprintable() and len(each) < 1000 else text(each) for each in cells]
        for place, mark in marked.get(number, {}).items():
            if place < len(row):
                row[place] = mark
        held = {place: (last, shared) for place, (last, shared) in held.items() if last >= number} if held else held
        for place, (_last, shared) in held.items():
            row[place] = row[place] or shared
        for place, last in below.get(number, ()):
            if place < len(row) and row[place] and not _figure(cells[place]):
                held[place] = (last, row[place])
        yield row


def read(book: Path, folder: Path, marks: dict[str, dict[str, str]], most_text: int) -> list[dict[str, Any]]:
    """Write each visible sheet with cells into the folder; give all sheets in the workbook's order."""
    found: list[dict[str, Any]] = []
    written = 0
    with python_calamine.CalamineWorkbook.from_path(str(book)) as workbook:
        if len(workbook.sheets_metadata) > MOST_SHEETS:
            raise Stop("sheets")
        for place, each in enumerate(workbook.sheets_metadata):
            if each.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            hidden = each.visible != python_calamine.SheetVisibleEnum.Visible
            facts: dict[str, Any] = {"name": each.name, "hidden": hidden, "file": "", "merged": 0}
            found.append(facts)
            if hidden:
                continue
            sheet = workbook.get_sheet_by_index(place)
            if sheet.end is None:
                continue
            rows, columns = sheet.end[0] + 1, sheet.end[1] + 1
            if rows > MOST_ROWS or columns > MOST_COLUMNS:
                raise Stop("wide")
            merges = sheet.merged_cell_ranges or []
            if len(merges) > MOST_MERGES:
                raise Stop("merges")
            facts["merged"], facts["file"] = len(merges), f"{place}.tsv"
            with (folder / facts["file"]).open("w", encoding="utf-8", newline="") as out:
                for row in lines(sheet, marks.get(each.name, {}), merges):
                    line = "\t".join(row)
                    written += len(line) + 1
                    if written > most_text:
                        raise Stop("big")
                    out.write(line)
                    out.write("\n")
    return found


def _figure(value: Any) -> bool:
    """Tell a figure from a code: codes of villages and stations have ten digits and more."""
    return isinstance(value, int | float) and abs(value) < 1e9


def main(book: str, folder: str) -> None:
    """Read the workbook that the caller names and leave the answer in the folder, a word about failure included."""
    given = json.loads(sys.stdin.buffer.read())
    limit(given["memory"], given["seconds"], given["text"])
    answer: dict[str, Any]
    try:
        answer = {"sheets": read(Path(book), Path(folder), given["marks"], given["text"])}
    except Stop as stop:
        answer = {"stop": str(stop)}
    except MemoryError:
        answer = {"stop": "big"}
    except OSError as error:
        answer = {"stop": "disk" if error.errno in {errno.ENOSPC, errno.EDQUOT} else "big"}
    except Exception as error:
        answer = {"stop": "password" if type(error).__name__ == "PasswordError" else "damaged"}
    (Path(folder) / "answer.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
