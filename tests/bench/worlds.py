"""Databases to measure in: regions and stations in any number, built once for a run and copied where one is changed."""

import random
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import psycopg
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from desk.accounts.models import User
from desk.agencies.models import Agency
from risks.models import Flag
from tests.bench.nation import Village, made, numbers
from tests.services import services
from tps import codes
from tps.cells import cell
from tps.models import Election

ELECTION = "bench"
PERSON = "bench"
PATIENCE = 30  # seconds to wait for autovacuum before a database can go
_made: dict[str, str] = {}

COLUMNS = "election_id, region_id, number, code, special, voters, address, latitude, longitude, position_source, cell"
# One open risk of a kind at a station, spread over stations and months by arithmetic, some of them closed.
_FLAGS = """
INSERT INTO risks_flag (election_id, station_id, kind, severity, status, outcome, note, internal_note, severity_reason,
    owner_id, reported_by_id, reported_at, closed_at, changed_at, client_id)
SELECT %(election)s, id, (ARRAY['blank-spot', 'flood', 'conflict', 'logistics', 'access'])[1 + n %% 5],
    (ARRAY['low', 'medium', 'high', 'critical'])[1 + n / 7 %% 4], state, '', 'Dicatat untuk pengukuran.', '', '',
    CASE WHEN n %% 3 = 0 THEN %(owner)s END, %(person)s, %(at)s - n %% 90 * interval '1 day',
    CASE WHEN state = 'resolved' THEN %(at)s - n %% 9 * interval '1 day' END, %(at)s, gen_random_uuid()
FROM (
    SELECT s.id, n, (ARRAY['reported', 'verified', 'verified', 'mitigating'])[1 + n / 3 %% 4] AS state
    FROM generate_series(0, %(flags)s - 1) AS n
    JOIN (SELECT id, row_number() OVER (ORDER BY md5(code)) - 1 AS place FROM tps_pollingstation) AS s
        ON s.place = n %% %(size)s
) AS drawn ORDER BY n
"""
_STATEMENTS = """
INSERT INTO risks_observation (election_id, station_id, kind, source_id, grade, channel, note, observed_at, recorded_at,
    recorded_by_id, verified_at, verified_by_id, flag_id, standing, client_id)
SELECT election_id, station_id, kind, (%(sources)s::bigint[])[1 + id %% 3],
    (CASE kind WHEN 'blank-spot' THEN 'none' WHEN 'flood' THEN 'prone' WHEN 'conflict' THEN 'rawan' ELSE 'hard' END),
    'import', '', reported_at, reported_at, %(person)s, NULL, NULL, id, 'accepted', gen_random_uuid()
FROM risks_flag ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class World:
    """One database that Django is connected to: its election, its number of stations and of open risks."""

    name: str
    size: int
    flags: int
    election: Election
    person: User


@contextmanager
def world(size: int, *, flags: int | None = None, changed: bool = False) -> Iterator[World]:
    """Connect Django to a database with `size` placed stations of election "bench", and to the run's own afterwards.

    `flags` open risks (one in seventeen stations by default), each with a statement. It is built once and shared by
    all that only read; with `changed` it is a copy that is thrown away.
    """
    name = _template(size, size // 17 if flags is None else flags)
    with _copy(name) if changed else _connected(name):
        yield World(
            str(connection.settings_dict["NAME"]),
            size,
            Flag.objects.count(),
            Election.objects.get(code=ELECTION),
            User.objects.get(username=PERSON),
        )


@contextmanager
def regions_only(size: int) -> Iterator[Election]:
    """Connect Django to a database of its own with the regions that a roster of `size` rows names, and no station."""
    with _copy(_regions(size)):
        yield Election.objects.get(code=ELECTION)


def address(name: str, role: str = "desk") -> str:
    """Give the DATABASE_URL of one of this run's databases, for a process beside this one."""
    return services.cluster.url(name).replace("//desk@", f"//{role}@")


def _template(size: int, flags: int) -> str:
    name = f"bench_{size}_{flags}"
    if name not in _made:
        _create(name, _regions(size))
        with _connected(name):
            _fill(size, flags)
        _made[name] = name
    return name


def _regions(size: int) -> str:
    name = f"bench_regions_{size}"
    if name not in _made:
        _create(name, _base())
        with _connected(name):
            _people_and_places(size)
        _made[name] = name
    return name


def _base() -> str:
    return str(connection.settings_dict["NAME"])


def _create(name: str, source: str) -> None:
    connection.close()
    with psycopg.connect(services.cluster.url("postgres"), autocommit=True) as maker:
        # A copy of the files: three times as quick as the write-ahead log for a nation, and as true.
        maker.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')


def _drop(name: str) -> None:
    connection.close()
    with psycopg.connect(services.cluster.url("postgres"), autocommit=True) as maker:
        for _try in range(PATIENCE):
            try:
                maker.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            except psycopg.errors.InsufficientPrivilege:
                time.sleep(1)  # autovacuum is at work there and is not ours to end
            else:
                return


@contextmanager
def _copy(source: str) -> Iterator[None]:
    name = f"{source}_{secrets.token_hex(4)}"
    _create(name, source)
    try:
        with _connected(name):
            yield
    finally:
        _drop(name)


@contextmanager
def _connected(name: str) -> Iterator[None]:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def _people_and_places(size: int) -> None:
    """Make the election, somebody who reads all of it, three agencies and the regions beside Banten's.

    Search finds Banten's regions; bench_search makes the words of the others.
    """
    Election.objects.create(code=ELECTION, name="Bench", polling_date=date(2024, 2, 14), current=True)
    User.objects.create(
        username=PERSON, role="admin", password=make_password(None), is_staff=True, email="bench@desk.example"
    )
    for code in ("kpu", "bawaslu", "diskominfo"):
        Agency.objects.get_or_create(code=code, defaults={"name": code.upper(), "region_code": "36"})
    columns = "code, name, level, parent_id, latitude, longitude"
    with connection.cursor() as cursor, cursor.copy(f"COPY tps_region ({columns}) FROM STDIN") as copy:
        for region in made(size).regions:
            copy.write_row(region)
    _settle()


def _fill(size: int, flags: int) -> None:
    """Place the stations, then the risks and what was said of them, past triggers: no history is written."""
    election = Election.objects.get(code=ELECTION).pk
    agencies = dict(Agency.objects.values_list("code", "pk"))
    values = {
        "election": election,
        "owner": agencies["diskominfo"],
        "sources": [agencies[code] for code in ("kpu", "bawaslu", "diskominfo")],
        "person": User.objects.get(username=PERSON).pk,
        "at": timezone.now().replace(microsecond=0) - timedelta(hours=1),
        "flags": flags,
        "size": size,
    }
    with psycopg.connect(address(str(connection.settings_dict["NAME"]), "postgres")) as maker:
        maker.execute("SET session_replication_role = replica")
        maker.execute("SET work_mem = '256MB'")
        _place(maker, size, election)
        maker.execute(_FLAGS, values)
        maker.execute(_STATEMENTS, values)
    _settle()


def _place(maker: psycopg.Connection[Any], size: int, election: int) -> None:
    """Copy the stations in, past checks of what is right by construction; indexes are built after it at once."""
    table = "tps_pollingstation"
    found = maker.execute(
        "SELECT indexdef, indexname FROM pg_indexes WHERE tablename = %s AND indexdef NOT LIKE '%% UNIQUE %%'", [table]
    ).fetchall()
    for _made_by, name in found:
        maker.execute(f'DROP INDEX "{name}"')
    rnd = random.Random(size)
    with maker.cursor() as cursor, cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN") as copy:
        for village in made(size).villages:
            copy.write("".join(_lines(village, election, rnd)))
    for definition, _name in found:
        maker.execute(definition)


def _lines(village: Village, election: int, rnd: random.Random) -> Iterator[str]:
    plain = codes.plain(village.code)
    for number in numbers(village):
        north = round(village.latitude + (rnd.random() + rnd.random() - 1) * 0.01, 6)
        east = round(village.longitude + (rnd.random() + rnd.random() - 1) * 0.01, 6)
        special, voters = "t" if number > 900 else "f", 150 + int(rnd.random() * 150)
        yield (
            f"{election}\t{village.code}\t{number}\t{plain}{number:03d}\t{special}\t{voters}\t\t{north!r}\t{east!r}\t"
            f"simulated\t{cell(north, east)}\n"
        )


def _settle() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def station_code(world: World) -> str:
    """Give the code of a station of the world that lies in Kanekes, or in its first village."""
    wanted = codes.station("36.02.06.2001", 1)
    first = world.election.stations.filter(code=wanted).first() or world.election.stations.order_by("code").first()
    assert first is not None
    return str(first.code)
