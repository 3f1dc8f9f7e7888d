"""The register of stations with what is known of their risks: filters, rows, counts beside the filters."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.http import QueryDict

from desk.agencies.models import Agency
from desk.map import polygon, sql
from desk.map.filters import ANY_RISK, NO_POSITION, NO_RISK, POSITIONS, Filters, Unclear, narrowest, read_text
from risks.kinds import SEVERITY_ORDER, Kind, Severity, Status
from risks.models import Flag
from risks.querysets import severity_rank
from tps import codes
from tps.kinds import PositionSource
from tps.models import PollingStation, Region
from tps.querysets import StationQuerySet
from tps.search import matching

Named = tuple[str, str]
SORTS = {
    "code": ("region_id", "number"),
    "number": ("number", "region_id"),
    "voters": ("voters", "region_id", "number"),
    "position": ("position_source", "region_id", "number"),
    "risk": ("-worst", "region_id", "number"),
}


@dataclass(frozen=True, slots=True)
class Question(Filters):
    """What a list of stations is asked for; `place` never leaves what the person may read, None is nowhere."""

    place: str | None = ""  # type: ignore[assignment]  # the map refuses where the list shows nothing
    ignored: list[str] = field(default_factory=list)


def read(query: QueryDict, reading_place: str) -> Question:
    """Read the filters of the address; words that no filter knows are left out and named in `ignored`."""
    ignored: list[str] = []

    def known(key: str, words: Iterable[str]) -> tuple[str, ...]:
        asked = [word for word in query.getlist(key) if word]
        ignored.extend(word[:40] for word in asked if word not in words)
        return tuple(word for word in dict.fromkeys(asked) if word in words)

    place: str | None = reading_place
    wanted = query.get("region", "")
    if wanted:
        try:
            place = narrowest(codes.dotted(wanted), reading_place)
        except ValueError:
            ignored.append(wanted[:40])
    risk = known("risk", (ANY_RISK, NO_RISK))
    try:
        area = polygon.read(query.get("area", ""))
    except Unclear as problem:
        area = None
        ignored.append(str(problem))
    agencies = {word.lower() for key in ("source", "owner") for word in query.getlist(key) if word}
    there = set(Agency.objects.filter(code__in=agencies).values_list("code", flat=True)) if agencies else set()

    def bodies(key: str) -> tuple[str, ...]:
        asked = [word.lower() for word in query.getlist(key) if word]
        ignored.extend(word[:40] for word in asked if word not in there)
        return tuple(word for word in dict.fromkeys(asked) if word in there)

    return Question(
        place=place,
        text=read_text(query),
        kinds=known("kind", Kind.values),
        severities=known("severity", Severity.values),
        statuses=known("status", Status.values),
        sources=bodies("source"),
        owners=bodies("owner"),
        risk=risk[0] if risk else "",
        positions=known("position", POSITIONS),
        special=query.get("special") == "1",
        missing=query.get("missing") == "1",
        area=area,
        ignored=ignored,
    )


def base(election_id: int, question: Question) -> StationQuerySet:
    """Give the stations of the place, text and drawn area alone: what the counts beside the filters count."""
    if question.place is None:
        return PollingStation.objects.none()
    found = matching(PollingStation.objects.of(election_id).within(question.place), question.text)
    if question.area:
        more, values = sql.area(question)
        inside = f"SELECT s.id FROM tps_pollingstation s WHERE s.election_id = %s{more}"  # noqa: S608 — our own pieces
        found = found.filter(pk__in=RawSQL(inside, [election_id, *values]))  # noqa: S611 — as above
    return found


def rows(election_id: int, question: Question) -> StationQuerySet:
    """Give the stations that pass every filter."""
    found = base(election_id, question)
    if question.positions:
        found = found.filter(position_source__in=["" if each == NO_POSITION else each for each in question.positions])
    if question.special:
        found = found.filter(special=True)
    if question.missing:
        found = found.filter(missing_since__isnull=False)
    risks = _open_flags(election_id, question)
    if question.by_risk:
        found = found.filter(Exists(risks.filter(station_id=OuterRef("pk"))))
    elif question.by_no_risk:
        found = found.filter(~Exists(risks.filter(station_id=OuterRef("pk"))))
    return found


def with_worst(stations: StationQuerySet) -> StationQuerySet:
    """Add `worst`, the rank of each station's worst open risk (0 without any), for sorting."""
    flags = Flag.objects.open().filter(station_id=OuterRef("pk")).annotate(rank=severity_rank()).order_by("-rank")
    return stations.annotate(worst=Coalesce(Subquery(flags.values("rank")[:1]), 0, output_field=IntegerField()))


def risks_of(election_id: int, stations: Collection[int] | None = None) -> dict[int, dict[str, str]]:
    """Give the open risks of the stations with these ids (of all without): id → {kind: severity}, in no order."""
    flags = Flag.objects.of(election_id).open().filter(station__isnull=False)
    if stations is not None:
        flags = flags.filter(station__in=stations)
    found: dict[int, dict[str, str]] = {}
    for station, kind, severity in flags.order_by().values_list("station_id", "kind", "severity"):
        found.setdefault(station, {})[kind] = severity
    return found


def worst(risks: dict[str, str]) -> str:
    """Give the worst severity among a station's open risks, "" without any."""
    return max(risks.values(), key=lambda severity: SEVERITY_ORDER[Severity(severity)], default="")


def path_and_children(place: str) -> tuple[list[Named], list[Named]]:
    """Give the regions above and at a dotted code, and those right below it, in one query; each as (code, name)."""
    above = [*codes.ancestors(place), place] if place else []
    found = Region.objects.filter(Q(code__in=above) | Q(parent_id=place or None)).order_by("code")
    regions = list(found.values_list("code", "name"))
    return [each for each in regions if each[0] in above], [each for each in regions if each[0] not in above]


def columns() -> list[str]:
    """Give the headings of the exported table."""
    return [
        "kode_tps",
        "kode_wilayah",
        "kabupaten_kota",
        "kecamatan",
        "desa_kelurahan",
        "no_tps",
        "tps_khusus",
        "pemilih",
        "pemilih_laki_laki",
        "pemilih_perempuan",
        "alamat",
        "jam_buka",
        "jam_tutup",
        "lintang",
        "bujur",
        "sumber_posisi",
        "risiko_terbuka",
        "keparahan_terparah",
        "hilang_sejak",
    ]


def table(election_id: int, stations: StationQuerySet) -> Iterator[tuple[Any, ...]]:
    """Give the exported rows one after the other; nothing known is an empty cell, never 0."""
    risks = risks_of(election_id)
    fields = (
        "pk",
        "code",
        "region_id",
        "region__parent__parent__name",
        "region__parent__name",
        "region__name",
        "number",
        "special",
        "voters",
        "voters_male",
        "voters_female",
        "address",
        "opens_at",
        "closes_at",
        "latitude",
        "longitude",
        "position_source",
        "missing_since",
    )
    for row in stations.values_list(*fields).iterator(chunk_size=2000):
        station, *facts, opens, closes, latitude, longitude, source, missing = row
        own = risks.get(station, {})
        hours = [each.strftime("%H:%M") if each else None for each in (opens, closes)]
        yield (*facts, *hours, latitude, longitude, source, " ".join(sorted(own)), worst(own), missing)


def features(election_id: int, stations: StationQuerySet) -> Iterator[dict[str, Any]]:
    """Give the stations that have a position as GeoJSON features, (longitude, latitude) in degrees WGS 84."""
    risks = risks_of(election_id)
    fields = ("pk", "code", "number", "region__name", "region_id", "voters", "longitude", "latitude", "position_source")
    for row in stations.placed().values_list(*fields).iterator(chunk_size=2000):
        station, code, number, village, region, voters, longitude, latitude, source = row
        own = risks.get(station, {})
        yield {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": {
                "code": code,
                "name": f"TPS {number:03d} {village}",
                "region": region,
                "voters": voters,
                "worst": worst(own) or None,
                "kinds": dict(sorted(own.items())),
                "position_source": source,
                "approximate": source == PositionSource.DISTRICT_CENTRE,
            },
        }


def _open_flags(election_id: int, question: Question) -> QuerySet[Flag]:
    flags = Flag.objects.of(election_id)
    flags = flags.filter(status__in=question.statuses) if question.statuses else flags.open()
    if question.kinds:
        flags = flags.filter(kind__in=question.kinds)
    if question.severities:
        flags = flags.filter(severity__in=question.severities)
    if question.owners:
        flags = flags.filter(owner__code__in=question.owners)
    return flags.said_by(list(question.sources)) if question.sources else flags
