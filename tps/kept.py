"""What a file says of data that a person has set or corrected: it is kept from the stations, and shown beside them."""

from tps.staging import Stage

_DIFFERS = """
SELECT t.id AS station, v.field, v.file, v.desk
FROM roster_stage s
JOIN tps_pollingstation t ON t.election_id = %(election)s AND t.code = s.code
CROSS JOIN LATERAL (VALUES
    ('voters', num_nonnulls(s.voters, s.voters_male, s.voters_female) > 0 AND 'voters' = ANY (t.corrected)
        AND (s.voters, s.voters_male, s.voters_female) IS DISTINCT FROM (t.voters, t.voters_male, t.voters_female),
        jsonb_build_object('voters', s.voters, 'voters_male', s.voters_male, 'voters_female', s.voters_female),
        jsonb_build_object('voters', t.voters, 'voters_male', t.voters_male, 'voters_female', t.voters_female)),
    ('address', s.address <> '' AND 'address' = ANY (t.corrected) AND s.address <> t.address,
        jsonb_build_object('address', s.address), jsonb_build_object('address', t.address)),
    ('hours', 'hours' = ANY (t.corrected) AND (coalesce(s.opens_at, t.opens_at), coalesce(s.closes_at, t.closes_at))
            IS DISTINCT FROM (t.opens_at, t.closes_at),
        jsonb_build_object('opens_at', coalesce(s.opens_at, t.opens_at), 'closes_at',
            coalesce(s.closes_at, t.closes_at)),
        jsonb_build_object('opens_at', t.opens_at, 'closes_at', t.closes_at)),
    ('special', s.special <> t.special AND 'special' = ANY (t.corrected),
        jsonb_build_object('special', s.special), jsonb_build_object('special', t.special)),
    ('position', s.position_source = 'import' AND t.position_source IN ('survey', 'manual')
            AND (s.latitude, s.longitude) IS DISTINCT FROM (t.latitude, t.longitude),
        jsonb_build_object('latitude', s.latitude, 'longitude', s.longitude),
        jsonb_build_object('latitude', t.latitude, 'longitude', t.longitude))
) AS v (field, differs, file, desk)
WHERE s.ok AND (t.corrected <> '{}' OR t.position_source IN ('survey', 'manual')) AND v.differs
"""
_COUNT = f"SELECT field, count(*) FROM ({_DIFFERS}) AS kept GROUP BY 1"  # noqa: S608 — nobody's text is in it
_KEEP = f"""
INSERT INTO tps_keptcorrection (roster_id, station_id, field, file_value, desk_value, outdated)
SELECT %(roster)s, station, field, file, desk, false FROM ({_DIFFERS}) AS kept ORDER BY station, field
"""  # noqa: S608
# What an older file said of a station no longer counts once a later one speaks of the same.
_OUTDATE = """
UPDATE tps_keptcorrection k SET outdated = true
FROM roster_stage s JOIN tps_pollingstation t ON t.election_id = %(election)s AND t.code = s.code
WHERE s.ok AND k.station_id = t.id AND k.roster_id <> %(roster)s AND NOT k.outdated AND CASE k.field
    WHEN 'voters' THEN num_nonnulls(s.voters, s.voters_male, s.voters_female) > 0
    WHEN 'address' THEN s.address <> ''
    WHEN 'hours' THEN num_nonnulls(s.opens_at, s.closes_at) > 0
    WHEN 'special' THEN s.special IS NOT NULL
    ELSE s.position_source = 'import'
END
"""


def counts(stage: Stage) -> dict[str, int]:
    """Give for each kind of data how many corrections the file would have overwritten."""
    return dict(stage.rows(_COUNT))


def remember(stage: Stage, roster: int) -> None:
    """Keep both values of each correction that stands against the file, instead of what an earlier check kept."""
    stage.rows("DELETE FROM tps_keptcorrection WHERE roster_id = %(roster)s", roster=roster)
    stage.rows(_KEEP, roster=roster)


def outdate(stage: Stage, roster: int) -> None:
    """Let what older files said rest, now that this one is loaded and speaks of the same."""
    stage.rows(_OUTDATE, roster=roster)
