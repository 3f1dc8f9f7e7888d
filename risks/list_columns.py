"""Columns of a list of statements: their names, what they hold, and what a person says where the file says nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from risks import list_words
from risks.kinds import GRADES, Kind
from risks.list_days import parsed
from tps import columns
from tps.columns import Column, Layout, Unmapped, Words

SYNONYMS: dict[str, tuple[str, ...]] = {
    "code": ("kode_tps", "kodetps", "id_tps", "tps_code", "station", "kode", "code"),
    "village": columns.SYNONYMS["village"],
    "number": ("no_tps", "nomor_tps", "tps_no", "tps", "nomor", "number"),
    "village_name": (
        *columns.SYNONYMS["village_name"],
        "nama_deskel",
        "nama_desa_kelurahan",
        "deskel",
        "desa_kel",
        "kelurahan_desa",
        "kel_desa",
    ),
    "district_name": ("nama_kec", "nama_kecamatan", "kecamatan", "kec", "district"),
    "regency_name": (
        "nama_kab",
        "nama_kabupaten",
        "nama_kabko",
        "nama_kab_kota",
        "kabupaten_kota",
        "kab_kota",
        "kabupaten",
        "kabko",
        "kab",
        "regency",
    ),
    "kind": ("kind", "jenis", "jenis_risiko", "kerawanan", "jenis_kerawanan"),
    "grade": (
        "grade",
        "tingkat",
        "tingkat_kerawanan",
        "nilai",
        "kategori",
        "kondisi",
        "kondisi_sinyal",
        "status_sinyal",
        "sinyal",
        "klasifikasi",
    ),
    "date": ("date", "tanggal", "tgl", "waktu", "observed_at", "diamati"),
    "note": ("note", "keterangan", "catatan", "ket"),
}
LABELS: dict[str, Any] = {
    "code": gettext_lazy("kode TPS"),
    "village": gettext_lazy("kode desa/kelurahan"),
    "number": gettext_lazy("nomor TPS"),
    "village_name": gettext_lazy("nama desa/kelurahan"),
    "district_name": gettext_lazy("nama kecamatan"),
    "regency_name": gettext_lazy("nama kabupaten/kota"),
    "kind": gettext_lazy("jenis"),
    "grade": gettext_lazy("tingkat"),
    "date": gettext_lazy("tanggal pengamatan"),
    "note": gettext_lazy("keterangan"),
}
WORDS = Words(SYNONYMS, LABELS, mark="statements")
fits = columns.fits(words=WORDS)
# Fields under the names that the command's columns have; errors speak of them.
NAMES = {"code": "kode_tps"}
FIELDS = {name: each for each, name in NAMES.items()}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has said of a list beside its columns.

    `kind`, `grade`, `day` hold for every row of a file without that column; `words` maps "kind|word" to a grade, ""
    where none fits; `whole` lets rows without a number speak of their whole village; `names` lets rows be placed by
    names that a person has settled; `by_content` lets columns be found by what they hold.
    """

    kind: str = ""
    grade: str = ""
    day: date | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False
    names: bool = False
    by_content: bool = False


def layout(
    header: Sequence[str],
    mapping: Mapping[str, Column],
    choices: Choices,
    head: Sequence[Sequence[str]] = (),
    seen: Mapping[str, Any] | None = None,
) -> Layout:
    """Find the fields among a header's names; raises Unmapped, with what a person needs to say which is which."""
    try:
        found = guess(header, mapping, head if choices.by_content else ())
    except Unmapped as refusal:
        raise Unmapped(str(refusal), seen) from None
    if sentence := trouble(found, choices):
        raise Unmapped(sentence, dict(seen or {}) | {"places": dict(found.places)}, found.places)
    return found


def guess(header: Sequence[str], mapping: Mapping[str, Column], head: Sequence[Sequence[str]]) -> Layout:
    """Find fields by a person's word, else by the names of the columns, else by what the first rows hold."""
    if mapping:
        return columns.guess(header, mapping, WORDS)
    named = columns.guess(header, columns.by_content(header, head, WORDS), WORDS)
    places = dict(named.places)
    _take(places, "date", _holding(_is_day, head, header, places))
    grades = _holding(_is_grade, head, header, places)
    kinds = _holding(_is_kind, head, header, places)
    # "Banjir" may be a kind or a grade; a column that can only be one of them tells what the other one is.
    _take(places, "grade", grades - kinds)
    _take(places, "kind", (kinds if "grade" in places else kinds - grades) - set(places.values()))
    _take(places, "grade", grades - set(places.values()))
    return Layout(places, named.header)


def trouble(found: Layout, choices: Choices) -> str:
    """Say what the file lacks to be read as a list, and what to do; "" when nothing."""
    has = found.places.keys()
    missing = [] if _placed(found, choices) else ["kode_tps"]
    missing += [name for name in ("kind", "grade", "date") if name not in has and not _given(name, choices)]
    if not missing:
        return ""
    return _("Kolom %(missing)s tidak ada. Berkas memuat: %(header)s. Tidak ada yang dimuat.") % {
        "missing": ", ".join(f"{LABELS[FIELDS.get(name, name)]} ({name})" for name in missing),
        "header": ", ".join(found.header)[:300],
    }


def enough(found: Layout) -> bool:
    """Tell whether a header says by itself all that a list must have."""
    return not trouble(found, Choices(names=True, whole=True))


def _placed(found: Layout, choices: Choices) -> bool:
    has = found.places.keys()
    if "code" in has or (choices.names and "village_name" in has):
        return True
    return choices.names and "village" in has and ("number" in has or choices.whole)


def _given(name: str, choices: Choices) -> bool:
    if name == "date":
        return choices.day is not None
    if name == "grade":
        return bool(choices.grade) or (bool(choices.kind) and not GRADES[Kind(choices.kind)])
    return bool(choices.kind)


def _holding(
    holds: Callable[[str], bool], head: Sequence[Sequence[str]], header: Sequence[str], places: Mapping[str, int]
) -> set[int]:
    """Give the free columns of which every cell holds such a word."""
    found = set()
    for place in set(range(len(header))) - set(places.values()):
        cells = [row[place].strip() for row in head if place < len(row)]
        if cells and all(each and holds(each) for each in cells):
            found.add(place)
    return found


def _take(places: dict[str, int], name: str, found: set[int]) -> None:
    if name not in places and len(found) == 1:
        places[name] = found.pop()


def _is_kind(text: str) -> bool:
    return list_words.kind_of(text) is not None


def _is_day(text: str) -> bool:
    return parsed(text) is not None


def _is_grade(text: str) -> bool:
    return any(list_words.belongs(kind, list_words.grade_of(kind, text)) for kind in Kind if GRADES[kind])
