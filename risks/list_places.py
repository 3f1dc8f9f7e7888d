"""Places as lists name them: station codes in any spelling, a village's code with a number, or names. Pure."""

import re
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from tps import codes
from tps.search_words import words_of

LONGEST_NAME = 120
WHOLE_VILLAGE = 0  # the number of a row that names no station
_SCIENTIFIC = re.compile(r"^\d[.,]?\d*[eE]\+?\d+$")
_NUMBER = re.compile(r"^(?:tps|no|nomor)?[\s.:-]*0*(\d{1,3})(?:[.,]0)?$", re.IGNORECASE)
_LAST = re.compile(r"^(.*?)[\s,/-]*\b(?:tps)[\s.:-]*(?:no|nomor)?[\s.:-]*0*(\d{1,3})$", re.IGNORECASE)
_FIRST = re.compile(r"^tps[\s.:-]*(?:no|nomor)?[\s.:-]*0*(\d{1,3})[\s,/-]+(\D.*)$", re.IGNORECASE)
_RANKS = {
    **dict.fromkeys(("kabupaten", "kab"), "kab"),
    **dict.fromkeys(("kota", "kotamadya"), "kota"),
}
_BEFORE_DISTRICT = frozenset({"kecamatan", "kec"})
_BEFORE_VILLAGE = frozenset({"desa", "ds", "kelurahan", "kel", "deskel"})


class Wrong(Exception):
    """A cell that cannot be taken: the field, its value, and why, in a sentence."""

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(field)
        self.field, self.value, self.reason = field, value, reason


class Said(NamedTuple):
    """The names by which a row says where it is, as the file has them, and what the same names have in common."""

    key: str
    text: str


def station_code(text: str) -> tuple[str, int]:
    """Give (10 digits of the village, number) of a station's or, with number 0, a village's code; raises Wrong."""
    if _SCIENTIFIC.match(text):
        raise Wrong(
            "kode_tps", text, _("Kode TPS ditulis lembar kerja sebagai angka ilmiah. Simpan kolom ini sebagai teks.")
        )
    digits = re.sub(r"[\s.\-]", "", text.strip().lstrip("'"))
    if len(digits) == 10 and digits.isascii() and digits.isdigit():
        return digits, WHOLE_VILLAGE
    try:
        village, number = codes.split_station(text.lstrip("'"))
    except ValueError as error:
        raise Wrong("kode_tps", text, _("Kode TPS harus 13 angka dengan nomor TPS 001 sampai 999.")) from error
    return codes.plain(village), number


def village_code(text: str) -> str:
    """Give the 10 digits of a village's code in either spelling; raises Wrong."""
    digits = re.sub(r"[\s.\-]", "", text.strip().lstrip("'"))
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit():
        raise Wrong("kode_desa", text, _("Kode desa/kelurahan harus 10 angka, dengan atau tanpa titik."))
    return digits


def station_number(text: str) -> int:
    """Give a station's number ("7", "007", "TPS 07"), 0 for an empty cell; raises Wrong."""
    if not text.strip():
        return WHOLE_VILLAGE
    found = _NUMBER.match(text.strip())
    if not found or not int(found[1]):
        raise Wrong("no_tps", text, _("Nomor TPS harus satu bilangan 1 sampai 999; satu baris untuk satu TPS."))
    return int(found[1])


def numbered(name: str) -> tuple[str, int]:
    """Part a village's name from the number of a station in the same cell ("Kanekes TPS 05"), 0 without one."""
    if found := _LAST.match(name.strip()):
        return (found[1].strip(), int(found[2])) if found[1].strip() else (name, WHOLE_VILLAGE)
    if found := _FIRST.match(name.strip()):
        return found[2].strip(), int(found[1])
    return name, WHOLE_VILLAGE


@lru_cache(maxsize=4096)
def said(regency: str, district: str, village: str) -> Said:
    """Give the names of a row in one, and the key that is the same however they are spelled; raises Wrong.

    The key has three parts: rank and name of the kabupaten/kota ("kab:serang", ":serang"), kecamatan, village.
    """
    name = "".join(_without(village, _BEFORE_VILLAGE))
    if not name:
        raise Wrong("nama_desa", village, _("Kode TPS kosong, dan nama desa/kelurahan juga kosong."))
    words = words_of(regency)
    rank = _RANKS.get(words[0], "") if len(words) > 1 else ""
    above = "".join(words[1:] if rank else words)
    key = f"{rank}:{above}|{''.join(_without(district, _BEFORE_DISTRICT))}|{name}"
    text = ", ".join(" ".join(each.split())[:LONGEST_NAME] for each in (village, district, regency) if each.strip())
    return Said(key, text)


def _without(name: str, before: frozenset[str]) -> list[str]:
    words = words_of(name)
    return words[1:] if len(words) > 1 and words[0] in before else words
