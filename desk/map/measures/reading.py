"""Reads what areas are coloured by: a value for each region of a level, None where nothing is known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Sum
from django.db.models.functions import Coalesce, Left
from django.utils.translation import gettext as _

from desk import clock
from desk.coordination.querysets import TaskQuerySet
from desk.coordination.readiness import checklist
from desk.coordination.readiness import reading as readiness
from desk.map.filters import Filters
from desk.map.measures.kinds import Measure
from desk.map.sql import SEVERITIES
from desk.recap.kinds import SETTLED, FormState
from desk.recap.models import FormCount
from risks.models import Flag, IndexScore
from tps.kinds import Level
from tps.models import Race
from tps.querysets import lies_within

LENGTHS = {Level.PROVINCE.value: 2, Level.REGENCY.value: 5, Level.DISTRICT.value: 8, Level.VILLAGE.value: 13}
RANKS = {severity: rank for rank, severity in SEVERITIES.items()}
IKP = "ikp"


@dataclass(frozen=True, slots=True)
class Counted:
    """What the stations of one region say: how many, how many with a wanted risk, the worst of those."""

    stations: int
    flagged: int
    worst: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a picture is asked for; `tasks` are those that its reader may see."""

    election_id: int
    level: str
    filters: Filters
    tasks: TaskQuerySet
    at: datetime

    @property
    def length(self) -> int:
        """Give how many characters the dotted codes of the level have."""
        return LENGTHS[self.level]


@dataclass(frozen=True, slots=True)
class Coloured:
    """The values by dotted code, from where they come, and what to know of them ("" for nothing)."""

    values: dict[str, float | None]
    source: str
    note: str = ""


def coloured(measure: str, asked: Asked, counted: Mapping[str, Counted]) -> Coloured:
    """Give the values of a measure; those of stations come from what is counted already."""
    if measure == Measure.TASKS:
        return _tasks(asked)
    if measure == Measure.READINESS:
        return _readiness(asked)
    if measure == Measure.RECAP:
        return _recap(asked, counted)
    if measure == Measure.IKP:
        return _ikp(asked)
    source = _("Risiko yang dicatat desk dan daftar TPS yang diimpor")
    if asked.filters.day and not recorded_by(asked.election_id, asked.filters.day):
        return Coloured({}, source, _("Pada hari itu desk belum mencatat risiko apa pun."))
    if measure == Measure.WORST:
        worst = {
            code: float(RANKS.get(each.worst or "", 0)) if each.stations else None for code, each in counted.items()
        }
        return Coloured(dict(worst), source)
    shares = {code: 100 * each.flagged / each.stations if each.stations else None for code, each in counted.items()}
    return Coloured(shares, source)


def first_report(election_id: int) -> date | None:
    """Give the day, in the province's zone, of an election's first reported risk; None while there is none."""
    at = Flag.objects.filter(election=election_id).aggregate(first=Min("reported_at"))["first"]
    return clock.local(at).date() if at else None


def recorded_by(election_id: int, day: date) -> bool:
    """Tell whether any risk had been reported by the end of a day: before that nothing is known, which is not 0."""
    first = first_report(election_id)
    return first is not None and first <= day


def _tasks(asked: Asked) -> Coloured:
    """Count the unfinished tasks about a region or what lies in it; those of a region above are counted nowhere."""
    place = Coalesce("flag__station__region_id", "flag__region_id", "station__region_id", "region_id")
    rows = asked.tasks.of(asked.election_id).alive().order_by().annotate(where=place)
    if asked.filters.place:
        rows = rows.filter(lies_within(asked.filters.place, "where"))
    if asked.filters.owners:
        rows = rows.filter(owner__code__in=asked.filters.owners)
    found: dict[str, float | None] = {}
    above = 0
    for code, number in rows.annotate(part=Left("where", asked.length)).values_list("part").annotate(Count("pk")):
        if code is not None and len(code) == asked.length:
            found[code] = number
        else:
            above += number
    note = _("%(n)d tugas menyangkut wilayah yang lebih besar atau tanpa wilayah, jadi tidak ada di area mana pun.")
    return Coloured(found, _("Tugas yang diberikan desk"), note % {"n": above} if above else "")


def _readiness(asked: Asked) -> Coloured:
    """Give how much of what applies is green; nothing is known where nobody has said anything that still holds."""
    if asked.length > readiness.DISTRICT:
        return Coloured({}, _("Pernyataan kesiapan"), _("Kesiapan dinyatakan per kecamatan, tidak per desa."))
    _version, items = checklist.in_force(asked.election_id)
    districts = readiness.places(asked.election_id, asked.filters.place).districts
    tallies = readiness.per_region(items, districts, election_id=asked.election_id, at=asked.at, length=asked.length)
    values = {
        code: 100 * each.green / each.applicable if each.known and each.applicable else None
        for code, each in tallies.items()
    }
    return Coloured(
        values,
        _("Pernyataan kesiapan instansi"),
        _("Porsi butir yang hijau; yang belum dinyatakan tidak dihitung hijau."),
    )


def _recap(asked: Asked, counted: Mapping[str, Counted]) -> Coloured:
    """Give how many of all expected forms are settled; nothing is known where no form was seen yet."""
    source = _("Formulir yang dilaporkan ke desk; bukan hasil pemilihan")
    if asked.length > 8:
        return Coloured({}, source, _("Kemajuan rekapitulasi ditampilkan sampai kecamatan."))
    races = Race.objects.filter(election=asked.election_id).count()
    rows = (
        FormCount.objects.of(asked.election_id)
        .within(asked.filters.place[:8])
        .order_by()
        .annotate(part=Left("district", asked.length))
        .values_list("part", "state")
        .annotate(total=Sum("number"))
    )
    seen: dict[str, int] = {}
    settled: dict[str, int] = {}
    for code, state, number in rows:
        seen[code] = seen.get(code, 0) + number * (state != FormState.NOT_KNOWN)
        settled[code] = settled.get(code, 0) + number * (state in SETTLED)
    values = {
        code: min(100 * settled.get(code, 0) / (each.stations * races), 100.0)
        if each.stations and races and seen.get(code)
        else None
        for code, each in counted.items()
    }
    return Coloured(values, source)


def _ikp(asked: Asked) -> Coloured:
    """Give the score of each region in the newest publication that has any of this level."""
    rows = IndexScore.objects.filter(instrument__code__iexact=IKP, score__isnull=False, region__level=asked.level)
    newest = rows.order_by("-instrument__version").select_related("instrument").first()
    if newest is None:
        return Coloured({}, _("Indeks Kerawanan Pemilu"), _("Belum ada skor IKP untuk tingkat wilayah ini."))
    found = rows.filter(instrument=newest.instrument).order_by("source").values_list("region_id", "score")
    values: dict[str, float | None] = {code: float(score) for code, score in found if score is not None}
    words = _("%(instrument)s, %(publisher)s")
    source = words % {"instrument": newest.instrument, "publisher": newest.instrument.publisher}
    return Coloured(values, source, _("Skor sebagaimana diterbitkan; makin tinggi makin rawan."))
