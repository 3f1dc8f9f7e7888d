import django.db.models.deletion
from django.db import migrations, models

# Which square a station or a risk lies in is marked with the change itself, in the change's own transaction; only for
# elections that are summed up at all (desk.map.squares). Squares are 12 bits of the cells' 24 an axis.
STATIONS = """
CREATE FUNCTION desk_map_mark_stations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM desk_map_squareset) THEN RETURN NULL; END IF;
    IF TG_OP = 'INSERT' THEN
        INSERT INTO desk_map_squaremark (election_id, square)
        SELECT DISTINCT n.election_id, n.cell >> 24 FROM new_rows n
        JOIN desk_map_squareset k ON k.election_id = n.election_id WHERE n.cell IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO desk_map_squaremark (election_id, square)
        SELECT DISTINCT o.election_id, o.cell >> 24 FROM old_rows o
        JOIN desk_map_squareset k ON k.election_id = o.election_id WHERE o.cell IS NOT NULL;
    ELSE
        INSERT INTO desk_map_squaremark (election_id, square)
        SELECT DISTINCT e.election_id, e.cell >> 24 FROM (
            SELECT n.election_id, n.cell, o.election_id AS before, o.cell AS was FROM new_rows n
            JOIN old_rows o ON o.id = n.id
            WHERE (n.election_id, n.cell, n.latitude, n.longitude, n.region_id, n.withdrawn_at)
                IS DISTINCT FROM (o.election_id, o.cell, o.latitude, o.longitude, o.region_id, o.withdrawn_at)
        ) AS c CROSS JOIN LATERAL (VALUES (c.election_id, c.cell), (c.before, c.was)) AS e (election_id, cell)
        JOIN desk_map_squareset k ON k.election_id = e.election_id WHERE e.cell IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER desk_map_station_in AFTER INSERT ON tps_pollingstation REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION desk_map_mark_stations();
CREATE TRIGGER desk_map_station_out AFTER DELETE ON tps_pollingstation REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION desk_map_mark_stations();
CREATE TRIGGER desk_map_station_moved AFTER UPDATE ON tps_pollingstation
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION desk_map_mark_stations();
"""
RISKS = """
CREATE FUNCTION desk_map_mark_risks() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER desk_map_risk_in AFTER INSERT ON risks_flag REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION desk_map_mark_risks();
CREATE TRIGGER desk_map_risk_out AFTER DELETE ON risks_flag REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION desk_map_mark_risks();
CREATE TRIGGER desk_map_risk_changed AFTER UPDATE ON risks_flag REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION desk_map_mark_risks();
"""
BACK = """
DROP TRIGGER desk_map_station_in ON tps_pollingstation;
DROP TRIGGER desk_map_station_out ON tps_pollingstation;
DROP TRIGGER desk_map_station_moved ON tps_pollingstation;
DROP TRIGGER desk_map_risk_in ON risks_flag;
DROP TRIGGER desk_map_risk_out ON risks_flag;
DROP TRIGGER desk_map_risk_changed ON risks_flag;
DROP FUNCTION desk_map_mark_stations();
DROP FUNCTION desk_map_mark_risks();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("desk_map", "0002_outlines"),
        ("risks", "0016_lean_history"),
        ("tps", "0013_origin_unchecked"),
    ]

    operations = [
        migrations.CreateModel(
            name="SquareMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("square", models.BigIntegerField()),
                (
                    "election",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tps.election"),
                ),
            ],
            options={
                "verbose_name": "tanda petak",
                "verbose_name_plural": "tanda petak",
            },
        ),
        migrations.CreateModel(
            name="SquareSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ready", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(verbose_name="dibuat")),
                (
                    "election",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="square_set",
                        to="tps.election",
                        verbose_name="pemilihan",
                    ),
                ),
            ],
            options={
                "verbose_name": "ringkasan petak",
                "verbose_name_plural": "ringkasan petak",
            },
        ),
        migrations.CreateModel(
            name="Square",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("square", models.BigIntegerField()),
                ("x", models.IntegerField()),
                ("y", models.IntegerField()),
                ("total", models.IntegerField()),
                ("latitude", models.FloatField()),
                ("longitude", models.FloatField()),
                ("station", models.BigIntegerField()),
                ("first_region", models.CharField(max_length=13)),
                ("last_region", models.CharField(max_length=13)),
                ("flagged", models.IntegerField()),
                ("worst", models.SmallIntegerField()),
                ("blank_spot", models.IntegerField()),
                ("flood", models.IntegerField()),
                ("conflict", models.IntegerField()),
                ("logistics", models.IntegerField()),
                ("access", models.IntegerField()),
                ("other", models.IntegerField()),
                (
                    "election",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tps.election"
                    ),
                ),
            ],
            options={
                "verbose_name": "petak",
                "verbose_name_plural": "petak",
                "constraints": [models.UniqueConstraint(fields=("election", "square"), name="square_once")],
            },
        ),
        migrations.RunSQL([STATIONS, RISKS], [BACK]),
    ]
