"""The register as files, with the list's own filters: CSV and XLSX for people, GeoJSON for maps."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from desk import clock
from desk.accounts.access import needs, person
from desk.accounts.roles import Right, Role
from desk.export import Cell, csv_response, xlsx_response
from risks import filters, policy
from risks.models import Observation
from risks.reading import Read, read_flags
from risks.scope import readable_flags, viewer_of
from tps.kinds import PositionSource
from tps.middleware import election_for

HEADER = (
    "number",
    "election",
    "kode_tps",
    "kode_wilayah",
    "tps",
    "desa",
    "kecamatan",
    "kabupaten",
    "kind",
    "severity",
    "status",
    "outcome",
    "grade",
    "source",
    "date",
    "sources",
    "owner",
    "reported_at",
    "verified_at",
    "closed_at",
    "note",
    "channel",
    "recorded_at",
    "metres",
    "bearing",
    "variables",
    "mode",
    "minutes",
    "likelihood",
    "impact",
    "severity_source",
    "severity_reason",
    "assignee",
    "review_on",
    "since",
    "duplicate_of",
)


class _Unknown(Exception):
    """The address holds a filter that means nothing; an export must not quietly hold more than was asked for."""


@require_safe
@needs(Right.READ)
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """Send the filtered risks as CSV while they are read."""
    try:
        rows = _rows(request)
    except _Unknown as unknown:
        return _refused(unknown)
    return csv_response("risiko", HEADER, (_cells(each) for each in rows))


@require_safe
@needs(Right.READ)
def as_xlsx(request: HttpRequest) -> HttpResponseBase:
    """Send the filtered risks as XLSX."""
    try:
        rows = _rows(request)
    except _Unknown as unknown:
        return _refused(unknown)
    return xlsx_response("risiko", HEADER, (_cells(each) for each in rows))


@require_safe
@needs(Right.READ)
def as_geojson(request: HttpRequest) -> HttpResponseBase:
    """Send the filtered risks as GeoJSON (longitude, latitude, WGS 84); without a position the geometry is null."""
    try:
        rows = _rows(request)
    except _Unknown as unknown:
        return _refused(unknown)
    response = StreamingHttpResponse(_geojson(rows), content_type="application/geo+json")
    response["Content-Disposition"] = 'attachment; filename="risiko.geojson"'
    return response


def _rows(request: HttpRequest) -> Iterator[Read]:
    user = person(request)
    chosen = filters.parse(request.GET, viewer_of(user, clock.now()))
    if chosen.unknown:
        raise _Unknown(", ".join(chosen.unknown))
    election = election_for(request)
    if not election:
        return iter(())
    flags = filters.narrow(readable_flags(user).of(election.pk), chosen, election_id=election.pk)
    ordered = flags.for_table().select_related("election", "assignee").order_by("pk")
    return read_flags(
        ordered.iterator(chunk_size=1000),
        user.agency_id,
        rule=policy.speaking(),
        at=clock.now(),
        narrow=user.role == Role.LIAISON,
    )


def _cells(read: Read) -> list[Cell]:
    flag, current = read.flag, read.current
    region = flag.station.region if flag.station else flag.region
    names = _names(region)
    return [
        flag.number,
        flag.election.code,
        flag.station.code if flag.station else "",
        flag.place,
        flag.station.number if flag.station else None,
        names[3],
        names[2],
        names[1],
        flag.kind,
        flag.severity,
        flag.status,
        flag.outcome,
        current.grade if current else "",
        current.source.code if current else "",
        current.observed_at if current else None,
        read.sources,
        flag.owner.code if flag.owner else "",
        flag.reported_at,
        flag.verified_at,
        flag.closed_at,
        flag.note,
        *_details(current),
        flag.likelihood,
        flag.impact,
        flag.severity_source,
        flag.severity_reason,
        flag.assignee.username if flag.assignee else "",
        flag.review_on,
        flag.since,
        f"R-{flag.duplicate_of_id:04d}" if flag.duplicate_of_id else "",
    ]


def _details(current: Observation | None) -> list[Cell]:
    """Give how the statement that counts reached the desk, and what it says beyond its grade."""
    if current is None:
        return ["", None, None, None, "", "", None]
    return [
        current.channel,
        current.recorded_at,
        current.metres,
        current.bearing,
        " ".join(current.variables or ()),
        current.mode,
        current.minutes,
    ]


def _names(region: Any) -> list[str]:
    """Give the names from province to village; levels below the region are empty."""
    names = [""] * 4
    while region is not None:
        names[region.code.count(".")] = region.name
        if len(region.code) <= 5:  # the province is not shown, so it is not fetched
            break
        region = region.parent
    return names


def _geojson(rows: Iterator[Read]) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    first = True
    for read in rows:
        yield ("" if first else ",") + json.dumps(_feature(read), ensure_ascii=False, separators=(",", ":"))
        first = False
    yield "]}"


def _feature(read: Read) -> dict[str, Any]:
    station = read.flag.station
    geometry = None
    if station is not None and station.latitude is not None:
        geometry = {"type": "Point", "coordinates": [station.longitude, station.latitude]}
    properties = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in zip(HEADER, _cells(read), strict=True)
    }
    properties["position_source"] = station.position_source if station else PositionSource.NONE.value
    return {"type": "Feature", "id": read.flag.pk, "geometry": geometry, "properties": properties}


def _refused(unknown: _Unknown) -> HttpResponse:
    sentence = _("Saringan tidak dikenal: %(filters)s. Tidak ada yang diekspor.") % {"filters": str(unknown)}
    return HttpResponse(sentence, status=400, content_type="text/plain; charset=utf-8")
