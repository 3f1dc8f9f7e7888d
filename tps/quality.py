"""What an officer should know about a roster beyond its counts: gaps, special places, old codes, positions."""

from collections import Counter
from typing import Any

from tps.columns import Layout
from tps.models import Region
from tps.row_cells import SWAPPED
from tps.rows import Error
from tps.staging import Counts, Stage
from tps.tables import Table

SHOWN = 200
_REGENCIES = """
SELECT left(region_id, 5), count(*), count(*) FILTER (WHERE coalesce(special, number >= 901)),
    count(*) FILTER (WHERE position_source = 'import'), count(*) FILTER (WHERE position_source = ''), sum(voters)
FROM roster_stage WHERE ok GROUP BY 1 ORDER BY 1
"""
_GAPS = """
SELECT region_id, max(number), max(number) - count(*) FROM roster_stage WHERE ok AND number < 901
GROUP BY 1 HAVING max(number) <> count(*) ORDER BY 3 DESC, 1
"""
_OLD_CODES = """
SELECT left(code, 10), region_id, count(*) FROM roster_stage
WHERE ok AND left(code, 10) <> replace(region_id, '.', '') GROUP BY 1, 2 ORDER BY 1
"""


def report(
    stage: Stage,
    table: Table,
    layout: Layout,
    counts: Counts,
    errors: list[Error],
    missing: list[tuple[int, str, bool]],
) -> dict[str, Any]:
    """Give the quality report of a staged roster as plain data for the import's row and its page.

    Counts are of accepted rows; lists hold at most SHOWN entries beside their full number.
    """
    regencies = stage.rows(_REGENCIES)
    gaps = stage.rows(_GAPS)
    unknown = Counter(error.village for error in errors if error.village)
    old_codes = stage.rows(_OLD_CODES)
    names = _names([row[0] for row in [*regencies, *gaps[:SHOWN]]] + [row[1] for row in old_codes])
    return {
        "encoding": table.encoding_name,
        "delimiter": table.delimiter_name,
        "bytes": table.size,
        "columns": {field: layout.header[place] for field, place in layout.places.items()},
        "ignored": layout.ignored,
        "cut": not table.ends_cleanly,
        "regencies": [
            {
                "code": code,
                "name": names.get(code, code),
                "stations": stations,
                "special": special,
                "placed": placed,
                "unplaced": unplaced,
                "voters": voters,
            }
            for code, stations, special, placed, unplaced, voters in regencies
        ],
        "special": sum(row[2] for row in regencies),
        "voters": sum(row[5] for row in regencies if row[5] is not None) or None,
        "placed": sum(row[3] for row in regencies),
        "approximate": counts.accepted - sum(row[3] + row[4] for row in regencies),
        "unplaced": sum(row[4] for row in regencies),
        "swapped": _swapped(errors, sum(row[3] for row in regencies)),
        "kept_positions": counts.kept,
        "withdrawn": counts.withdrawn,
        "unknown_villages": [{"code": code, "rows": rows} for code, rows in unknown.most_common(SHOWN)],
        "unknown_villages_count": len(unknown),
        "gaps": [
            {"code": code, "name": names.get(code, code), "last": last, "absent": absent}
            for code, last, absent in gaps[:SHOWN]
        ],
        "gaps_count": len(gaps),
        "old_codes": [
            {"old": old, "code": code, "name": names.get(code, code), "rows": rows}
            for old, code, rows in old_codes[:SHOWN]
        ],
        "missing": [code for _id, code, _new in missing[:SHOWN]],
        "missing_count": len(missing),
        "missing_new": sum(new for _id, _code, new in missing),
    }


def _swapped(errors: list[Error], placed: int) -> bool:
    """Tell whether the whole file has latitude and longitude in each other's column."""
    swapped = sum(error.kind == SWAPPED for error in errors)
    return swapped > 0 and swapped >= 9 * placed


def _names(codes: list[str]) -> dict[str, str]:
    return dict(Region.objects.filter(pk__in=set(codes)).values_list("pk", "name"))
