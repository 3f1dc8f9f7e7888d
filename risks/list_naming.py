"""Names of places in a staged list: grouped, looked up as whole sets, and settled only by what a person has said."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from risks.models import ListName, NameFit
from risks.rows import Error, outside
from risks.staging import Stage
from tps.models import Region
from tps.search_text import Word
from tps.search_typos import likely

MOST_CANDIDATES = 20
MOST_LOOKED_UP = 100  # unknown names for which near ones are looked for
SUGGESTED = 4
BATCH = 1000  # rows that are read at once for the report
GROUP = """
DROP TABLE IF EXISTS pg_temp.list_names;
CREATE TEMPORARY TABLE list_names AS
SELECT key, min(said) AS said, count(*) AS rows, min(row) AS first_row, split_part(key, ':', 1) AS rank,
    split_part(split_part(key, '|', 1), ':', 2) AS regency, split_part(key, '|', 2) AS district,
    split_part(key, '|', 3) AS village, NULL::text AS region_id, 'unknown' AS fit, '{}'::text[] AS candidates
FROM list_stage WHERE key <> '' GROUP BY key;
ANALYZE list_names
"""
# A name fits exactly when kabupaten/kota, kecamatan and village are all given and one village alone has all three;
# "Serang" is a kabupaten and a kota. Whatever else has the village's name is only offered for choice.
LOOK_UP = f"""
WITH offered AS (
    SELECT n.key, v.region_id, n.regency <> '' AND n.district <> '' AS told,
        (n.regency = '' OR r.whole = n.regency)
            AND (n.rank = '' OR n.rank = CASE WHEN substr(v.region_id, 4, 1) >= '7' THEN 'kota' ELSE 'kab' END)
            AS in_regency,
        n.district = '' OR d.whole = n.district AS in_district
    FROM list_names n JOIN tps_placename v ON v.level = 'village' AND v.whole = n.village
    JOIN tps_placename d ON d.region_id = left(v.region_id, 8)
    JOIN tps_placename r ON r.region_id = left(v.region_id, 5)
), judged AS (
    SELECT key, count(*) FILTER (WHERE told AND in_regency AND in_district) AS exact,
        array_agg(region_id ORDER BY region_id) FILTER (WHERE told AND in_regency AND in_district) AS exactly,
        array_agg(region_id ORDER BY (in_regency AND in_district) DESC, in_regency DESC, in_district DESC, region_id)
            AS all_of
    FROM offered GROUP BY key
)
UPDATE list_names n SET fit = CASE WHEN j.exact = 1 THEN 'exact' ELSE 'several' END,
    candidates = (CASE WHEN j.exact > 0 THEN j.exactly ELSE j.all_of END)[1:{MOST_CANDIDATES}]
FROM judged j WHERE j.key = n.key
"""  # noqa: S608 — no value of anybody's is put into the text
SETTLE = """
UPDATE list_names n SET region_id = m.region_id, fit = 'settled' FROM risks_placematch m
WHERE m.source_id = %(source)s AND m.text = n.key
"""
# What is loaded is what was shown: a name that was settled after the look waits for the next one.
AS_SHOWN = """
UPDATE list_names n SET region_id = k.region_id, fit = 'settled' FROM risks_listname k
WHERE k.list_import_id = %(list)s AND k.text = n.key AND k.region_id IS NOT NULL
"""
PLACE = """
UPDATE list_stage s SET village = n.region_id, code = replace(n.region_id, '.', '') || lpad(s.number::text, 3, '0')
FROM list_names n WHERE s.key = n.key AND n.region_id IS NOT NULL
"""
# The rows that wait stay in the database until they are written to the report: a list of names may have 200,000.
WAIT = """
DROP TABLE IF EXISTS pg_temp.list_waiting;
CREATE TEMPORARY TABLE list_waiting AS
SELECT s.row, n.key FROM list_stage s JOIN list_names n ON n.key = s.key WHERE n.region_id IS NULL ORDER BY s.row;
CREATE INDEX ON list_waiting (row)
"""
WAITING = f"""
SELECT w.row, n.said, n.fit, n.candidates[1:{SUGGESTED}] FROM list_waiting w JOIN list_names n ON n.key = w.key
WHERE w.row > %(after)s ORDER BY w.row LIMIT {BATCH}
"""  # noqa: S608
NAMED = f"SELECT DISTINCT unnest(candidates[1:{SUGGESTED}]) FROM list_names WHERE region_id IS NULL"  # noqa: S608
OUTSIDE = """
SELECT row, said FROM list_stage
WHERE key <> '' AND village <> '' AND left(village, length(%(within)s)) <> %(within)s ORDER BY row
"""
DROP = (
    "DELETE FROM list_stage WHERE key <> '' AND village = ''",
    "DELETE FROM list_stage WHERE key <> '' AND left(village, length(%(within)s)) <> %(within)s",
)
UNKNOWN = f"""
SELECT key, village FROM list_names WHERE fit = 'unknown' ORDER BY rows DESC, first_row LIMIT {MOST_LOOKED_UP}
"""  # noqa: S608
KEEP = """
INSERT INTO risks_listname (list_import_id, text, said, rows, first_row, fit, candidates, region_id)
SELECT %(list)s, key, said, rows, first_row, fit, candidates, region_id FROM list_names
"""


def settle(stage: Stage, within: str, shown: int | None = None) -> tuple[int, list[Error]]:
    """Place the rows whose names a person has settled; give (how many wait for one, rows outside a remit).

    `shown` is the ListImport whose names count as they were shown, None for what is settled by now.
    """
    stage.run(GROUP)
    if not stage.rows("SELECT 1 FROM list_names LIMIT 1"):  # as in most lists
        return 0, []
    stage.run(LOOK_UP)
    if shown is None:
        stage.run(SETTLE)
    else:
        stage.run(AS_SHOWN, list=shown)
    stage.run(PLACE)
    _suggest(stage)
    stage.run(WAIT)
    ((pending,),) = stage.rows("SELECT count(*) FROM list_waiting")
    stage.values["within"] = within
    lost = [Error(row, "nama_desa", text, outside(within)) for row, text in stage.rows(OUTSIDE)]
    for sql in DROP:
        stage.run(sql)
    return pending, lost


def waiting(stage: Stage) -> Iterator[Error]:
    """Give the rows that wait for a person's word, in the file's order, a batch at a time."""
    names, after = _paths(stage), 0
    while batch := stage.rows(WAITING, after=after):
        for row, text, fit, found in batch:
            yield Error(row, "nama_desa", text, _reason(fit, [names[code] for code in found if code in names]))
        after = batch[-1][0]


def keep(stage: Stage, list_id: int) -> None:
    """Keep the names of a list for its page, instead of those of an earlier look."""
    ListName.objects.filter(list_import=list_id).delete()
    stage.run(KEEP, list=list_id)


def paths(codes: set[str]) -> dict[str, str]:
    """Give "village, kecamatan, kabupaten/kota" for village codes, in one query."""
    above = {code[:length] for code in codes for length in (5, 8)}
    names = dict(Region.objects.filter(code__in=codes | above).values_list("code", "name"))
    return {code: ", ".join(names[each] for each in (code, code[:8], code[:5])) for code in codes if code in names}


def _paths(stage: Stage) -> dict[str, str]:
    return paths({code for (code,) in stage.rows(NAMED)})


def _reason(fit: str, names: list[str]) -> str:
    listed = "; ".join(names)
    if fit == NameFit.EXACT:
        return _("Menunggu pembenaran: %(names)s?") % {"names": listed}
    if fit == NameFit.SEVERAL:
        return _("Nama ini perlu dipilih: %(names)s.") % {"names": listed}
    if names:
        return _("Desa/kelurahan dengan nama ini tidak dikenal. Mirip: %(names)s.") % {"names": listed}
    return _("Desa/kelurahan dengan nama ini tidak dikenal.")


def _suggest(stage: Stage) -> None:
    """Offer near names for the unknown ones that most rows wait for."""
    unknown = stage.rows(UNKNOWN)
    for key, village in unknown:
        near = [code for code in likely([Word(village)], "", SUGGESTED * 4) if code.count(".") == 3]
        if near:
            stage.run("UPDATE list_names SET candidates = %(near)s WHERE key = %(key)s", near=near[:SUGGESTED], key=key)
