"""Stations with their places out of the database, in chunks small enough for any worker's memory."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import connection

from tps.kinds import PositionSource

CHUNK = 100_000
_REAL = """
COPY (
    SELECT id, longitude, latitude FROM tps_pollingstation
    WHERE election_id = %(election)s AND withdrawn_at IS NULL AND position_source <> ALL(%(unreal)s)
        AND longitude BETWEEN %(west)s AND %(east)s AND latitude BETWEEN %(south)s AND %(north)s
        AND (%(within)s = '' OR left(region_id, %(length)s) = %(within)s)
) TO STDOUT (FORMAT BINARY)
"""
# A row as COPY writes it: the number of columns, then the length of each before its value; a head and a tail round all.
_ROW = np.dtype(
    [
        *(("columns", ">i2"), ("of_id", ">i4"), ("id", ">i8")),
        *(("of_longitude", ">i4"), ("longitude", ">f8"), ("of_latitude", ">i4"), ("latitude", ">f8")),
    ]
)
_HEAD, _TAIL = 19, 2
_UNREAL = """
SELECT left(region_id, 8), count(*) FROM tps_pollingstation
WHERE election_id = %(election)s AND withdrawn_at IS NULL AND position_source = ANY(%(unreal)s)
    AND left(region_id, %(length)s) = %(within)s
GROUP BY 1 ORDER BY 1
"""
# Where a station is not really known to lie; such a place is never joined to anything.
UNREAL = [PositionSource.NONE.value, PositionSource.DISTRICT_CENTRE.value]


def placed(
    election_id: int, bounds: tuple[float, float, float, float], within: str = "", *, size: int = CHUNK
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give ids and (longitude, latitude) of the stations with a real place in a box (west, south, east, north).

    `within` is a dotted region code; stations that were withdrawn do not count.
    """
    west, south, east, north = bounds
    values = {**_values(election_id, within), "west": west, "south": south, "east": east, "north": north}
    # 38 bytes a station, read at once: a whole country is 31 MB, and no station becomes an object of Python's.
    data = bytearray()
    with connection.cursor() as cursor, cursor.copy(_REAL, values) as copy:
        for block in copy:
            data += block
    rows = np.frombuffer(memoryview(data)[_HEAD : len(data) - _TAIL], dtype=_ROW)
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        yield part["id"].astype(np.int64), np.column_stack([part["longitude"], part["latitude"]]).astype(np.float64)


def unplaced(election_id: int, within: str = "") -> dict[str, int]:
    """Count by kecamatan the stations without a real place: with none at all, or drawn at their district's centre."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAL, _values(election_id, within))
        return dict(cursor.fetchall())


def _values(election_id: int, within: str) -> dict[str, Any]:
    return {"election": election_id, "unreal": UNREAL, "within": within, "length": len(within)}
