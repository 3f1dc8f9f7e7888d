"""Finding stations and regions by what people type: codes in any spelling, old codes, names and numbers."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from tps import codes
from tps.kinds import Level
from tps.models import PollingStation, Region, RegionAlias
from tps.querysets import StationQuerySet, lies_within

LONGEST = 100
MOST_VILLAGES = 400
_STATION = re.compile(r"^(?:tps\s*)?(\d{2})[.\s-]?(\d{2})[.\s-]?(\d{2})[.\s-]?(\d{4})(\D*?)(\d{1,3})?$")
_REGION = re.compile(r"^\d{2}[.\s-]?\d{2}(?:[.\s-]?\d{2}(?:[.\s-]?\d{4})?)?$")
_WORD = re.compile(r"[^\W_]+(?:['’`][^\W_]+)*")
_NUMBER = re.compile(r"^(?:tps|no|nomor)?0*(\d{1,3})$")
_FILLERS = frozenset({"tps", "no", "nomor", "desa", "ds", "kelurahan", "kel", "kecamatan", "kec", "provinsi", "prov"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a text asks for: a region code in dotted spelling, words of names, numbers of stations."""

    village: str = ""
    region: str = ""
    words: tuple[str, ...] = ()
    first: int = 1
    last: int = 999

    @property
    def numbered(self) -> bool:
        """Tell whether the text names a number or the beginning of one."""
        return (self.first, self.last) != (1, 999)

    @property
    def empty(self) -> bool:
        """Tell whether the text asks for nothing at all."""
        return not (self.village or self.region or self.words or self.numbered)


def understand(text: str) -> Wanted:
    """Read a text as a code ("36.02.06.2001 5", "3602062001005") or as names with a number ("kanekes 5")."""
    text = " ".join(text.replace("\x00", "").lower().split())[:LONGEST]
    found = _STATION.match(text) if text.isascii() else None
    if found:
        *parts, gap, digits = found.groups()
        village = ".".join(parts)
        if not digits:
            return Wanted(village=village)
        if gap.strip(" .-/,") in {"", "tps", "no", "nomor"}:
            return Wanted(village, "", (), *_numbers(digits, whole=bool(gap) or len(digits) == 3))
    if text.isascii() and _REGION.match(text):
        return Wanted(region=codes.dotted(re.sub(r"\D", "", text)))
    return _names(_WORD.findall(text))


def find_station(election_id: int, code: str) -> PollingStation | None:
    """Give the station of a code in any spelling, also by an old village code; None when there is none."""
    wanted = understand(code)
    if not wanted.village or wanted.first != wanted.last:
        return None
    exact = codes.station(wanted.village, wanted.first)
    places = _today(wanted.village)
    return (
        PollingStation.objects.filter(election_id=election_id)
        .filter(Q(code=exact) | Q(region_id__in=places, number=wanted.first))
        .with_place()
        .order_by(Case(When(code=exact, then=0), default=1, output_field=IntegerField()))
        .first()
    )


def matching(stations: StationQuerySet, text: str) -> StationQuerySet:
    """Keep the stations that a text fits, in no particular order; an empty text keeps all."""
    wanted = understand(text)
    if wanted.empty:
        return stations if not text.strip() else stations.none()
    if wanted.numbered:
        stations = stations.filter(number__range=(wanted.first, wanted.last))
    if wanted.village:
        return stations.filter(region_id__in=_today(wanted.village))
    if wanted.region:
        return stations.filter(lies_within(wanted.region))
    if wanted.words:
        villages = Region.objects.at_level(Level.VILLAGE).filter(_fits(wanted.words))
        return stations.filter(region_id__in=villages.values("code"))
    return stations


def find_stations(election_id: int, text: str, within: str = "", limit: int = 10) -> list[PollingStation]:
    """Give the stations that fit a text best, nearest first; `within` is a dotted region code ("" everywhere).

    Codes are taken in any spelling (13 digits, dots, blanks, village and number) and by the villages' old codes;
    names match villages, and districts and regencies narrow them ("sobang 3 lebak").
    """
    wanted = understand(text)
    if wanted.empty:
        return []
    stations = PollingStation.objects.of(election_id).within(within).with_place()
    if wanted.numbered:
        stations = stations.filter(number__range=(wanted.first, wanted.last))
    if wanted.village:
        return list(stations.filter(region_id__in=_today(wanted.village)).order_by("number")[:limit])
    if wanted.region:
        return list(stations.filter(lies_within(wanted.region)).order_by("region_id", "number")[:limit])
    if not wanted.words:
        return list(stations.order_by("region_id", "number")[:limit])
    villages = list(_villages(wanted.words, within)[:MOST_VILLAGES])
    order = {code: place for place, code in enumerate(villages)}
    if not wanted.numbered:
        villages = villages[: max(limit, 1)]
    found = stations.filter(region_id__in=villages).order_by("number")[: None if wanted.numbered else limit * limit]
    return sorted(found, key=lambda station: (order[station.region_id], station.number))[:limit]


def find_regions(text: str, within: str = "", limit: int = 10) -> list[Region]:
    """Give the regions of any level that fit a text best, by code (also an old one) or by name.

    A text with a number asks for a station, so it fits no region.
    """
    wanted = understand(text)
    regions = Region.objects.within(within).select_related("parent__parent")
    code = wanted.village or wanted.region
    if code and not wanted.numbered:
        return list(regions.filter(code__in=_today(code))[:limit])
    if not wanted.words or wanted.numbered:
        return []
    own = Q()
    for word in wanted.words:
        own |= Q(name__icontains=word)
    phrase = " ".join(wanted.words)
    return list(
        regions.filter(own, _fits(wanted.words))
        .annotate(distance=_distance(wanted.words, phrase))
        .order_by("distance", Length("code"), "code")[:limit]
    )


def _numbers(digits: str, *, whole: bool) -> tuple[int, int]:
    if whole:
        return int(digits), int(digits)
    room = 10 ** (3 - len(digits))
    return int(digits) * room, int(digits) * room + room - 1


def _names(words: list[str]) -> Wanted:
    names: list[str] = []
    numbers: list[int] = []
    for word in words:
        number = _NUMBER.match(word)
        if number:
            numbers.append(int(number[1]))
        elif word not in _FILLERS:
            names.append(word)
    if numbers:
        return Wanted(words=tuple(names), first=numbers[0], last=numbers[0])
    return Wanted(words=tuple(names))


def _today(code: str) -> list[str]:
    return [code, *RegionAlias.objects.filter(old_code=code).values_list("region_id", flat=True)]


def _fits(words: tuple[str, ...]) -> Q:
    fits = Q()
    for word in words:
        fits &= Q(name__icontains=word) | Q(parent__name__icontains=word) | Q(parent__parent__name__icontains=word)
    return fits


def _distance(words: tuple[str, ...], phrase: str) -> Case:
    """Give an order: the name itself, names that begin with a word, names that hold one, then higher names."""
    far: Any = Value(0)
    for word in words:
        far = far + Case(
            When(name__iexact=word, then=Value(0)),
            When(name__istartswith=word, then=Value(2)),
            When(name__icontains=f" {word}", then=Value(3)),
            When(name__icontains=word, then=Value(4)),
            When(parent__name__iexact=word, then=Value(5)),
            When(parent__name__istartswith=word, then=Value(6)),
            default=Value(7),
            output_field=IntegerField(),
        )
    whole = Q(name__iexact=phrase) | Q(name__iexact=f"kabupaten {phrase}") | Q(name__iexact=f"kota {phrase}")
    return Case(When(whole, then=Value(-9)), default=far, output_field=IntegerField())


def _villages(words: tuple[str, ...], within: str) -> QuerySet[Any, str]:
    return (
        Region.objects.at_level(Level.VILLAGE)
        .within(within)
        .filter(_fits(words))
        .annotate(distance=_distance(words, " ".join(words)))
        .order_by("distance", "code")
        .values_list("code", flat=True)
    )
