"""Rows of a roster in KPU's shape: each becomes a station's values or an error with its reason. Pure.

One row is read in about two microseconds, because a roster has 823,220 of them: the common road is a handful of
string tests, and only a row that fails one is looked at closely.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, NoReturn

from django.utils.translation import gettext_lazy as _

from tps import degrees
from tps.columns import Layout
from tps.kinds import FindingKind
from tps.tables import CELL_ERRORS, Broken, Table

SPECIAL_FROM = 901
MOST_ADDRESS = 240
MOST_VOTERS = 99_999
# Degrees that hold all of Indonesia: what lies outside was mistyped or swapped.
LATITUDES = (-11.5, 6.5)
LONGITUDES = (94.5, 141.5)
_YES = frozenset({"1", "ya", "y", "true", "t", "khusus"})
_NO = frozenset({"0", "tidak", "t/a", "n", "no", "false", "f", "-", ""})
_TIME = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]00)?(?: ?WIB)?$", re.IGNORECASE)
_THOUSANDS = re.compile(r"^\d{1,3}(?:[., \xa0]\d{3})+$")
_WHOLE = re.compile(r"^(\d+)[.,]0{1,2}$")
_DATE = re.compile(
    r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}"
    r"|\d{1,2}[-/ ][A-Za-z]{3,9}(?:[-/ ]\d{2,4})?)$"
)
_IS_DATE = _(
    "Sel ini berisi tanggal, bukan angka: lembar kerja agaknya mengubahnya. Atur kolom sebagai teks, lalu tulis lagi."
)
# A kind of error beside those that a quality report counts.
SWAPPED = "swapped"


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


class _Wrong(Exception):
    """A cell that cannot be taken."""

    def __init__(self, field: str, value: str, reason: object, village: str = "", kind: str = "") -> None:
        super().__init__(field)
        self.field, self.value, self.reason, self.village, self.kind = field, value, str(reason), village, kind


def _refuse(field: str, value: str, reason: object, village: str = "", kind: str = "") -> NoReturn:
    raise _Wrong(field, value, reason, village, kind)


Extra = tuple[int | None, int | None, int | None, str, str | None, str | None, float | None, float | None]
_NOTHING: Extra = (None, None, None, "", None, None, None, None)


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
    extra = _extra(layout)
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
            yield Row(number, code, place, station, special, *(extra(cells) if extra else _NOTHING))
        except _Wrong as wrong:
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
            raise _Wrong(layout.header[place], cell, _("Sel memuat karakter NUL; baris ini rusak."))
        if cell[:1] in {"=", "@"} or cell.lstrip()[:1] == "=":
            raise _Wrong(layout.header[place], cell, _("Sel berisi rumus. Simpan nilainya, bukan rumusnya."))
        if cell[:1] == "#" and cell.strip() in CELL_ERRORS:
            raise _Wrong(layout.header[place], cell, _("Sel berisi galat lembar kerja, bukan nilai. Perbaiki selnya."))


_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def _refuse_date(text: str, column: str) -> None:
    if _DATE.match(text):
        raise _Wrong(column, text, _IS_DATE)


def _code(code: str, layout: Layout) -> str:
    """Accept dots and spaces in a station code, else say what is wrong with it."""
    column = layout.column("code")
    tight = "".join(code.translate(_INVISIBLE).split()).replace(".", "").replace("-", "").lstrip("'")
    if len(tight) == 13 and tight.isascii() and tight.isdigit():
        return tight
    if not code:
        raise _Wrong(column, code, _("Kode TPS kosong."))
    _refuse_date(code, column)
    if re.match(r"^\d[.,]?\d*[eE]\+?\d+$", code):
        raise _Wrong(
            column, code, _("Kode TPS ditulis lembar kerja sebagai angka ilmiah. Simpan kolom ini sebagai teks.")
        )
    if not (tight.isascii() and tight.isdigit()):
        raise _Wrong(column, code, _("Kode TPS hanya boleh berisi angka."))
    if len(tight) == 14 and tight[10:] == "1000":
        raise _Wrong(column, code, _("Nomor TPS harus 1 sampai 999."))
    raise _Wrong(column, code, _("Kode TPS harus 13 angka; ini %(count)d angka.") % {"count": len(tight)})


def _made_code(village: str, digits: str, layout: Layout) -> str:
    """Put a station code together from village and number, for files that have no code of their own."""
    tight = "".join(village.translate(_INVISIBLE).split()).replace(".", "")
    if len(tight) != 10 or not (tight.isascii() and tight.isdigit()):
        raise _Wrong(layout.column("village"), village, _("Kode desa/kelurahan harus 10 angka."))
    return f"{tight}{_number(digits, layout):03d}"


def _number(digits: str, layout: Layout) -> int:
    column = layout.column("number")
    if not digits:
        raise _Wrong(column, digits, _("Nomor TPS kosong."))
    if whole := _WHOLE.match(digits):
        digits = whole[1]
    if not (digits.isascii() and digits.isdigit()):
        _refuse_date(digits, column)
        raise _Wrong(column, digits, _("Nomor TPS harus bilangan bulat, tanpa huruf."))
    if len(digits) > 6 or not 1 <= int(digits) <= 999:
        raise _Wrong(column, digits, _("Nomor TPS harus 1 sampai 999."))
    return int(digits)


def _check_number(digits: str, station: int, layout: Layout) -> None:
    if _number(digits, layout) != station:
        raise _Wrong(
            layout.column("number"),
            digits,
            _("Nomor TPS tidak sama dengan tiga angka terakhir kode TPS (%(number)03d).") % {"number": station},
        )


def _check_village(village: str, code: str, layout: Layout) -> None:
    if "".join(village.translate(_INVISIBLE).split()).replace(".", "") != code[:10]:
        raise _Wrong(
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
    raise _Wrong(layout.column("special"), mark, _("Tulis 1 untuk TPS lokasi khusus, 0 untuk yang bukan."))


def _extra(layout: Layout) -> Callable[[list[str]], Extra] | None:
    """Give the reader of the columns that a bare roster lacks, or None when the file lacks all of them."""
    names = ("voters", "voters_male", "voters_female", "address", "opens_at", "closes_at", "latitude", "longitude")
    places = [layout.places.get(name) for name in names]
    if all(place is None for place in places):
        return None

    def read_extra(cells: list[str]) -> Extra:
        text = [cells[place].strip() if place is not None else "" for place in places]
        total, male, female = (_voters(text[index], names[index], layout) for index in range(3))
        if male is not None and female is not None:
            if total is not None and total != male + female:
                raise _Wrong(
                    layout.column("voters"),
                    text[0],
                    _("Jumlah pemilih tidak sama dengan laki-laki ditambah perempuan (%(sum)d).")
                    % {"sum": male + female},
                )
            total = male + female
        address = " ".join(text[3].split())
        if len(address) > MOST_ADDRESS:
            raise _Wrong(
                layout.column("address"),
                address,
                _("Alamat terlalu panjang: paling banyak %(most)d huruf.") % {"most": MOST_ADDRESS},
            )
        if address[:1] in {"+", "-"} and len(address) > 1:
            raise _Wrong(layout.column("address"), address, _("Alamat berawalan + atau -, seperti rumus."))
        opens, closes = _time(text[4], "opens_at", layout), _time(text[5], "closes_at", layout)
        if opens and closes and closes <= opens:
            raise _Wrong(layout.column("closes_at"), text[5], _("Jam tutup harus lebih lambat daripada jam buka."))
        return (total, male, female, address, opens, closes, *_position(text[6], text[7], layout))

    return read_extra


def _voters(text: str, field: str, layout: Layout) -> int | None:
    if not text or text == "-":
        return None
    if not (text.isascii() and text.isdigit()):
        text = _whole(text, layout.column(field))
    if len(text) > 9 or int(text) > MOST_VOTERS:
        raise _Wrong(layout.column(field), text, _("Jumlah pemilih satu TPS tidak mungkin sebesar ini."))
    return int(text)


def _whole(text: str, column: str) -> str:
    """Give the digits of a whole number written as 231.0, else say how to write it."""
    text = text.translate(_INVISIBLE)
    if text.isascii() and text.isdigit():
        return text
    if whole := _WHOLE.match(text):
        return whole[1]
    if _THOUSANDS.match(text):
        digits = re.sub(r"\D", "", text)
        raise _Wrong(column, text, _("Angka ini memakai pemisah ribuan; tulis %(digits)s saja.") % {"digits": digits})
    _refuse_date(text, column)
    raise _Wrong(column, text, _("Jumlah pemilih harus bilangan bulat, tanpa huruf dan pemisah."))


def _time(text: str, field: str, layout: Layout) -> str | None:
    if not text:
        return None
    found = _TIME.match(text)
    if not found:
        raise _Wrong(layout.column(field), text, _("Tulis jam seperti 07.00."))
    return f"{int(found[1]):02d}:{found[2]}"


def _position(north: str, east: str, layout: Layout) -> tuple[float | None, float | None]:
    if not north and not east:
        return None, None
    if not north or not east:
        field = "longitude" if north else "latitude"
        raise _Wrong(layout.column(field), "", _("Lintang dan bujur harus terisi keduanya atau kosong keduanya."))
    latitude = _degrees(north, degrees.latitude, "latitude", layout)
    longitude = _degrees(east, degrees.longitude, "longitude", layout)
    if _within(latitude, LATITUDES) and _within(longitude, LONGITUDES):
        return latitude, longitude
    column = layout.column("latitude")
    if _within(longitude, LATITUDES) and _within(latitude, LONGITUDES):
        raise _Wrong(column, f"{north}; {east}", _("Lintang dan bujur tampaknya tertukar."), kind=SWAPPED)
    raise _Wrong(column, f"{north}; {east}", _("Posisi ini di luar Indonesia. Periksa lintang dan bujurnya."))


def _degrees(text: str, parse: Callable[[str], float], field: str, layout: Layout) -> float:
    try:
        # The common spelling costs a fifth of the other ones.
        return float(text) if _PLAIN.match(text) else parse(text)
    except ValueError:
        _refuse_date(text, layout.column(field))
        raise _Wrong(layout.column(field), text, _("Tulis derajat desimal, misalnya -6.5873.")) from None


_PLAIN = re.compile(r"^-?\d{1,3}\.\d+$", re.ASCII)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
