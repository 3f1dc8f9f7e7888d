"""The map's province view beside its own statements barely encoded, and beside sending every point."""

import gzip
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from desk.accounts.access import needs
from desk.accounts.roles import Right
from tests.bench.kit import Line, beside, line
from tests.bench.province import Statement, province, run, statements_of

VIEW = "/map/stations.json?bbox=104.9,-7.2,107.0,-5.6&zoom=9"
PACKED = {"Accept-Encoding": "gzip"}
statements: list[Statement] = []
wanted: dict[str, Any] = {}


@needs(Right.READ)
def bare(request: HttpRequest) -> HttpResponse:
    """Run the same statements and encode the same answer."""
    assert request.election  # type: ignore[attr-defined]
    run(statements)
    return HttpResponse(json.dumps(wanted, separators=(",", ":")), content_type="application/json")


@needs(Right.READ)
def every_point(request: HttpRequest) -> HttpResponse:
    """Send every station of the box as a GeoJSON point with its name and worst risk."""
    sql = """
        SELECT s.latitude, s.longitude, s.code, s.number, r.name, max(f.severity) FROM tps_pollingstation s
        JOIN tps_region r ON r.code = s.region_id LEFT JOIN risks_flag f ON f.station_id = s.id
        WHERE s.election_id = %s AND s.latitude BETWEEN -7.2 AND -5.6 AND s.longitude BETWEEN 104.9 AND 107.0
        GROUP BY s.id, r.name"""
    (rows,) = run([(sql, [request.election.pk])])  # type: ignore[attr-defined]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row[1], row[0]]},
            "properties": {"code": row[2], "name": f"TPS {row[3]:03d} {row[4]}", "worst": row[5]},
        }
        for row in rows
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


urlpatterns = [path("bare", bare), path("every-point", every_point), path("", include("desk.urls"))]


def measure() -> list[Line]:
    """Time the province view and weigh its answer."""
    with province(__name__) as client:
        answer = client.get(VIEW)
        wanted.update(answer.json())
        assert sum(each["properties"]["count"] for each in wanted["features"]) == 33324
        statements[:] = statements_of(lambda: client.get(VIEW))
        lines = beside(
            "stations.json, province view",
            lambda: fetch(client, VIEW),
            "same SQL, JSON, gzip, sign-in",
            lambda: fetch(client, "/bare"),
        )
        lines += beside(
            "stations.json, province view (all)",
            lambda: fetch(client, VIEW),
            "every point as GeoJSON",
            lambda: fetch(client, "/every-point"),
        )
        packed = len(client.get(VIEW, headers=PACKED).content) / 1024
        whole = len(client.get("/every-point", headers=PACKED).content) / 1024
        lines.append(line("stations.json, province view, gzipped", packed, "KB", "the issue's bound", 60))
        lines.append(line("stations.json, province view, gzipped (all)", packed, "KB", "every point, gzipped", whole))
        return lines


def fetch(client: Client, address: str) -> None:
    """Ask for an address as a browser does, packed."""
    answer = client.get(address, headers=PACKED)
    assert answer.status_code == 200
    assert gzip.decompress(answer.content)[:1] == b"{"
