"""What baselines do: the same work with nothing around it, served beside the product by the same server.

The server loads this file by its bare name: a process that imports the package `tests` would get servers of its own.
"""

import csv
import json
import os
import pickle
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import include, path

from desk.accounts.access import needs
from desk.accounts.roles import Right

Statement = tuple[str, Any]
FOLDER = "DESK_BENCH_FOLDER"
_SIGN_IN = (
    re.compile(r'^SELECT [^()]* FROM "django_session"'),
    re.compile(r'^SELECT [^()]* FROM "accounts_user" WHERE "accounts_user"\."id" = %s LIMIT 21$'),
    re.compile(r'^SELECT [^()]* FROM "tps_election" WHERE "tps_election"\."current" ORDER BY [^()]* LIMIT 1$'),
)
# About as much as a list page weighs, always the same text.
PAGE = "<!doctype html>" + "<p>Desk Pemilu.</p>" * 1078


@dataclass(frozen=True, slots=True)
class Plan:
    """What a baseline does: run statements, then answer with a value as JSON, a table as CSV, or a constant page."""

    shape: str
    statements: list[Statement] = field(default_factory=list)
    value: Any = None


def statements_of(work: Callable[[], HttpResponseBase]) -> list[Statement]:
    """Give the statements that a request runs beside those of its sign-in and its election, which every one runs."""
    found: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip(" \n(").upper().startswith(("SELECT", "WITH")) and not any(own.search(sql) for own in _SIGN_IN):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = work()
        assert answer.status_code == 200, answer.status_code
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return found


def run(statements: list[Statement]) -> list[list[tuple[Any, ...]]]:
    """Run statements barely and give their rows."""
    with connection.cursor() as cursor:
        answers = []
        for sql, params in statements:
            cursor.execute(sql, params)
            answers.append(cursor.fetchall())
        return answers


def keep(folder: Path, name: str, plan: Plan) -> None:
    """Lay a plan down for the server."""
    (folder / f"{name}.plan").write_bytes(pickle.dumps((plan.shape, plan.statements, plan.value)))


@needs(Right.READ)
def bare(request: HttpRequest, name: str) -> HttpResponseBase:
    """Do what a plan says."""
    assert request.election  # type: ignore[attr-defined]
    file = Path(os.environ[FOLDER]) / f"{name}.plan"
    if file not in _plans:
        if not file.is_file():
            raise Http404
        _plans[file] = Plan(*pickle.loads(file.read_bytes()))
    plan = _plans[file]
    if plan.shape == "csv":
        *before, (sql, params) = plan.statements
        run(before)
        return StreamingHttpResponse(_csv(sql, params, plan.value), content_type="text/csv; charset=utf-8")
    run(plan.statements)
    if plan.shape == "json":
        text = json.dumps(plan.value, ensure_ascii=False, separators=(",", ":"))
        return HttpResponse(text, content_type="application/json")
    return HttpResponse(PAGE)


_plans: dict[Path, Plan] = {}


def _csv(sql: str, params: Any, header: list[str]) -> Iterator[str]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        kept = _Lines()
        writer = csv.writer(kept)
        writer.writerow(header)
        while rows := cursor.fetchmany(2000):
            writer.writerows(rows)
            yield kept.take()
        yield kept.take()


class _Lines:
    """Takes what csv.writer writes."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        self.lines.append(line)

    def take(self) -> str:
        text, self.lines = "".join(self.lines), []
        return text


@needs(Right.READ)
def every_point(request: HttpRequest) -> HttpResponse:
    """Send every station of a box as a GeoJSON point with its name and worst risk, found by plain columns."""
    west, south, east, north = (float(edge) for edge in request.GET["bbox"].split(","))
    sql = """
        SELECT s.latitude, s.longitude, s.code, s.number, r.name, max(f.severity) FROM tps_pollingstation s
        JOIN tps_region r ON r.code = s.region_id LEFT JOIN risks_flag f ON f.station_id = s.id
        WHERE s.election_id = %s AND s.latitude BETWEEN %s AND %s AND s.longitude BETWEEN %s AND %s
        GROUP BY s.id, r.name"""
    (rows,) = run([(sql, [request.election.pk, south, north, west, east])])  # type: ignore[attr-defined]
    return _collection(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row[1], row[0]]},
            "properties": {"code": row[2], "name": f"TPS {row[3]:03d} {row[4]}", "worst": row[5]},
        }
        for row in rows
    )


@needs(Right.READ)
def plain_squares(request: HttpRequest) -> HttpResponse:
    """Count the stations of a box on a web-mercator grid computed from plain columns, as without an index of cells."""
    west, south, east, north = (float(edge) for edge in request.GET["bbox"].split(","))
    size = 1 << int(request.GET["zoom"]) + 2
    sql = """
        SELECT floor((s.longitude + 180) / 360 * %(size)s)::int AS x,
            floor((0.5 - ln(tan(pi() / 4 + radians(s.latitude) / 2)) / (2 * pi())) * %(size)s)::int AS y,
            count(*), avg(s.latitude), avg(s.longitude), count(f.station_id), max(f.worst)
        FROM tps_pollingstation s LEFT JOIN (
            SELECT station_id, max(severity) AS worst FROM risks_flag
            WHERE election_id = %(election)s AND status IN ('reported', 'verified', 'mitigating') GROUP BY 1
        ) AS f ON f.station_id = s.id
        WHERE s.election_id = %(election)s AND s.withdrawn_at IS NULL AND s.latitude BETWEEN %(south)s AND %(north)s
            AND s.longitude BETWEEN %(west)s AND %(east)s
        GROUP BY 1, 2"""
    values = {"election": request.election.pk, "size": size}  # type: ignore[attr-defined]
    (rows,) = run([(sql, {**values, "west": west, "south": south, "east": east, "north": north})])
    return _collection(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row[4], row[3]]},
            "properties": {"cluster": True, "count": row[2], "flagged": row[5], "worst": row[6]},
        }
        for row in rows
    )


def _collection(features: Iterator[dict[str, Any]]) -> HttpResponse:
    text = json.dumps({"type": "FeatureCollection", "features": list(features)}, separators=(",", ":"))
    return HttpResponse(text, content_type="application/json")


urlpatterns = [
    path("bare/<str:name>", bare),
    path("every-point", every_point),
    path("plain-squares", plain_squares),
    path("", include("desk.urls")),
]
