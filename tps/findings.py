"""What an officer should look at in a staged roster: for each kind a query whose every row is one line of its list.

The lists go from the database to a file as they are, so that 823,220 lines cost no memory; nothing in them can become
a formula.
"""

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any

from django.db import connection
from django.utils.translation import gettext_lazy

from desk.export import Cell, csv_lines
from tps.kinds import FindingKind
from tps.rows import Error
from tps.staging import Stage

SHOWN, AT_ONCE = 100, 2000
FAR_KM = 25  # of a district's centre; the widest districts of the country are larger, and are listed all the same
_NAME = "regexp_replace(r.name, '^([-=+@])', '''\\1')"
_ROW, _CODE, _PLACE, _VILLAGE = (
    gettext_lazy("baris"),
    gettext_lazy("kode_tps"),
    gettext_lazy("kode_desa"),
    gettext_lazy("nama_desa"),
)
_STATION = (_ROW, _CODE, _PLACE, _VILLAGE)
_FROM = f"SELECT s.row, s.code, s.region_id, {_NAME}"
_ROWS = "FROM roster_stage s JOIN tps_region r ON r.code = s.region_id"
_KM = """6371 * 2 * asin(least(1, sqrt(
    sin(radians(s.latitude - d.latitude) / 2) ^ 2
    + cos(radians(s.latitude)) * cos(radians(d.latitude)) * sin(radians(s.longitude - d.longitude) / 2) ^ 2)))"""


Rows = tuple[Sequence[Any], Iterator[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of finding: how many, the first of them as texts, and the whole list as an open CSV file."""

    kind: FindingKind
    count: int
    head: list[list[str]]
    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class _Query:
    header: Sequence[Any]
    text: str


QUERIES: dict[FindingKind, _Query] = {
    FindingKind.GAP: _Query(
        (_PLACE, _VILLAGE, gettext_lazy("nomor_terakhir"), gettext_lazy("jumlah"), gettext_lazy("nomor_terlompat")),
        f"""SELECT g.region_id, {_NAME}, g.last, g.absent, string_agg(n::text, ' ' ORDER BY n)
        FROM (SELECT region_id, max(number) AS last, max(number) - count(*) AS absent FROM roster_stage
            WHERE ok AND number < 901 GROUP BY 1 HAVING max(number) <> count(*)) AS g
        JOIN tps_region r ON r.code = g.region_id CROSS JOIN LATERAL generate_series(1, g.last) AS n
        LEFT JOIN roster_stage s ON s.ok AND s.region_id = g.region_id AND s.number = n
        WHERE s.row IS NULL GROUP BY 1, 2, 3, 4 ORDER BY g.absent DESC, g.region_id""",  # noqa: S608
    ),
    FindingKind.OLD_CODE: _Query(
        _STATION, f"{_FROM} {_ROWS} WHERE s.ok AND left(s.code, 10) <> replace(s.region_id, '.', '') ORDER BY s.row"
    ),
    FindingKind.SPECIAL: _Query(
        _STATION, f"{_FROM} {_ROWS} WHERE s.ok AND coalesce(s.special, s.number >= 901) ORDER BY s.row"
    ),
    FindingKind.UNPLACED: _Query(
        _STATION,
        f"""{_FROM} {_ROWS}
        LEFT JOIN tps_pollingstation t ON t.election_id = %(election)s AND t.code = s.code
        WHERE s.ok AND s.position_source <> 'import' AND coalesce(t.position_source, '') IN ('', 'district-centre')
        ORDER BY s.row""",
    ),
    FindingKind.FAR: _Query(
        (*_STATION, gettext_lazy("lintang"), gettext_lazy("bujur"), gettext_lazy("km_dari_pusat_kecamatan")),
        f"""SELECT s.row, s.code, s.region_id, {_NAME}, s.latitude, s.longitude, round(km::numeric, 1)
        {_ROWS} JOIN tps_region d ON d.code = left(s.region_id, 8) AND d.latitude IS NOT NULL
        CROSS JOIN LATERAL (SELECT {_KM} AS km) AS away
        WHERE s.ok AND s.position_source = 'import' AND km > {FAR_KM} ORDER BY km DESC, s.row""",
    ),
    FindingKind.SAME_POINT: _Query(
        (*_STATION, gettext_lazy("lintang"), gettext_lazy("bujur"), gettext_lazy("tps_di_titik_ini")),
        f"""{_FROM}, s.latitude, s.longitude, p.stations {_ROWS} JOIN (
            SELECT latitude, longitude, count(*) AS stations FROM roster_stage
            WHERE ok AND position_source = 'import' GROUP BY 1, 2 HAVING count(*) > 1
        ) AS p ON p.latitude = s.latitude AND p.longitude = s.longitude
        WHERE s.ok AND s.position_source = 'import' ORDER BY p.stations DESC, s.latitude, s.longitude, s.row""",  # noqa: S608 — nobody's text is in it
    ),
    FindingKind.TOO_MANY: _Query(
        (*_STATION, gettext_lazy("pemilih"), gettext_lazy("batas")),
        f"{_FROM}, s.voters, %(limit)s::integer {_ROWS} WHERE s.ok AND s.voters > %(limit)s "
        "ORDER BY s.voters DESC, s.row",
    ),
    FindingKind.NO_VOTERS: _Query(_STATION, f"{_FROM} {_ROWS} WHERE s.ok AND s.voters = 0 ORDER BY s.row"),
}


def collect(
    stage: Stage,
    errors: Sequence[Error],
    *,
    limit: int,
    more: Mapping[FindingKind, Rows] | None = None,
    idle: Collection[str] = (),
) -> Iterator[Finding]:
    """Give every kind of which there is at least one; each file is gone when the next one is asked for.

    `limit` is the greatest number of voters of one station; `more` brings lists that others have made; `idle` are
    kinds that are known to be empty.
    """
    lists: dict[FindingKind, Rows] = {
        FindingKind.UNKNOWN_VILLAGE: _unknown(errors),
        FindingKind.DUPLICATE: _doubled(errors),
        **(more or {}),
    }
    for kind in (each for each in FindingKind if each not in idle):
        with tempfile.SpooledTemporaryFile(max_size=1 << 20) as file:
            if kind in QUERIES:
                count = _copied(QUERIES[kind], file, election=stage.election_id, limit=limit)
            elif kind in lists:
                header, rows = lists[kind]
                count = _written(header, rows, file)
            else:
                continue
            if count:
                yield Finding(kind, count, _head(file), file)


def _unknown(errors: Sequence[Error]) -> Rows:
    first: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for error in errors:
        if error.village:
            counts[error.village] += 1
            first.setdefault(error.village, error.row)
    header = (_PLACE, gettext_lazy("baris_ditolak"), gettext_lazy("baris_pertama"))
    return header, ((code, count, first[code]) for code, count in counts.most_common())


def _doubled(errors: Sequence[Error]) -> Rows:
    header = (_ROW, gettext_lazy("kolom"), gettext_lazy("nilai"), gettext_lazy("alasan"))
    return header, (error[:4] for error in errors if error.kind == FindingKind.DUPLICATE)


def _copied(query: _Query, file: IO[bytes], **values: Any) -> int:
    file.write(_line(query.header))
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY ({query.text}) TO STDOUT WITH (FORMAT csv)", values) as copy:
            # One line comes at a time; a write for each of them would cost as much as the query.
            lines = iter(copy)
            while part := b"".join(islice(lines, AT_ONCE)):
                file.write(part)
        return int(cursor.rowcount)


def _written(header: Sequence[Any], rows: Iterator[Sequence[Cell]], file: IO[bytes]) -> int:
    count = 0

    def counted() -> Iterator[Sequence[Cell]]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    for chunk in csv_lines([str(name) for name in header], counted()):
        file.write(chunk.encode())
    return count


def _line(header: Sequence[Any]) -> bytes:
    return next(csv_lines([str(name) for name in header], ())).encode()


def _head(file: IO[bytes]) -> list[list[str]]:
    """Give the names of the columns and the first lines."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        return [row for _number, row in zip(range(SHOWN + 1), csv.reader(text), strict=False)]
    finally:
        text.detach()
        file.seek(0)
