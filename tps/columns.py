"""Which column of a roster holds which field: KPU's names, their synonyms, and what a person maps by hand. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

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
_FIELD_OF = {name: field for field, names in SYNONYMS.items() for name in names}


@dataclass(frozen=True, slots=True)
class Layout:
    """The place of each field among a file's columns, counted from 0."""

    places: Mapping[str, int]
    header: tuple[str, ...]

    def column(self, field: str) -> str:
        """Give the name that the file itself uses for a field."""
        place = self.places.get(field)
        return field if place is None else self.header[place]

    @property
    def ignored(self) -> list[str]:
        """Give the columns from which nothing is taken."""
        used = set(self.places.values())
        return [name for place, name in enumerate(self.header) if place not in used and name]


def layout(header: Sequence[str], mapping: Mapping[str, str] | None = None) -> Layout:
    """Find the fields among a header's names; `mapping` (field to column) goes before the synonyms.

    Raises Unreadable when there is no way to tell which station a row is about.
    """
    names = [normal(name) for name in header]
    places: dict[str, int] = {}
    for field, column in (mapping or {}).items():
        if normal(column) not in names:
            raise Unreadable(
                str(_("Kolom “%(column)s” tidak ada di berkas. Kolom yang ada: %(header)s."))
                % {"column": column, "header": ", ".join(header)[:300]}
            )
        places[field] = names.index(normal(column))
    taken = set(places.values())
    for field, synonyms in SYNONYMS.items():
        if field in places:
            continue
        for name in synonyms:
            if name in names and names.index(name) not in taken:
                places[field] = names.index(name)
                taken.add(places[field])
                break
    twice = sorted({name for name in names if names.count(name) > 1 and name in _FIELD_OF})
    if twice:
        raise Unreadable(str(_("Kolom “%(column)s” muncul dua kali di baris judul.")) % {"column": twice[0]})
    if "code" not in places and not {"village", "number"} <= places.keys():
        raise Unreadable(
            str(
                _(
                    "Baris judul tidak memuat kode_tps, dan tidak memuat kode_desa bersama no_tps. "
                    "Kolom yang terbaca: %(header)s. Perbaiki baris judul atau pemisah kolomnya."
                )
            )
            % {"header": ", ".join(header)[:300]}
        )
    if ("latitude" in places) != ("longitude" in places):
        raise Unreadable(str(_("Berkas memuat hanya salah satu dari kolom lintang dan bujur; keduanya diperlukan.")))
    return Layout(places, tuple(header))


def fits(mapping: Mapping[str, str] | None = None) -> Callable[[Sequence[str]], int]:
    """Give what counts the names of a header that mean something here, `mapping` (field to column) among them."""
    known = _FIELD_OF.keys() | {normal(column) for column in (mapping or {}).values()}
    return lambda header: len({normal(name) for name in header} & known)


def normal(name: str) -> str:
    """Give a column's name in small letters with underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
