"""Which column of a roster holds which field: KPU's names, their synonyms, and what a person maps by hand. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from tps.tables import Unreadable

SYNONYMS: dict[str, tuple[str, ...]] = {
    "code": ("kode_tps", "kodetps", "id_tps", "tps_code", "code", "kode"),
    "village": ("kode_desa", "kode_kel", "kode_kelurahan", "kode_deskel", "kode_desa_kelurahan", "village_code"),
    "number": ("no_tps", "nomor_tps", "tps_no", "tps", "nomor", "no", "number"),
    "special": ("tps_khusus", "khusus", "lokasi_khusus", "special"),
    "voters": ("pemilih", "dpt", "jumlah_dpt", "jumlah_pemilih", "total_dpt", "dpt_total", "total_pemilih", "voters"),
    "voters_male": ("pemilih_l", "dpt_l", "laki_laki", "pemilih_laki_laki", "dpt_laki_laki", "l", "voters_male"),
    "voters_female": ("pemilih_p", "dpt_p", "perempuan", "pemilih_perempuan", "dpt_perempuan", "p", "voters_female"),
    "address": ("alamat", "alamat_tps", "lokasi_tps", "lokasi", "address"),
    "opens_at": ("jam_buka", "buka", "opens_at"),
    "closes_at": ("jam_tutup", "tutup", "closes_at"),
    "latitude": ("latitude", "lat", "lintang", "y"),
    "longitude": ("longitude", "lon", "lng", "long", "bujur", "x"),
    "village_name": ("nama_desa", "nama_kel", "nama_kelurahan", "desa", "kelurahan", "desa_kelurahan", "village"),
}
FIELDS = tuple(SYNONYMS)
LABELS: dict[str, Any] = {
    "code": _("kode TPS"),
    "village": _("kode desa/kelurahan"),
    "number": _("nomor TPS"),
    "special": _("lokasi khusus"),
    "voters": _("pemilih"),
    "voters_male": _("pemilih laki-laki"),
    "voters_female": _("pemilih perempuan"),
    "address": _("alamat"),
    "opens_at": _("jam buka"),
    "closes_at": _("jam tutup"),
    "latitude": _("lintang"),
    "longitude": _("bujur"),
    "village_name": _("nama desa/kelurahan"),
}
# What a file that only updates stations speaks of, and what a roster of them has besides.
DETAILS = frozenset(FIELDS[FIELDS.index("voters") : FIELDS.index("longitude") + 1])
_OF_A_ROSTER = frozenset({"special", "village_name"})
Column = str | int | None


@dataclass(frozen=True, slots=True)
class Words:
    """The fields that a sort of file may have: by which names of columns each is known, and its name for people.

    `mark` keeps apart what is remembered of two sorts of files with the same header.
    """

    synonyms: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Any]
    mark: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Give the fields in their order."""
        return tuple(self.synonyms)

    @property
    def field_of(self) -> dict[str, str]:
        """Give the field that each name of a column stands for."""
        return {name: field for field, names in self.synonyms.items() for name in names}


ROSTER = Words(SYNONYMS, LABELS)


class Unmapped(Unreadable):
    """The columns cannot be understood as they are: a person can say which one holds what.

    `places` are the fields found all the same; `seen` is what the file's first rows hold, as plain data.
    """

    def __init__(
        self, sentence: str, seen: Mapping[str, Any] | None = None, places: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(sentence)
        self.seen, self.places = dict(seen or {}), dict(places or {})


@dataclass(frozen=True, slots=True)
class Layout:
    """The place of each field among a file's columns, counted from 0; `doubtful` names stand in the header twice."""

    places: Mapping[str, int]
    header: tuple[str, ...]
    doubtful: tuple[str, ...] = ()

    def column(self, field: str) -> str:
        """Give the name that the file itself uses for a field."""
        place = self.places.get(field)
        return field if place is None else column_name(self.header, place)

    @property
    def ignored(self) -> list[str]:
        """Give the columns from which nothing is taken."""
        used = set(self.places.values())
        return [name for place, name in enumerate(self.header) if place not in used and name]

    @property
    def updates_alone(self) -> bool:
        """Tell whether the file names stations only to say something more about them, as no roster does."""
        has = self.places.keys()
        if not DETAILS & has or _OF_A_ROSTER & has or {"code", "village", "number"} <= has:
            return False
        return not any(normal(name).startswith(("nama_ke", "nama_kab", "kode_ke", "kode_kab")) for name in self.ignored)

    @property
    def trouble(self) -> str:
        """Say what keeps the file from being read with these columns, and what to do; "" when nothing does."""
        if self.doubtful:
            return str(_("Kolom “%(column)s” muncul dua kali di baris judul.")) % {"column": self.doubtful[0]}
        by_place: dict[int, str] = {}
        for field, place in self.places.items():
            if place in by_place:
                return str(_("Kolom “%(column)s” dipakai untuk dua data: %(first)s dan %(second)s.")) % {
                    "column": column_name(self.header, place),
                    "first": LABELS[by_place[place]],
                    "second": LABELS[field],
                }
            by_place[place] = field
        if "code" not in self.places and not {"village", "number"} <= self.places.keys():
            return str(
                _(
                    "Baris judul tidak memuat kode_tps, dan tidak memuat kode_desa bersama no_tps. "
                    "Kolom yang terbaca: %(header)s. Perbaiki baris judul atau pemisah kolomnya."
                )
            ) % {"header": ", ".join(self.header)[:300]}
        if ("latitude" in self.places) != ("longitude" in self.places):
            return str(_("Berkas memuat hanya salah satu dari kolom lintang dan bujur; keduanya diperlukan."))
        return ""


def layout(header: Sequence[str], mapping: Mapping[str, Column] | None = None) -> Layout:
    """Find the fields among a header's names; raises Unmapped when no row could be read that way."""
    found = guess(header, mapping)
    if found.trouble:
        raise Unmapped(found.trouble, places=found.places)
    return found


def guess(header: Sequence[str], mapping: Mapping[str, Column] | None = None, words: Words = ROSTER) -> Layout:
    """Find the fields among a header's names as far as possible; `mapping` goes before the synonyms of `words`.

    `mapping` gives a field's column by name or by place counted from 0; None takes nothing for it. Raises Unmapped
    when a name in it is not in the header, or stands there twice.
    """
    names = [normal(name) for name in header]
    places: dict[str, int] = {}
    given = mapping or {}
    for field, column in given.items():
        if column is not None:
            places[field] = _place(column, header, names)
    taken = set(places.values())
    for field, synonyms in words.synonyms.items():
        if field in given:
            continue
        for name in synonyms:
            if name in names and names.index(name) not in taken:
                places[field] = names.index(name)
                taken.add(places[field])
                break
    field_of = words.field_of
    twice = {name for name in names if names.count(name) > 1 and name in field_of and field_of[name] not in given}
    return Layout(places, tuple(header), tuple(sorted(twice)))


def by_content(header: Sequence[str], head: Iterable[Sequence[str]], words: Words = ROSTER) -> dict[str, Column]:
    """Give the column of the station codes by what it holds, when one column alone holds 13 digits in each first row.

    For headers that name it in words of their own ("Kode Wilayah TPS"); {} when the header is clear or none is found.
    """
    named = guess(header, words=words).places.keys()
    if "code" in named or {"village", "number"} <= named:
        return {}
    rows = list(head)
    held = [
        place for place in range(len(header)) if rows and all(_is_code(row[place]) for row in rows if place < len(row))
    ]
    return {"code": held[0]} if len(held) == 1 else {}


def _is_code(cell: str) -> bool:
    return re.fullmatch(r"\d{2}\.?\d{2}\.?\d{2}\.?\d{4}\.?\d{3}", cell.strip()) is not None


def _place(column: str | int, header: Sequence[str], names: list[str]) -> int:
    if isinstance(column, int):
        if column < len(header):
            return column
        column = str(column + 1)
    found = [place for place, name in enumerate(names) if name == normal(column)]
    if len(found) > 1:
        raise Unmapped(
            str(_("Kolom “%(column)s” ada %(count)d kali di baris judul; pilih kolomnya di halaman impor."))
            % {"column": column, "count": len(found)}
        )
    if not found:
        raise Unmapped(
            str(_("Kolom “%(column)s” tidak ada di berkas. Kolom yang ada: %(header)s."))
            % {"column": column, "header": ", ".join(header)[:300]}
        )
    return found[0]


def column_name(header: Sequence[str], place: int) -> str:
    """Give a column's name for people, also of a column without one."""
    return header[place] or str(_("kolom %(number)d")) % {"number": place + 1}


def signature(header: Sequence[str], mark: str = "") -> str:
    """Give what two files of a sort (`mark`) have in common whose headers name the same columns in the same order."""
    names = [normal(name) for name in header]
    return sha256("\n".join([mark, *names] if mark else names).encode()).hexdigest()


def fits(mapping: Mapping[str, Column] | None = None, words: Words = ROSTER) -> Callable[[Sequence[str]], int]:
    """Give what counts the names of a header that mean something here, `mapping` (field to column) among them."""
    known = words.field_of.keys() | {normal(column) for column in (mapping or {}).values() if isinstance(column, str)}
    return lambda header: len({normal(name) for name in header} & known)


def normal(name: str) -> str:
    """Give a column's name in small letters with underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
