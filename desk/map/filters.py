"""What a request of the map asks for, checked: each refusal is a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.agencies.models import Agency
from desk.map import polygon
from desk.map.box import Box
from desk.map.measures.kinds import Measure
from desk.map.polygon import Polygon, Unclear
from risks.kinds import Kind, Severity, Status
from tps import codes
from tps.kinds import Level, PositionSource
from tps.models import Region

__all__ = [
    "ANY_RISK",
    "NO_POSITION",
    "NO_RISK",
    "Filters",
    "Unclear",
    "narrowest",
    "read_box",
    "read_filters",
    "read_level",
    "read_measure",
    "read_zoom",
]

LAST_ZOOM = 22
LEVELS = (Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE)
ANY_RISK, NO_RISK, NO_POSITION = "any", "none", "none"
POSITIONS = (*(each.value for each in PositionSource if each.value), NO_POSITION)
LONGEST_TEXT = 100
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which stations are wanted, by the map and by the register alike: the same words choose the same stations.

    `kinds`, `severities`, `statuses` (none: the open ones), `sources` and `owners` (codes of agencies) are of one risk
    at the station; `risk` is any or none. `day` shows the risks as they stood at the end of that day in the province's
    zone, None as they stand now. `place` is a dotted region code, `text` what a person would search by; `wording` is
    the text's condition when it is written already (desk.map.sql.worded).
    """

    kinds: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    place: str = ""
    text: str = ""
    statuses: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    risk: str = ""
    positions: tuple[str, ...] = ()
    special: bool = False
    missing: bool = False
    area: Polygon | None = None
    day: date | None = None
    wording: tuple[str, list[Any]] | None = field(default=None, compare=False, repr=False)

    @property
    def by_risk(self) -> bool:
        """Tell whether only stations with certain risks are asked for, or with any."""
        return bool(self.narrowed_risk or self.risk == ANY_RISK)

    @property
    def narrowed_risk(self) -> bool:
        """Tell whether only certain risks count."""
        return bool(self.kinds or self.severities or self.statuses or self.sources or self.owners)

    @property
    def by_no_risk(self) -> bool:
        """Tell whether only stations without any open risk are asked for."""
        return self.risk == NO_RISK and not self.by_risk

    @property
    def by_roster(self) -> bool:
        """Tell whether positions or marks of the roster are asked for."""
        return bool(self.positions or self.special or self.missing)


def read_filters(
    query: QueryDict, reading_place: str, *, region_key: str = "region", today: date | None = None
) -> Filters:
    """Read every filter of the address; `reading_place` is the region-code prefix that the person may read.

    Raises Unclear for unknown words and PermissionDenied for a region outside the person's own.
    """
    risk = _words(query, "risk", (ANY_RISK, NO_RISK), _("Saringan risiko tidak dikenal: %s."))
    return Filters(
        kinds=_words(query, "kind", Kind.values, _("Jenis risiko tidak dikenal: %s.")),
        severities=_words(query, "severity", Severity.values, _("Keparahan tidak dikenal: %s.")),
        statuses=_words(query, "status", Status.values, _("Status risiko tidak dikenal: %s.")),
        sources=_agencies(query, "source"),
        owners=_agencies(query, "owner"),
        risk=risk[0] if len(risk) == 1 else "",
        positions=_words(query, "position", POSITIONS, _("Asal posisi tidak dikenal: %s.")),
        special=query.get("special") == "1",
        missing=query.get("missing") == "1",
        place=_place(query.get(region_key, ""), reading_place),
        text=read_text(query),
        area=polygon.read(query.get("area", "")),
        day=read_day(query, today),
    )


def read_text(query: QueryDict) -> str:
    """Read what stations are searched by."""
    return query.get("q", "").replace("\x00", "")[:LONGEST_TEXT].strip()


def read_day(query: QueryDict, today: date | None) -> date | None:
    """Read a past day (2024-11-20); today is None, because nothing is past then. Raises Unclear."""
    text = query.get("day", "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unclear(_("Hari (day) harus tanggal seperti 2024-11-20; ini bukan: %s.") % text[:40]) from None
    if day < EARLIEST or (today is not None and day > today):
        raise Unclear(_("Hari (day) harus hari ini atau hari yang sudah lewat."))
    return None if day == today else day


def read_box(query: QueryDict) -> tuple[Box, int]:
    """Read bbox (west,south,east,north in degrees) and zoom (0 to 22); raises Unclear."""
    try:
        box = Box.parse(query.get("bbox", ""))
    except ValueError:
        raise Unclear(
            _(
                "Kotak peta (bbox) harus empat angka derajat: barat,selatan,timur,utara, "
                "dengan barat < timur dan selatan < utara."
            )
        ) from None
    return box, _zoom(query.get("zoom", ""))


def read_zoom(query: QueryDict) -> int | None:
    """Read zoom (0 to 22) where it may be left out; raises Unclear."""
    text = query.get("zoom")
    return None if text is None else _zoom(text)


def read_level(query: QueryDict) -> str:
    """Read the level of regions: province, regency, district or village; raises Unclear."""
    level = query.get("level", "")
    if level not in LEVELS:
        raise Unclear(_("Tingkat wilayah (level) harus province, regency, district, atau village."))
    return level


def read_measure(query: QueryDict) -> str:
    """Read by what areas are coloured, the share of stations at risk without a word; raises Unclear."""
    measure = query.get("measure") or Measure.FLAGGED.value
    if measure not in Measure.values:
        raise Unclear(_("Ukuran peta (measure) tidak dikenal: %s.") % measure[:40])
    return str(measure)


def narrowest(wanted: str, allowed: str) -> str | None:
    """Give the smaller of two dotted region codes when one lies in the other, else None."""
    for outer, inner in ((wanted, allowed), (allowed, wanted)):
        if not outer or inner == outer or inner.startswith(f"{outer}."):
            return inner
    return None


def _zoom(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= LAST_ZOOM):
        raise Unclear(_("Tingkat perbesaran (zoom) harus bilangan bulat 0 sampai 22."))
    return int(text)


def _words(query: QueryDict, key: str, known: Sequence[str], refusal: str) -> tuple[str, ...]:
    asked = [word for value in query.getlist(key) for word in value.split(",") if word]
    for word in asked:
        if word not in known:
            raise Unclear(refusal % word[:40])
    return tuple(sorted(set(asked)))


def _agencies(query: QueryDict, key: str) -> tuple[str, ...]:
    asked = {word.lower() for value in query.getlist(key) for word in value.split(",") if word}
    known = set(Agency.objects.filter(code__in=asked).values_list("code", flat=True)) if asked else set()
    for word in sorted(asked - known):
        raise Unclear(_("Instansi tidak dikenal: %s.") % word[:40])
    return tuple(sorted(asked))


def _place(text: str, reading_place: str) -> str:
    if not text:
        return reading_place
    try:
        code = codes.dotted(text)
    except ValueError:
        code = ""
    if not code or not Region.objects.filter(pk=code).exists():
        raise Unclear(_("Wilayah tidak dikenal: %s.") % text[:40])
    place = narrowest(code, reading_place)
    if place is None:
        raise PermissionDenied(_("Wilayah ini di luar wilayah baca Anda."))
    return place
