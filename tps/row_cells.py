"""Cells of a roster beyond its codes: each becomes a value, or is refused with what is wrong in a sentence. Pure."""

import re
from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from tps import degrees
from tps.columns import Layout

MOST_ADDRESS = 240
MOST_VOTERS = 99_999
# Degrees that hold all of Indonesia: what lies outside was mistyped or swapped.
LATITUDES = (-11.5, 6.5)
LONGITUDES = (94.5, 141.5)
_TIME = re.compile(r"^([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]00)?(?: ?WIB)?$", re.IGNORECASE)
_THOUSANDS = re.compile(r"^\d{1,3}(?:[., \xa0]\d{3})+$")
WHOLE = re.compile(r"^(\d+)[.,]0{1,2}$")
_DATE = re.compile(
    r"^(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T].*)?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}"
    r"|\d{1,2}[-/ ][A-Za-z]{3,9}(?:[-/ ]\d{2,4})?)$"
)
_IS_DATE = _(
    "Sel ini berisi tanggal, bukan angka: lembar kerja agaknya mengubahnya. Atur kolom sebagai teks, lalu tulis lagi."
)
# A kind of error beside those that a quality report counts.
SWAPPED = "swapped"

Extra = tuple[int | None, int | None, int | None, str, str | None, str | None, float | None, float | None]
NOTHING: Extra = (None, None, None, "", None, None, None, None)


class Wrong(Exception):
    """A cell that cannot be taken."""

    def __init__(self, field: str, value: str, reason: object, village: str = "", kind: str = "") -> None:
        super().__init__(field)
        self.field, self.value, self.reason, self.village, self.kind = field, value, str(reason), village, kind


INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def refuse_date(text: str, column: str) -> None:
    """Say so when a cell that should hold a number holds a date; raises Wrong."""
    if _DATE.match(text):
        raise Wrong(column, text, _IS_DATE)


def extra_reader(layout: Layout) -> Callable[[list[str]], Extra] | None:
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
                raise Wrong(
                    layout.column("voters"),
                    text[0],
                    _("Jumlah pemilih tidak sama dengan laki-laki ditambah perempuan (%(sum)d).")
                    % {"sum": male + female},
                )
            total = male + female
        address = " ".join(text[3].split())
        if len(address) > MOST_ADDRESS:
            raise Wrong(
                layout.column("address"),
                address,
                _("Alamat terlalu panjang: paling banyak %(most)d huruf.") % {"most": MOST_ADDRESS},
            )
        if address[:1] in {"+", "-"} and len(address) > 1:
            raise Wrong(layout.column("address"), address, _("Alamat berawalan + atau -, seperti rumus."))
        opens, closes = _time(text[4], "opens_at", layout), _time(text[5], "closes_at", layout)
        if opens and closes and closes <= opens:
            raise Wrong(layout.column("closes_at"), text[5], _("Jam tutup harus lebih lambat daripada jam buka."))
        return (total, male, female, address, opens, closes, *_position(text[6], text[7], layout))

    return read_extra


def _voters(text: str, field: str, layout: Layout) -> int | None:
    if not text or text == "-":
        return None
    if not (text.isascii() and text.isdigit()):
        text = _whole(text, layout.column(field))
    if len(text) > 9 or int(text) > MOST_VOTERS:
        raise Wrong(layout.column(field), text, _("Jumlah pemilih satu TPS tidak mungkin sebesar ini."))
    return int(text)


def _whole(text: str, column: str) -> str:
    """Give the digits of a whole number written as 231.0, else say how to write it."""
    text = text.translate(INVISIBLE)
    if text.isascii() and text.isdigit():
        return text
    if whole := WHOLE.match(text):
        return whole[1]
    if _THOUSANDS.match(text):
        digits = re.sub(r"\D", "", text)
        raise Wrong(column, text, _("Angka ini memakai pemisah ribuan; tulis %(digits)s saja.") % {"digits": digits})
    refuse_date(text, column)
    raise Wrong(column, text, _("Jumlah pemilih harus bilangan bulat, tanpa huruf dan pemisah."))


def _time(text: str, field: str, layout: Layout) -> str | None:
    if not text:
        return None
    found = _TIME.match(text)
    if not found:
        raise Wrong(layout.column(field), text, _("Tulis jam seperti 07.00."))
    return f"{int(found[1]):02d}:{found[2]}"


def _position(north: str, east: str, layout: Layout) -> tuple[float | None, float | None]:
    if not north and not east:
        return None, None
    if not north or not east:
        field = "longitude" if north else "latitude"
        raise Wrong(layout.column(field), "", _("Lintang dan bujur harus terisi keduanya atau kosong keduanya."))
    latitude = _degrees(north, degrees.latitude, "latitude", layout)
    longitude = _degrees(east, degrees.longitude, "longitude", layout)
    if _within(latitude, LATITUDES) and _within(longitude, LONGITUDES):
        return latitude, longitude
    column = layout.column("latitude")
    if _within(longitude, LATITUDES) and _within(latitude, LONGITUDES):
        raise Wrong(column, f"{north}; {east}", _("Lintang dan bujur tampaknya tertukar."), kind=SWAPPED)
    raise Wrong(column, f"{north}; {east}", _("Posisi ini di luar Indonesia. Periksa lintang dan bujurnya."))


def _degrees(text: str, parse: Callable[[str], float], field: str, layout: Layout) -> float:
    try:
        # The common spelling costs a fifth of the other ones.
        return float(text) if _PLAIN.match(text) else parse(text)
    except ValueError:
        refuse_date(text, layout.column(field))
        raise Wrong(layout.column(field), text, _("Tulis derajat desimal, misalnya -6.5873.")) from None


_PLAIN = re.compile(r"^-?\d{1,3}\.\d+$", re.ASCII)


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
