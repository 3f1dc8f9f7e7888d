"""Rows of a list of observations: each becomes a statement about a place, or an error with its reason. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from risks import list_words, rules
from risks.kinds import GRADES, Kind
from risks.list_columns import Choices
from risks.list_days import parsed
from risks.list_places import WHOLE_VILLAGE, Wrong, numbered, said, station_code, station_number, village_code
from tps import codes
from tps.columns import Layout
from tps.tablefacts import CELL_ERRORS, Broken

MOST_NOTE = 4000
MOST_WORDS = 200  # different words for grades that a person is asked about


class Row(NamedTuple):
    """One statement as the file has it; `village` is the dotted code of today's village, `day` the province's day.

    A row that is placed by names has a `key` (risks.list_places.said) and neither code nor village; `number` 0 speaks
    of a whole village.
    """

    row: int
    code: str
    village: str
    number: int
    kind: str
    grade: str
    day: date
    note: str
    key: str = ""
    said: str = ""


class Error(NamedTuple):
    """A row that cannot be taken: its number in the file, the column, the value, and why, in a sentence."""

    row: int
    field: str
    value: str
    reason: str


@dataclass(slots=True)
class Reading:
    """How a list is read, and which words for grades it was seen to use ((kind, word) with how many rows).

    `villages` maps undotted village codes, old ones too, to today's dotted ones; `today` is the province's day, after
    which nothing can have been seen; `within` is the dotted region code outside which rows are refused.
    """

    layout: Layout
    villages: Mapping[str, str]
    today: date
    within: str = ""
    choices: Choices = field(default_factory=Choices)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)


def read(records: Iterable[tuple[int, list[str] | Broken]], reading: Reading) -> Iterator[Row | Error]:
    """Turn records into statements or errors, in the file's order."""
    for number, cells in records:
        if isinstance(cells, Broken):
            yield Error(number, "", "", cells.reason)
            continue
        try:
            yield _row(number, cells, reading)
        except Wrong as wrong:
            yield Error(number, wrong.field, wrong.value[:200], wrong.reason)


def _row(number: int, cells: list[str], reading: Reading) -> Row:
    value = {name: cells[at].strip() for name, at in reading.layout.places.items()}
    for name, text in value.items():
        if "\0" in text:
            raise Wrong(name, text.replace("\0", "␀"), _("Sel memuat karakter NUL; baris ini rusak."))
        if text[:1] == "=":
            raise Wrong(name, text, _("Sel berisi rumus. Simpan nilainya, bukan rumusnya."))
        if text in CELL_ERRORS:
            raise Wrong(name, text, _("Sel berisi galat lembar kerja, bukan nilai. Perbaiki selnya."))
    place = _place(value, reading)
    kind = _kind(value, reading.choices)
    grade = _grade(kind, value, reading)
    day = _day(value, reading)
    note = value.get("note", "")
    if len(note) > MOST_NOTE:
        raise Wrong("note", note, _("Keterangan lebih panjang dari 4.000 huruf."))
    return Row(number, place.code, place.village, place.number, kind, grade, day, note, place.key, place.said)


class _Place(NamedTuple):
    code: str
    village: str
    number: int
    key: str = ""
    said: str = ""


def _place(value: Mapping[str, str], reading: Reading) -> _Place:
    """Place a row by the station's code, else by the village's code and a number, else by names."""
    code = value.get("code", "")
    digits, number, field_name = "", WHOLE_VILLAGE, "kode_tps"
    if code:
        digits, number = station_code(code)
    elif value.get("village"):
        code, field_name = value["village"], "kode_desa"
        digits = village_code(code)
    if not digits:
        return _named(value, reading)
    if not number:
        number = station_number(value.get("number", ""))
    village = reading.villages.get(digits)
    if village is None:
        raise Wrong(field_name, code, _("Desa/kelurahan dengan kode ini tidak dikenal."))
    if reading.within and not f"{village}.".startswith(f"{reading.within}."):
        raise Wrong(field_name, code, outside(reading.within))
    _whole(number, code, reading)
    return _Place(codes.station(digits, number), village, number)


def outside(within: str) -> str:
    """Give the sentence for a row outside a remit."""
    return _("TPS ini di luar wilayah tugas Anda (%(code)s).") % {"code": within}


def _named(value: Mapping[str, str], reading: Reading) -> _Place:
    if not reading.choices.names or "village_name" not in value:
        raise Wrong("kode_tps", "", _("Kode TPS kosong."))
    name, number = value["village_name"], station_number(value.get("number", ""))
    if not number:
        name, number = numbered(name)
    names = said(value.get("regency_name", ""), value.get("district_name", ""), name)
    _whole(number, names.text, reading)
    return _Place("", "", number, names.key, names.text)


def _whole(number: int, text: str, reading: Reading) -> None:
    if number or reading.choices.whole:
        return
    if not reading.choices.names:
        raise Wrong("kode_tps", text, _("Kode TPS harus 13 angka dengan nomor TPS 001 sampai 999."))
    raise Wrong(
        "no_tps",
        text,
        _("Nomor TPS kosong. Bila baris ini tentang seluruh desa/kelurahan, nyatakan itu pada kartu Kolom berkas."),
    )


def _kind(value: Mapping[str, str], choices: Choices) -> Kind:
    if "kind" not in value and choices.kind:
        return Kind(choices.kind)
    text = value.get("kind", "")
    kind = list_words.kind_of(text)
    if kind is None:
        known = ", ".join(Kind.values)
        raise Wrong("kind", text, _("Jenis ini tidak dikenal; pakai salah satu: %(known)s.") % {"known": known})
    return kind


def _grade(kind: Kind, value: Mapping[str, str], reading: Reading) -> str:
    fixed = "grade" not in value
    text = reading.choices.grade if fixed else value["grade"]
    word = list_words.plain(text)[: list_words.LONGEST]
    if GRADES[kind] and not word:
        raise Wrong("grade", text, _("Tingkat kosong."))
    chosen = reading.choices.words.get(f"{kind}|{word}")
    grade = chosen if chosen and not fixed else list_words.grade_of(kind, text)
    if word and not fixed and ((kind, word) in reading.words or len(reading.words) < MOST_WORDS):
        reading.words[kind, word] += 1
    if chosen == "" and not fixed:
        raise Wrong("grade", text, _("Kata ini ditandai tidak sesuai dengan tingkat mana pun."))
    try:
        rules.check_grade(kind, grade)
    except rules.Refused as refusal:
        raise Wrong("grade", text, str(refusal)) from refusal
    return grade


def _day(value: Mapping[str, str], reading: Reading) -> date:
    text = value.get("date", "")
    day = reading.choices.day if "date" not in value else parsed(text)
    if day is None:
        raise Wrong("date", text, _("Tanggal tidak terbaca; tulis seperti 2024-01-25 atau 25-01-2024."))
    if day.year < 2000:
        raise Wrong("date", text, _("Tanggal terlalu lama berlalu; periksa tahunnya."))
    try:
        rules.check_day(day, reading.today)
    except rules.Refused as refusal:
        raise Wrong("date", text or day.isoformat(), str(refusal)) from refusal
    return day
