"""Rows of a roster in KPU's shape: each becomes a station's values or an error with its reason. Pure.

One row is read in about two microseconds, because a roster has 823,220 of them: the common road is a handful of
string tests, and only a row that fails one is looked at closely.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, NoReturn

from django.utils.translation import gettext_lazy as _

from tps.columns import Layout
from tps.kinds import FindingKind
from tps.row_cells import INVISIBLE, NOTHING, WHOLE, Wrong, extra_reader, refuse_date
from tps.tablefacts import CELL_ERRORS, Broken, Table

SPECIAL_FROM = 901
_YES = frozenset({"1", "ya", "y", "true", "t", "khusus"})
_NO = frozenset({"0", "tidak", "t/a", "n", "no", "false", "f", "-", ""})


class Row(NamedTuple):
    """One station as the file has it; what the file does not say is None (`address`: "").

    `village` is the dotted code of today's village; `opens_at` and `closes_at` are HH:MM in the province's zone;
    latitude and longitude are degrees WGS 84. `special` None leaves it to the number of a new station.
    """

    row: int
    code: str
    village: str
    number: int
    special: bool | None
    voters: int | None
    voters_male: int | None
    voters_female: int | None
    address: str
    opens_at: str | None
    closes_at: str | None
    latitude: float | None
    longitude: float | None


class Error(NamedTuple):
    """A row that cannot be taken: its number in the file, the column, the value, and why, in a sentence."""

    row: int
    field: str
    value: str
    reason: str
    code: str = ""
    village: str = ""
    kind: str = ""


def _refuse(field: str, value: str, reason: object, village: str = "", kind: str = "") -> NoReturn:
    raise Wrong(field, value, reason, village, kind)


def read(
    records: Iterable[tuple[int, list[str] | Broken]],
    table: Table,
    layout: Layout,
    villages: Mapping[str, str],
    within: str = "",
) -> Iterator[Row | Error]:
    """Turn records into stations or errors, in the file's order.

    `villages` maps undotted village codes, old ones too, to the dotted codes of today; `within` is the dotted
    region code outside which rows are refused ("" refuses none).
    """
    at_code, at_village, at_number = (layout.places.get(name) for name in ("code", "village", "number"))
    at_special = layout.places.get("special")
    named = "code" if at_village is None else "village"  # the column in which the village stands
    extra = extra_reader(layout)
    suspicious = table.nul or table.formulas
    inside = f"{within}." if within else ""
    for number, cells in records:
        if isinstance(cells, Broken):
            yield Error(number, "", "", cells.reason, _likely(cells.cells, layout))
            continue
        code = ""
        try:
            if suspicious:
                _check_cells(cells, layout)
            village = cells[at_village].strip() if at_village is not None else ""
            digits = cells[at_number].strip() if at_number is not None else ""
            if at_code is not None:
                code = cells[at_code].strip()
                if len(code) != 13 or not (code.isascii() and code.isdigit()):
                    code = _code(code, layout)
            else:
                code = _made_code(village, digits, layout)
            station = int(code[10:])
            if not station:
                _refuse(layout.column("code"), code, _("Nomor TPS harus 1 sampai 999, bukan 0."))
            if digits and digits != code[10:]:
                _check_number(digits, station, layout)
            if village and village != code[:10]:
                _check_village(village, code, layout)
            place = villages.get(code[:10])
            if place is None:
                _refuse(layout.column(named), village or code[:10], UNKNOWN_VILLAGE, code[:10], UNKNOWN)
            if inside and not f"{place}.".startswith(inside):
                _refuse(layout.column(named), village or code[:10], OUTSIDE % {"place": within})
            special: bool | None = None
            if at_special is not None:
                mark = cells[at_special]
                special = mark == "1" if mark in {"0", "1"} else _special(mark, layout)
            yield Row(number, code, place, station, special, *(extra(cells) if extra else NOTHING))
        except Wrong as wrong:
            likely = _likely(cells, layout)
            yield Error(number, wrong.field, _shown(wrong.value), wrong.reason, likely, wrong.village, wrong.kind)


UNKNOWN = FindingKind.UNKNOWN_VILLAGE.value
UNKNOWN_VILLAGE = _(
    "Desa/kelurahan ini tidak dikenal, juga tidak sebagai kode lama. Periksa kodenya atau muat wilayahnya dulu."
)
OUTSIDE = _("TPS ini di luar wilayah tugas Anda (%(place)s).")


def _likely(cells: Sequence[str], layout: Layout) -> str:
    """Give the code that a refused row seems to speak of, or "": a station it names is not missing from the file."""
    code, village, number = (
        cells[place].strip() if (place := layout.places.get(name)) is not None and place < len(cells) else ""
        for name in ("code", "village", "number")
    )
    for guess in (code, f"{village.replace('.', '')}{number.zfill(3)}"):
        if len(guess) == 13 and guess.isascii() and guess.isdigit():
            return guess
    return ""


def _shown(value: str) -> str:
    value = value.replace("\0", "␀")
    return value if len(value) <= 80 else f"{value[:79]}…"


def _check_cells(cells: list[str], layout: Layout) -> None:
    for place, cell in enumerate(cells):
        if "\0" in cell:
            raise Wrong(layout.header[place], cell, _("Sel memuat karakter NUL; baris ini rusak."))
        if cell[:1] in {"=", "@"} or cell.lstrip()[:1] == "=":
            raise Wrong(layout.header[place], cell, _("Sel berisi rumus. Simpan nilainya, bukan rumusnya."))
        if cell[:1] == "#" and cell.strip() in CELL_ERRORS:
            raise Wrong(layout.header[place], cell, _("Sel berisi galat lembar kerja, bukan nilai. Perbaiki selnya."))


def _code(code: str, layout: Layout) -> str:
    """Accept dots and spaces in a station code, else say what is wrong with it."""
    column = layout.column("code")
    tight = "".join(code.translate(INVISIBLE).split()).replace(".", "").replace("-", "").lstrip("'")
    if len(tight) == 13 and tight.isascii() and tight.isdigit():
        return tight
    if not code:
        raise Wrong(column, code, _("Kode TPS kosong."))
    refuse_date(code, column)
    if re.match(r"^\d[.,]?\d*[eE]\+?\d+$", code):
        raise Wrong(
            column, code, _("Kode TPS ditulis lembar kerja sebagai angka ilmiah. Simpan kolom ini sebagai teks.")
        )
    if not (tight.isascii() and tight.isdigit()):
        raise Wrong(column, code, _("Kode TPS hanya boleh berisi angka."))
    if len(tight) == 14 and tight[10:] == "1000":
        raise Wrong(column, code, _("Nomor TPS harus 1 sampai 999."))
    raise Wrong(column, code, _("Kode TPS harus 13 angka; ini %(count)d angka.") % {"count": len(tight)})


def _made_code(village: str, digits: str, layout: Layout) -> str:
    """Put a station code together from village and number, for files that have no code of their own."""
    tight = "".join(village.translate(INVISIBLE).split()).replace(".", "")
    if len(tight) != 10 or not (tight.isascii() and tight.isdigit()):
        raise Wrong(layout.column("village"), village, _("Kode desa/kelurahan harus 10 angka."))
    return f"{tight}{_number(digits, layout):03d}"


def _number(digits: str, layout: Layout) -> int:
    column = layout.column("number")
    if not digits:
        raise Wrong(column, digits, _("Nomor TPS kosong."))
    if whole := WHOLE.match(digits):
        digits = whole[1]
    if not (digits.isascii() and digits.isdigit()):
        refuse_date(digits, column)
        raise Wrong(column, digits, _("Nomor TPS harus bilangan bulat, tanpa huruf."))
    if len(digits) > 6 or not 1 <= int(digits) <= 999:
        raise Wrong(column, digits, _("Nomor TPS harus 1 sampai 999."))
    return int(digits)


def _check_number(digits: str, station: int, layout: Layout) -> None:
    if _number(digits, layout) != station:
        raise Wrong(
            layout.column("number"),
            digits,
            _("Nomor TPS tidak sama dengan tiga angka terakhir kode TPS (%(number)03d).") % {"number": station},
        )


def _check_village(village: str, code: str, layout: Layout) -> None:
    if "".join(village.translate(INVISIBLE).split()).replace(".", "") != code[:10]:
        raise Wrong(
            layout.column("village"),
            village,
            _("Kode desa tidak sama dengan sepuluh angka pertama kode TPS (%(village)s).") % {"village": code[:10]},
        )


def _special(mark: str, layout: Layout) -> bool | None:
    word = mark.strip().lower()
    if not word:
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Wrong(layout.column("special"), mark, _("Tulis 1 untuk TPS lokasi khusus, 0 untuk yang bukan."))
