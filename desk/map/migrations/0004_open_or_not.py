"""A step from one open status to another changes nothing that a square counts, so it marks none."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION desk_map_mark_risks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM desk_map_squareset) THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO desk_map_squaremark (election_id, square)
        SELECT DISTINCT s.election_id, s.cell >> 24 FROM new_rows n JOIN tps_pollingstation s ON s.id = n.station_id
        JOIN desk_map_squareset k ON k.election_id = s.election_id WHERE s.cell IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO desk_map_squaremark (election_id, square)
        SELECT DISTINCT s.election_id, s.cell >> 24 FROM old_rows o JOIN tps_pollingstation s ON s.id = o.station_id
        JOIN desk_map_squareset k ON k.election_id = s.election_id WHERE s.cell IS NOT NULL;
    ELSE
        INSERT INTO desk_map_squaremark (election_id, square)
        SELECT DISTINCT s.election_id, s.cell >> 24 FROM (
            SELECT n.station_id, o.station_id AS before FROM new_rows n JOIN old_rows o ON o.id = n.id
            WHERE (n.station_id, n.election_id, n.kind, n.severity, n.status IN ('reported', 'verified', 'mitigating'))
                IS DISTINCT FROM
                (o.station_id, o.election_id, o.kind, o.severity, o.status IN ('reported', 'verified', 'mitigating'))
        ) AS c JOIN tps_pollingstation s ON s.id IN (c.station_id, c.before)
        JOIN desk_map_squareset k ON k.election_id = s.election_id WHERE s.cell IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION desk_map_mark_risks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM desk_map_squareset) THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO desk_map_squaremark (election_id, square)
        SELECT DISTINCT s.election_id, s.cell >> 24 FROM new_rows n JOIN tps_pollingstation s ON s.id = n.station_id
        JOIN desk_map_squareset k ON k.election_id = s.election_id WHERE s.cell IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO desk_map_squaremark (election_id, square)
        SELECT DISTINCT s.election_id, s.cell >> 24 FROM old_rows o JOIN tps_pollingstation s ON s.id = o.station_id
        JOIN desk_map_squareset k ON k.election_id = s.election_id WHERE s.cell IS NOT NULL;
    ELSE
        INSERT INTO desk_map_squaremark (election_id, square)
        SELECT DISTINCT s.election_id, s.cell >> 24 FROM (
            SELECT n.station_id, o.station_id AS before FROM new_rows n JOIN old_rows o ON o.id = n.id
            WHERE (n.station_id, n.election_id, n.kind, n.severity, n.status)
                IS DISTINCT FROM (o.station_id, o.election_id, o.kind, o.severity, o.status)
        ) AS c JOIN tps_pollingstation s ON s.id IN (c.station_id, c.before)
        JOIN desk_map_squareset k ON k.election_id = s.election_id WHERE s.cell IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("desk_map", "0003_squares")]

    operations = [migrations.RunSQL(FUNCTION, BEFORE)]
