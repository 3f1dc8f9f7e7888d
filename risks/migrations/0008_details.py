import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_sent_once"),
        ("risks", "0007_hazard_zones"),
        ("tps", "0013_origin_unchecked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="observation",
            name="before_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="observation",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="observation",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="observation",
            name="bearing",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="arah sinyal (derajat)"),
        ),
        migrations.AddField(
            model_name="observation",
            name="minutes",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="waktu tempuh (menit)"),
        ),
        migrations.AddField(
            model_name="observation",
            name="mode",
            field=models.CharField(
                blank=True,
                choices=[("foot", "jalan kaki"), ("motorcycle", "motor"), ("car", "mobil"), ("boat", "perahu")],
                db_default="",
                max_length=10,
                verbose_name="moda",
            ),
        ),
        migrations.AddField(
            model_name="observation",
            name="variables",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("hak-pilih", "hak pilih"),
                        ("keamanan", "keamanan"),
                        ("kampanye", "kampanye"),
                        ("netralitas", "netralitas"),
                        ("logistik", "logistik"),
                        ("lokasi", "lokasi"),
                        ("jaringan", "jaringan listrik dan internet"),
                    ],
                    max_length=12,
                ),
                blank=True,
                null=True,
                size=None,
                verbose_name="variabel TPS rawan",
            ),
        ),
        migrations.AddField(
            model_name="observationevent",
            name="bearing",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="arah sinyal (derajat)"),
        ),
        migrations.AddField(
            model_name="observationevent",
            name="minutes",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="waktu tempuh (menit)"),
        ),
        migrations.AddField(
            model_name="observationevent",
            name="mode",
            field=models.CharField(
                blank=True,
                choices=[("foot", "jalan kaki"), ("motorcycle", "motor"), ("car", "mobil"), ("boat", "perahu")],
                db_default="",
                max_length=10,
                verbose_name="moda",
            ),
        ),
        migrations.AddField(
            model_name="observationevent",
            name="variables",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("hak-pilih", "hak pilih"),
                        ("keamanan", "keamanan"),
                        ("kampanye", "kampanye"),
                        ("netralitas", "netralitas"),
                        ("logistik", "logistik"),
                        ("lokasi", "lokasi"),
                        ("jaringan", "jaringan listrik dan internet"),
                    ],
                    max_length=12,
                ),
                blank=True,
                null=True,
                size=None,
                verbose_name="variabel TPS rawan",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observation",
            trigger=pgtrigger.compiler.Trigger(
                name="before_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "risks_observationevent" ("bearing", "channel", "client_id", "election_id", "flag_id", "grade", "id", "kind", "list_import_id", "metres", "minutes", "mode", "note", "observed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "region_id", "row", "source_id", "standing", "station_id", "variables", "verified_at", "verified_by_id") VALUES (OLD."bearing", OLD."channel", OLD."client_id", OLD."election_id", OLD."flag_id", OLD."grade", OLD."id", OLD."kind", OLD."list_import_id", OLD."metres", OLD."minutes", OLD."mode", OLD."note", OLD."observed_at", _pgh_attach_context(), NOW(), \'before\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."region_id", OLD."row", OLD."source_id", OLD."standing", OLD."station_id", OLD."variables", OLD."verified_at", OLD."verified_by_id"); RETURN NULL;',
                    hash="af602461078c3b86a2f08512cbc4e93bcc14a167",
                    operation="UPDATE",
                    pgid="pgtrigger_before_update_f7427",
                    table="risks_observation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "risks_observationevent" ("bearing", "channel", "client_id", "election_id", "flag_id", "grade", "id", "kind", "list_import_id", "metres", "minutes", "mode", "note", "observed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "region_id", "row", "source_id", "standing", "station_id", "variables", "verified_at", "verified_by_id") VALUES (NEW."bearing", NEW."channel", NEW."client_id", NEW."election_id", NEW."flag_id", NEW."grade", NEW."id", NEW."kind", NEW."list_import_id", NEW."metres", NEW."minutes", NEW."mode", NEW."note", NEW."observed_at", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."recorded_at", NEW."recorded_by_id", NEW."region_id", NEW."row", NEW."source_id", NEW."standing", NEW."station_id", NEW."variables", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;',
                    hash="bd3a54ab9b1b6b2fe677c045493788476a7cac5c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_730f2",
                    table="risks_observation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="observation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "risks_observationevent" ("bearing", "channel", "client_id", "election_id", "flag_id", "grade", "id", "kind", "list_import_id", "metres", "minutes", "mode", "note", "observed_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recorded_at", "recorded_by_id", "region_id", "row", "source_id", "standing", "station_id", "variables", "verified_at", "verified_by_id") VALUES (OLD."bearing", OLD."channel", OLD."client_id", OLD."election_id", OLD."flag_id", OLD."grade", OLD."id", OLD."kind", OLD."list_import_id", OLD."metres", OLD."minutes", OLD."mode", OLD."note", OLD."observed_at", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."recorded_at", OLD."recorded_by_id", OLD."region_id", OLD."row", OLD."source_id", OLD."standing", OLD."station_id", OLD."variables", OLD."verified_at", OLD."verified_by_id"); RETURN NULL;',
                    hash="11caee7374df1d820dfaf87c594b3809ef354583",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_61174",
                    table="risks_observation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bearing__isnull", True), ("metres__isnull", True)),
                    models.Q(("grade", "nearby"), ("kind", "blank-spot")),
                    _connector="OR",
                ),
                name="observation_nearby_only",
                violation_error_message="Jarak dan arah hanya untuk tingkat “sinyal ada di dekatnya”.",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("metres__isnull", True), models.Q(("metres__gte", 1), ("metres__lte", 100000)), _connector="OR"
                    ),
                    models.Q(
                        ("bearing__isnull", True), models.Q(("bearing__gte", 0), ("bearing__lt", 360)), _connector="OR"
                    ),
                ),
                name="observation_nearby_range",
                violation_error_message="Jarak diisi antara 1 dan 100.000 meter, arah antara 0 dan 359 derajat.",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("variables__isnull", True),
                    models.Q(
                        ("kind", "conflict"),
                        (
                            "variables__contained_by",
                            ["hak-pilih", "keamanan", "kampanye", "netralitas", "logistik", "lokasi", "jaringan"],
                        ),
                        ("variables__len__gt", 0),
                    ),
                    _connector="OR",
                ),
                name="observation_variables",
                violation_error_message="Variabel TPS rawan hanya untuk jenis Konflik, dari ketujuh variabelnya.",
            ),
        ),
        migrations.AddConstraint(
            model_name="observation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("minutes__isnull", True), ("mode", "")),
                    models.Q(
                        ("kind", "access"),
                        ("mode__in", ["", "foot", "motorcycle", "car", "boat"]),
                        models.Q(
                            ("minutes__isnull", True),
                            models.Q(("minutes__gte", 1), ("minutes__lte", 4320)),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="observation_way",
                violation_error_message="Moda dan waktu tempuh (1 sampai 4.320 menit) hanya untuk jenis Akses.",
            ),
        ),
    ]
