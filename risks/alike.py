"""Risks that may be one and the same: at one place, close by within a day, or told in the same words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from risks.kinds import OPEN_STATUSES, Outcome
from risks.models import Flag
from tps import cells
from tps.kinds import PositionSource

NEAR = 300  # metres
NEAR_IN_TIME = timedelta(hours=24)
RECENT = timedelta(days=7)  # how long a closed risk, or one that was told in the same words, is worth naming
SQUARES = 17  # a grid whose squares are 300 m wide in Indonesia: what is 300 m away lies in a neighbouring one
MOST = 30  # that are named of each risk, the likeliest; the others are only counted
MOST_TOLD = 200  # notes of a village, the latest ones, whose words are compared
SHORTEST, SHARED, OVERLAP = 4, 3, 0.6  # letters of a word that counts; words in common; of the shorter text's words

# Each part walks an index from the asked risks outwards: the station's or region's own rows, the village's stations,
# the cells around. OFFSET 0 keeps the planner from turning that round where it knows little of the tables. What many
# asked risks have around them is read once for all of them, however dense the place: squares, stations of a region,
# notes of a village. `at` is when a risk became known; a station at its district's centre lies nowhere in particular.
ALIKE = """
WITH asked AS MATERIALIZED (
    SELECT f.id, f.election_id, f.kind, f.station_id, f.region_id, f.note, coalesce(f.reported_at, f.since) AS at,
        s.latitude, s.longitude, coalesce(s.region_id, f.region_id) AS place
    FROM risks_flag f LEFT JOIN tps_pollingstation s ON s.id = f.station_id
    WHERE f.id = ANY(%(ids)s)
), told AS MATERIALIZED (
    SELECT election_id, place, min(at) - %(recent)s * interval '1 second' AS first,
        max(at) + %(recent)s * interval '1 second' AS last
    FROM asked WHERE note <> '' GROUP BY election_id, place
), notes AS MATERIALIZED (
    SELECT r.*, t.election_id, t.place FROM told t CROSS JOIN LATERAL (
        SELECT f.* FROM (
            SELECT r.id, r.note, LIVE_AT FROM (
                SELECT s.id FROM tps_pollingstation s
                WHERE s.election_id = t.election_id AND s.region_id = t.place OFFSET 0
            ) s CROSS JOIN LATERAL (
                SELECT r.* FROM risks_flag r WHERE r.station_id = s.id AND r.note <> '' AND LIVE OFFSET 0
            ) r
            UNION ALL
            SELECT r.id, r.note, LIVE_AT FROM risks_flag r
            WHERE r.region_id = t.place AND r.election_id = t.election_id AND r.note <> '' AND LIVE
        ) f WHERE f.at BETWEEN t.first AND t.last ORDER BY f.at DESC, f.id DESC LIMIT %(most_told)s
    ) r
    UNION
    SELECT id, note, at, election_id, place FROM asked WHERE note <> ''
), words AS MATERIALIZED (
    SELECT id, election_id, place, at, ARRAY(
        SELECT w FROM unnest(tsvector_to_array(to_tsvector('simple', note))) w WHERE length(w) >= %(shortest)s
    ) AS said
    FROM notes
), square AS MATERIALIZED (
    SELECT asked, first, last FROM unnest(%(of)s::bigint[], %(first)s::bigint[], %(last)s::bigint[])
        AS given (asked, first, last)
), around AS MATERIALIZED (
    SELECT q.election_id, q.first, q.kind, f.id, f.at, s.id AS station_id, s.latitude, s.longitude
    FROM (
        SELECT DISTINCT a.election_id, a.kind, square.first, square.last FROM square JOIN asked a ON a.id = square.asked
    ) q CROSS JOIN LATERAL (
        SELECT s.id, s.latitude, s.longitude FROM tps_pollingstation s
        WHERE s.election_id = q.election_id AND s.cell >= q.first AND s.cell < q.last
            AND s.position_source <> %(nowhere)s OFFSET 0
    ) s CROSS JOIN LATERAL (
        SELECT r.id, LIVE_AT FROM risks_flag r WHERE r.station_id = s.id AND r.kind = q.kind AND LIVE OFFSET 0
    ) f
), inside AS MATERIALIZED (
    SELECT q.election_id, q.region_id, q.kind, f.id, f.at FROM (
        SELECT DISTINCT election_id, region_id, kind FROM asked WHERE region_id IS NOT NULL
    ) q CROSS JOIN LATERAL (
        SELECT s.id FROM tps_pollingstation s WHERE s.election_id = q.election_id AND s.region_id = q.region_id OFFSET 0
    ) s CROSS JOIN LATERAL (
        SELECT r.id, LIVE_AT FROM risks_flag r WHERE r.station_id = s.id AND r.kind = q.kind AND LIVE OFFSET 0
    ) f
), met AS (
    SELECT a.id AS asked, f.id AS other, true AS same, false AS whole, NULL::float AS metres, 0 AS shared,
        f.at - a.at AS later
    FROM asked a CROSS JOIN LATERAL (
        SELECT r.id, LIVE_AT FROM risks_flag r WHERE r.station_id = a.station_id AND r.kind = a.kind AND LIVE OFFSET 0
    ) f
    UNION ALL
    SELECT a.id, f.id, f.region_id = a.region_id, f.region_id IS DISTINCT FROM a.region_id, NULL, 0, f.at - a.at
    FROM asked a CROSS JOIN LATERAL (
        SELECT r.id, r.region_id, LIVE_AT FROM risks_flag r
        WHERE r.region_id IN (a.place, left(a.place, 8)) AND r.kind = a.kind AND r.election_id = a.election_id AND LIVE
        OFFSET 0
    ) f
    WHERE f.region_id = a.region_id OR abs(extract(epoch FROM f.at - a.at)) <= %(day)s
    UNION ALL
    SELECT a.id, f.id, false, true, NULL, 0, f.at - a.at
    FROM asked a JOIN inside f USING (election_id, region_id, kind)
    WHERE abs(extract(epoch FROM f.at - a.at)) <= %(day)s
    UNION ALL
    SELECT a.id, f.id, false, false, far.metres, 0, f.at - a.at
    FROM square JOIN asked a ON a.id = square.asked
        JOIN around f ON f.first = square.first AND f.election_id = a.election_id AND f.kind = a.kind
            AND f.station_id <> a.station_id
        CROSS JOIN LATERAL (SELECT 111195 * sqrt(
            (f.latitude - a.latitude) ^ 2 + ((f.longitude - a.longitude) * cos(radians(a.latitude))) ^ 2
        ) AS metres) far
    WHERE abs(extract(epoch FROM f.at - a.at)) <= %(day)s AND far.metres <= %(near)s
    UNION ALL
    SELECT a.id, its.id, false, false, NULL, common.shared, its.at - a.at
    FROM asked a JOIN words mine ON mine.id = a.id
        JOIN words its ON its.place = mine.place AND its.election_id = mine.election_id AND its.said && mine.said
        CROSS JOIN LATERAL (
            SELECT count(*) AS shared FROM unnest(mine.said) w WHERE w = ANY(its.said)
        ) common
    WHERE common.shared >= %(shared)s AND abs(extract(epoch FROM its.at - a.at)) <= %(recent)s
        AND common.shared >= %(overlap)s * least(cardinality(mine.said), cardinality(its.said))
), once AS (
    SELECT asked, other, bool_or(same) AS same, bool_or(whole) AS whole, min(metres) AS metres, max(shared) AS shared,
        min(extract(epoch FROM later)) AS seconds
    FROM met WHERE other <> asked GROUP BY asked, other
), ranked AS (
    SELECT *, count(*) OVER (PARTITION BY asked) AS number, row_number() OVER (
        PARTITION BY asked
        ORDER BY same DESC, CASE WHEN NOT same THEN metres END NULLS LAST, whole DESC, shared DESC,
            abs(coalesce(seconds, 0)), other
    ) AS place
    FROM once
)
SELECT asked, other, same, whole, metres, shared, seconds, number FROM ranked WHERE place <= %(most)s
ORDER BY asked, place
""".replace("LIVE_AT", "coalesce(r.reported_at, r.since) AS at").replace(
    "LIVE", "r.outcome <> %(duplicate)s AND (r.status = ANY(%(open)s) OR r.closed_at >= %(since)s)"
)


@dataclass(frozen=True, slots=True)
class Alike:
    """A risk that may be the same as another one, and why: metres between them, seconds later (negative: earlier).

    `number` counts all that may be the same as that other one, of which MOST are named.
    """

    flag_id: int
    same_place: bool
    whole: bool
    metres: int | None
    shared: int
    seconds: float | None
    number: int

    @property
    def why(self) -> str:
        """Say why it is suggested: "210 m, 3 jam lebih awal"."""
        reasons = []
        if self.same_place:
            reasons.append(_("tempat yang sama"))
        if self.metres is not None:
            reasons.append(_("%(metres)d m") % {"metres": self.metres})
        if self.whole:
            reasons.append(_("wilayahnya mencakup yang lain"))
        if self.seconds is not None:
            reasons.append(apart(self.seconds))
        if self.shared:
            said = ngettext("keterangan mirip (%(n)d kata sama)", "keterangan mirip (%(n)d kata sama)", self.shared)
            reasons.append(said % {"n": self.shared})
        return ", ".join(reasons)


def apart(seconds: float) -> str:
    """Say how much later (negative: earlier) something was: "3 jam lebih awal", "20 menit kemudian"."""
    minutes = round(abs(seconds) / 60)
    if not minutes:
        return _("pada saat yang sama")
    if minutes < 60:
        length = ngettext("%(n)d menit", "%(n)d menit", minutes) % {"n": minutes}
    elif minutes < 48 * 60:
        hours = round(minutes / 60)
        length = ngettext("%(n)d jam", "%(n)d jam", hours) % {"n": hours}
    else:
        days = round(minutes / 1440)
        length = ngettext("%(n)d hari", "%(n)d hari", days) % {"n": days}
    words = _("%(length)s lebih awal") if seconds < 0 else _("%(length)s kemudian")
    return words % {"length": length}


def alike(flags: Iterable[Flag], at: datetime) -> dict[int, list[Alike]]:
    """Give for each of some risks (with their stations) those that may be the same, the likeliest first; one query.

    One at the same place comes first, then the nearest, one for the whole region, one in the same words; MOST at the
    most, with `number` for all of them. Named are open risks and those closed in the last seven days before `at`, never
    duplicates themselves.
    """
    rows = list(flags)
    squares = [(flag.pk, first, last) for flag in rows for first, last in _squares(flag)]
    facts: dict[str, Any] = {
        "ids": [flag.pk for flag in rows],
        "of": [of for of, _first, _last in squares],
        "first": [first for _of, first, _last in squares],
        "last": [last for _of, _first, last in squares],
        "near": NEAR,
        "nowhere": PositionSource.DISTRICT_CENTRE.value,
        "day": NEAR_IN_TIME.total_seconds(),
        "recent": RECENT.total_seconds(),
        "since": at - RECENT,
        "open": [each.value for each in OPEN_STATUSES],
        "duplicate": Outcome.DUPLICATE.value,
        "shortest": SHORTEST,
        "shared": SHARED,
        "overlap": OVERLAP,
        "most": MOST,
        "most_told": MOST_TOLD,
    }
    found: dict[int, list[Alike]] = defaultdict(list)
    if not rows:
        return found
    with connection.cursor() as cursor:
        cursor.execute(ALIKE, facts)
        for asked, other, same, whole, metres, shared, seconds, number in cursor:
            far = None if metres is None or same else round(metres)
            later = None if seconds is None else float(seconds)
            found[asked].append(Alike(other, same, whole, far, shared, later, number))
    return found


def number_of(found: Sequence[Alike]) -> int:
    """Count all that may be the same as a risk, the named ones and the others."""
    return found[0].number if found else 0


def _squares(flag: Flag) -> list[tuple[int, int]]:
    """Give the ranges of cells of the nine squares around a risk's station; none where its position is not known."""
    station = flag.station
    if station is None or station.latitude is None or station.longitude is None or station.approximate:
        return []
    column, row = cells.grid(station.latitude, station.longitude, SQUARES)
    shift, last = 2 * (cells.BITS - SQUARES), (1 << SQUARES) - 1
    around = [
        cells.encode(x, y)
        for x in range(max(column - 1, 0), min(column + 1, last) + 1)
        for y in range(max(row - 1, 0), min(row + 1, last) + 1)
    ]
    return [(each << shift, each + 1 << shift) for each in around]
