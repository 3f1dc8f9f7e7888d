"""What a request of the map asks for, checked: each refusal is a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.map.box import Box
from risks.kinds import Kind, Severity
from tps import codes
from tps.kinds import Level
from tps.models import Region

LAST_ZOOM = 22
LEVELS = (Level.REGENCY, Level.DISTRICT, Level.VILLAGE)


class Unclear(ValueError):
    """The request cannot be understood; the text is the reason for the person who asked."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Which stations are wanted: kinds and severities of their open risks (none: all stations) and a place."""

    kinds: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    place: str = ""

    @property
    def by_risk(self) -> bool:
        """Tell whether only stations with such an open risk are wanted."""
        return bool(self.kinds or self.severities)


def read_filters(query: QueryDict, reading_place: str, *, region_key: str = "region") -> Filters:
    """Read kind, severity and region; `reading_place` is the region-code prefix that the person may read.

    Raises Unclear for unknown words and PermissionDenied for a region outside the person's own.
    """
    return Filters(
        kinds=_words(query, "kind", Kind.values, _("Jenis risiko tidak dikenal: %s.")),
        severities=_words(query, "severity", Severity.values, _("Keparahan tidak dikenal: %s.")),
        place=_place(query.get(region_key, ""), reading_place),
    )


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
    """Read the level of regions: regency, district or village; raises Unclear."""
    level = query.get("level", "")
    if level not in LEVELS:
        raise Unclear(_("Tingkat wilayah (level) harus regency, district, atau village."))
    return level


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
