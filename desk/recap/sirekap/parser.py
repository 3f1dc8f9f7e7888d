"""One of Sirekap's files about one station: its pages and what is odd; numbers go no further unasked. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from desk.recap.sirekap.kinds import Oddity

MOST_BYTES = 256 * 1024
PAGES = 3
MOST_DEPTH_WORDS = 400  # entries of one table: more is no form of a station
SUSPICIOUS = 10_000  # where nobody knows the voters: no station has that many
_CODE = re.compile(r"^(\d{13})$")
_RACE = re.compile(r"/pemilu/([a-z]{3,8})/|/pilkada/([a-z]{3,8})/|/([a-z]{4,8})/\d\d/\d\d/")
_NUMBER = re.compile(r"^[0-9]{1,8}$")  # the code of a candidate or a list; nothing else is kept
_STAMP = "%Y-%m-%d %H:%M:%S"
# (sum, parts): where all of them are known, the parts make the sum.
_SUMS = (
    ("suara_total", ("suara_sah", "suara_tidak_sah")),
    ("pemilih_dpt_j", ("pemilih_dpt_l", "pemilih_dpt_p")),
    ("pengguna_dpt_j", ("pengguna_dpt_l", "pengguna_dpt_p")),
    ("pengguna_dptb_j", ("pengguna_dptb_l", "pengguna_dptb_p")),
    ("pengguna_non_dpt_j", ("pengguna_non_dpt_l", "pengguna_non_dpt_p")),
    ("pengguna_total_j", ("pengguna_total_l", "pengguna_total_p")),
    ("pengguna_total_j", ("suara_total",)),
)


class Unreadable(ValueError):
    """The bytes are no such file; the text says why."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file shows: which of the form's pages are there, what is odd, and how Sirekap calls the ballot.

    `empty` says that there is nothing in it at all: neither a page nor a number. `votes` by number code are there only
    where they were asked for.
    """

    pages: tuple[bool, ...]
    oddities: tuple[Oddity, ...]
    race: str
    empty: bool
    votes: Mapping[str, int] = field(default_factory=dict)

    @property
    def visible(self) -> bool:
        """Tell whether at least one page can be seen."""
        return any(self.pages)


def named(path: str) -> tuple[str, str]:
    """Give station code and folder names of a file's path ("ppwp/36/3602062001005.json"); Unreadable without a code."""
    parts = PurePosixPath(path.replace("\\", "/")).parts
    found = _CODE.match(PurePosixPath(parts[-1]).stem) if parts else None
    if not found:
        raise Unreadable(_("Nama berkas bukan kode TPS 13 angka."))
    return found[1], "/".join(parts[:-1]).lower()


def read(content: bytes, *, voters: int | None, polling_day: date, at: datetime, with_votes: bool = False) -> Reading:
    """Read one file; `voters` are those of the station's list, `at` the moment of reading, zone-aware.

    Without `with_votes` no number goes any further; with it those of the chart do whose key is a number code.
    Raises Unreadable for anything but one JSON object in Sirekap's shape.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(_("Berkas terlalu besar untuk satu TPS."))
    try:
        found = json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise Unreadable(_("Isinya bukan JSON.")) from None
    if not isinstance(found, dict) or "images" not in found or "ts" not in found:
        raise Unreadable(_("Isinya bukan data TPS dari Sirekap."))
    images = found["images"]
    if images is not None and not isinstance(images, list):
        raise Unreadable(_("Isinya bukan data TPS dari Sirekap."))
    shown = [each for each in images or [] if isinstance(each, str) and each.strip()]
    pages = tuple(isinstance(each, str) and bool(each.strip()) for each in (images or [])[:PAGES])
    chart = _numbers(found.get("chart"))
    told = _numbers(found.get("administrasi"))
    odd = {
        Oddity.PAGE: bool(shown) and (len(pages) < PAGES or not all(pages)),
        Oddity.NEGATIVE: any(each < 0 for each in (*chart.values(), *told.values())),
        Oddity.ABOVE: _above(chart, told, voters),
        Oddity.SUM: _mismatch(chart, told),
        Oddity.TIME: _odd_time(found["ts"], polling_day, at),
        Oddity.STATUS: (bool(found.get("status_suara")) and not chart) or (bool(found.get("status_adm")) and not told),
        Oddity.AGAIN: bool(found.get("psu")),
    }
    return Reading(
        pages=pages + (False,) * (PAGES - len(pages)),
        oddities=tuple(each for each, there in odd.items() if there),
        race=_race(shown),
        empty=not shown and not chart and not told,
        votes={key: votes for key, votes in chart.items() if _NUMBER.match(key)} if with_votes else {},
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _numbers(table: Any) -> dict[str, int]:
    """Give the whole numbers of a table; what is null (even under the key "null") says nothing."""
    if table is None:
        return {}
    if not isinstance(table, Mapping) or len(table) > MOST_DEPTH_WORDS:
        raise Unreadable(_("Isinya bukan data TPS dari Sirekap."))
    found = {}
    for key, value in table.items():
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unreadable(_("Angkanya bukan bilangan bulat."))
        found[str(key)] = value
    return found


def _above(chart: Mapping[str, int], told: Mapping[str, int], voters: int | None) -> bool:
    """Tell whether more voted, or were counted, than the list and those who came with other rights allow."""
    known = voters if voters is not None else told.get("pemilih_dpt_j")
    more = sum(max(0, told.get(name, 0)) for name in ("pengguna_dptb_j", "pengguna_non_dpt_j"))
    # A number of guests that is itself absurd makes room for nothing.
    most = SUSPICIOUS if known is None else known + (more if more <= known else 0)
    used = [told[name] for name in ("suara_total", "suara_sah", "pengguna_total_j") if name in told]
    return any(each > most for each in (*chart.values(), *used)) or sum(chart.values()) > most or more > max(most, 0)


def _mismatch(chart: Mapping[str, int], told: Mapping[str, int]) -> bool:
    for total, parts in _SUMS:
        if total in told and all(part in told for part in parts) and told[total] != sum(told[part] for part in parts):
            return True
    return bool(chart) and "suara_sah" in told and sum(chart.values()) != told["suara_sah"]


def _odd_time(stamp: Any, polling_day: date, at: datetime) -> bool:
    """Tell whether `ts` is missing, unreadable, before polling day or ahead of us, give or take a day."""
    if not isinstance(stamp, str):
        return True
    try:
        # No zone is written in it and none is known, so only its day is looked at.
        day = datetime.strptime(stamp.strip(), _STAMP).date()  # noqa: DTZ007
    except ValueError:
        return True
    return not polling_day - timedelta(days=1) <= day <= at.date() + timedelta(days=1)


def _race(images: Iterable[str]) -> str:
    for each in images:
        found = _RACE.search(each)
        if found:
            return next(name for name in found.groups() if name)
    return ""
