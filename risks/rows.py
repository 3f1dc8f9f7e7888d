"""Rows of a list of observations: each becomes a statement about a station, or an error with its reason. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from risks import rules
from risks.kinds import GRADES, Grade, Kind
from tps import codes, columns
from tps.tablefacts import CELL_ERRORS, Broken, Table, Unreadable

MOST_NOTE = 4000
COLUMNS: dict[str, tuple[str, ...]] = {
    "kode_tps": ("kode_tps", "kodetps", "tps_code", "station", "kode", "code"),
    "kind": ("kind", "jenis", "jenis_risiko", "kerawanan", "jenis_kerawanan"),
    "grade": ("grade", "tingkat", "tingkat_kerawanan", "nilai", "kategori"),
    "date": ("date", "tanggal", "tgl", "waktu", "observed_at", "diamati"),
    "note": ("note", "keterangan", "catatan"),
}
_KNOWN = frozenset(word for words in COLUMNS.values() for word in words)
NEEDED = ("kode_tps", "kind", "grade", "date")
KINDS: dict[str, Kind] = {
    **{each.value: each for each in Kind},
    "tanpa sinyal": Kind.BLANK_SPOT,
    "blank spot": Kind.BLANK_SPOT,
    "blankspot": Kind.BLANK_SPOT,
    "sinyal": Kind.BLANK_SPOT,
    "banjir": Kind.FLOOD,
    "konflik": Kind.CONFLICT,
    "keamanan": Kind.CONFLICT,
    "logistik": Kind.LOGISTICS,
    "akses": Kind.ACCESS,
    "lainnya": Kind.OTHER,
}
GRADE_WORDS: dict[str, Grade] = {
    "tidak ada sinyal": Grade.NONE,
    "tidak ada": Grade.NONE,
    "sinyal lemah": Grade.WEAK,
    "lemah": Grade.WEAK,
    "sinyal ada di dekatnya": Grade.NEARBY,
    "dekat": Grade.NEARBY,
    "wifi di kantor": Grade.OFFICE,
    "sinyal baik": Grade.GOOD,
    "baik": Grade.GOOD,
    "tidak banjir": Grade.DRY,
    "kering": Grade.DRY,
    "rawan banjir": Grade.PRONE,
    "kurang rawan": Grade.LESS_PRONE,
    "sangat rawan": Grade.VERY_RAWAN,
    "tps rawan": Grade.TPS_RAWAN,
    "aman": Grade.OK,
    "sulit": Grade.HARD,
    "tidak dapat dilalui": Grade.IMPOSSIBLE,
}
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[ T].*)?$")
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?$")
_SCIENTIFIC = re.compile(r"^\d[.,]?\d*[eE]\+?\d+$")


class Row(NamedTuple):
    """One statement as the file has it; `village` is the dotted code of today's village, `day` the province's day."""

    row: int
    code: str
    village: str
    number: int
    kind: str
    grade: str
    day: date
    note: str


class Error(NamedTuple):
    """A row that cannot be taken: its number in the file, the column, the value, and why, in a sentence."""

    row: int
    field: str
    value: str
    reason: str


class _Wrong(Exception):
    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(field)
        self.field, self.value, self.reason = field, value, reason


def places(header: tuple[str, ...]) -> dict[str, int]:
    """Find the columns by their names or synonyms; raises Unreadable when a needed one is missing."""
    plain = [columns.normal(each) for each in header]
    found: dict[str, int] = {}
    for name, words in COLUMNS.items():
        at = next((plain.index(word) for word in words if word in plain), None)
        if at is not None:
            found[name] = at
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise Unreadable(
            _("Kolom %(missing)s tidak ada. Berkas memuat: %(header)s. Tidak ada yang dimuat.")
            % {"missing": ", ".join(missing), "header": ", ".join(header)[:300]}
        )
    return found


def fits(header: Sequence[str]) -> int:
    """Count the names of a header that mean something here."""
    return len({columns.normal(name) for name in header} & _KNOWN)


def read(
    records: Iterable[tuple[int, list[str] | Broken]],
    table: Table,
    villages: Mapping[str, str],
    today: date,
    within: str = "",
) -> Iterator[Row | Error]:
    """Turn records into statements or errors, in the file's order.

    `villages` maps undotted village codes, old ones too, to today's dotted ones; `today` is the province's day, after
    which nothing can have been seen; `within` is the dotted region code outside which rows are refused.
    """
    found = places(table.header)
    for number, cells in records:
        if isinstance(cells, Broken):
            yield Error(number, "", "", cells.reason)
            continue
        try:
            yield _row(number, cells, found, villages, today, within)
        except _Wrong as wrong:
            yield Error(number, wrong.field, wrong.value[:200], wrong.reason)


def _row(
    number: int, cells: list[str], found: dict[str, int], villages: Mapping[str, str], today: date, within: str
) -> Row:
    value = {name: cells[at].strip() for name, at in found.items()}
    for name, text in value.items():
        if "\0" in text:
            raise _Wrong(name, text.replace("\0", "␀"), _("Sel memuat karakter NUL; baris ini rusak."))
        if text[:1] == "=":
            raise _Wrong(name, text, _("Sel berisi rumus. Simpan nilainya, bukan rumusnya."))
        if text in CELL_ERRORS:
            raise _Wrong(name, text, _("Sel berisi galat lembar kerja, bukan nilai. Perbaiki selnya."))
    code = _code(value["kode_tps"])
    village = villages.get(code[:10])
    if village is None:
        raise _Wrong("kode_tps", value["kode_tps"], _("Desa/kelurahan dengan kode ini tidak dikenal."))
    if within and not f"{village}.".startswith(f"{within}."):
        raise _Wrong(
            "kode_tps", value["kode_tps"], _("TPS ini di luar wilayah tugas Anda (%(code)s).") % {"code": within}
        )
    kind = _kind(value["kind"])
    grade = _grade(kind, value["grade"])
    day = _day(value["date"], today)
    note = value.get("note", "")
    if len(note) > MOST_NOTE:
        raise _Wrong("note", note, _("Keterangan lebih panjang dari 4.000 huruf."))
    return Row(number, code, village, int(code[10:]), kind, grade, day, note)


def _code(text: str) -> str:
    if not text:
        raise _Wrong("kode_tps", text, _("Kode TPS kosong."))
    if _SCIENTIFIC.match(text):
        raise _Wrong(
            "kode_tps", text, _("Kode TPS ditulis lembar kerja sebagai angka ilmiah. Simpan kolom ini sebagai teks.")
        )
    try:
        village, number = codes.split_station(text.lstrip("'"))
    except ValueError as error:
        raise _Wrong("kode_tps", text, _("Kode TPS harus 13 angka dengan nomor TPS 001 sampai 999.")) from error
    return codes.station(village, number)


def _kind(text: str) -> Kind:
    kind = KINDS.get(text.lower().replace("_", "-")) or KINDS.get(text.lower())
    if kind is None:
        known = ", ".join(Kind.values)
        raise _Wrong("kind", text, _("Jenis ini tidak dikenal; pakai salah satu: %(known)s.") % {"known": known})
    return kind


def _grade(kind: Kind, text: str) -> str:
    word = text.lower()
    grade = word if word in Grade.values else GRADE_WORDS.get(word, word.replace(" ", "-"))
    if GRADES[kind] and not word:
        raise _Wrong("grade", text, _("Tingkat kosong."))
    try:
        rules.check_grade(kind, str(grade))
    except rules.Refused as refusal:
        raise _Wrong("grade", text, str(refusal)) from refusal
    return str(grade)


def _day(text: str, today: date) -> date:
    day = _parsed(text)
    if day is None:
        raise _Wrong("date", text, _("Tanggal tidak terbaca; tulis seperti 2024-01-25 atau 25-01-2024."))
    if day.year < 2000:
        raise _Wrong("date", text, _("Tanggal terlalu lama berlalu; periksa tahunnya."))
    try:
        rules.check_day(day, today)
    except rules.Refused as refusal:
        raise _Wrong("date", text, str(refusal)) from refusal
    return day


def _parsed(text: str) -> date | None:
    try:
        if found := _YEAR_FIRST.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.match(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        return datetime.fromisoformat(text).date() if len(text) > 10 else None
    except ValueError:
        return None
