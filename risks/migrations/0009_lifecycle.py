import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_sent_once"),
        ("risks", "0008_details"),
        ("tps", "0013_origin_unchecked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.CharField(max_length=10, verbose_name="langkah")),
                (
                    "before",
                    models.CharField(
                        choices=[
                            ("reported", "Dilaporkan"),
                            ("verified", "Terverifikasi"),
                            ("mitigating", "Mitigasi"),
                            ("resolved", "Selesai"),
                            ("dismissed", "Ditolak"),
                        ],
                        max_length=10,
                        verbose_name="dari",
                    ),
                ),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("reported", "Dilaporkan"),
                            ("verified", "Terverifikasi"),
                            ("mitigating", "Mitigasi"),
                            ("resolved", "Selesai"),
                            ("dismissed", "Ditolak"),
                        ],
                        max_length=10,
                        verbose_name="menjadi",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bogus", "tidak benar"),
                            ("duplicate", "ganda"),
                            ("not-election", "bukan urusan pemilihan"),
                        ],
                        db_default="",
                        max_length=12,
                        verbose_name="alasan ditolak",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="waktu")),
                ("comment", models.TextField(blank=True, db_default="", verbose_name="catatan")),
            ],
            options={
                "verbose_name": "langkah risiko",
                "verbose_name_plural": "langkah risiko",
                "ordering": ["at", "pk"],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="flag",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="flag",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="flag",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="flag",
            name="assignee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="petugas",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="impact",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "sangat ringan"), (2, "ringan"), (3, "sedang"), (4, "berat"), (5, "sangat berat")],
                null=True,
                verbose_name="dampak",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="likelihood",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "sangat jarang"), (2, "jarang"), (3, "mungkin"), (4, "sering"), (5, "hampir pasti")],
                null=True,
                verbose_name="kemungkinan",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="review_on",
            field=models.DateField(blank=True, null=True, verbose_name="ditinjau lagi"),
        ),
        migrations.AddField(
            model_name="flag",
            name="severity_source",
            field=models.CharField(
                choices=[
                    ("grade", "menurut tingkat yang dilaporkan"),
                    ("matrix", "menurut matriks kemungkinan × dampak"),
                    ("hand", "ditetapkan petugas"),
                ],
                db_default="grade",
                default="grade",
                max_length=8,
                verbose_name="asal keparahan",
            ),
        ),
        migrations.AddField(
            model_name="flag",
            name="since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="berstatus ini sejak"),
        ),
        migrations.AddField(
            model_name="flagevent",
            name="assignee",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="petugas",
            ),
        ),
        migrations.AddField(
            model_name="flagevent",
            name="impact",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "sangat ringan"), (2, "ringan"), (3, "sedang"), (4, "berat"), (5, "sangat berat")],
                null=True,
                verbose_name="dampak",
            ),
        ),
        migrations.AddField(
            model_name="flagevent",
            name="likelihood",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "sangat jarang"), (2, "jarang"), (3, "mungkin"), (4, "sering"), (5, "hampir pasti")],
                null=True,
                verbose_name="kemungkinan",
            ),
        ),
        migrations.AddField(
            model_name="flagevent",
            name="review_on",
            field=models.DateField(blank=True, null=True, verbose_name="ditinjau lagi"),
        ),
        migrations.AddField(
            model_name="flagevent",
            name="severity_source",
            field=models.CharField(
                choices=[
                    ("grade", "menurut tingkat yang dilaporkan"),
                    ("matrix", "menurut matriks kemungkinan × dampak"),
                    ("hand", "ditetapkan petugas"),
                ],
                db_default="grade",
                default="grade",
                max_length=8,
                verbose_name="asal keparahan",
            ),
        ),
        migrations.AddField(
            model_name="flagevent",
            name="since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="berstatus ini sejak"),
        ),
        # While no trigger watches: what is known of older rows is not a change that somebody makes now.
        migrations.RunSQL(
            "UPDATE risks_flag SET since = coalesce(closed_at, verified_at, reported_at), "
            "severity_source = CASE WHEN severity_reason = '' THEN 'grade' ELSE 'hand' END",
            migrations.RunSQL.noop,
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="flag",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "risks_flagevent" ("assignee_id", "changed_at", "client_id", "closed_at", "duplicate_of_id", "election_id", "id", "impact", "internal_note", "kind", "likelihood", "note", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "reported_at", "reported_by_id", "review_on", "severity", "severity_reason", "severity_source", "since", "station_id", "status", "verified_at", "verified_by_id") VALUES (NEW."assignee_id", NEW."changed_at", NEW."client_id", NEW."closed_at", NEW."duplicate_of_id", NEW."election_id", NEW."id", NEW."impact", NEW."internal_note", NEW."kind", NEW."likelihood", NEW."note", NEW."outcome", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."region_id", NEW."reported_at", NEW."reported_by_id", NEW."review_on", NEW."severity", NEW."severity_reason", NEW."severity_source", NEW."since", NEW."station_id", NEW."status", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;',
                    hash="df3451a6d34578bcb8e7fb0eed9b818ea6d2c85c",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_df9c0",
                    table="risks_flag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="flag",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "risks_flagevent" ("assignee_id", "changed_at", "client_id", "closed_at", "duplicate_of_id", "election_id", "id", "impact", "internal_note", "kind", "likelihood", "note", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "reported_at", "reported_by_id", "review_on", "severity", "severity_reason", "severity_source", "since", "station_id", "status", "verified_at", "verified_by_id") VALUES (NEW."assignee_id", NEW."changed_at", NEW."client_id", NEW."closed_at", NEW."duplicate_of_id", NEW."election_id", NEW."id", NEW."impact", NEW."internal_note", NEW."kind", NEW."likelihood", NEW."note", NEW."outcome", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."region_id", NEW."reported_at", NEW."reported_by_id", NEW."review_on", NEW."severity", NEW."severity_reason", NEW."severity_source", NEW."since", NEW."station_id", NEW."status", NEW."verified_at", NEW."verified_by_id"); RETURN NULL;',
                    hash="e5917004768019477de86db549e472f65160a0d7",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1e6a5",
                    table="risks_flag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="flag",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "risks_flagevent" ("assignee_id", "changed_at", "client_id", "closed_at", "duplicate_of_id", "election_id", "id", "impact", "internal_note", "kind", "likelihood", "note", "outcome", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "region_id", "reported_at", "reported_by_id", "review_on", "severity", "severity_reason", "severity_source", "since", "station_id", "status", "verified_at", "verified_by_id") VALUES (OLD."assignee_id", OLD."changed_at", OLD."client_id", OLD."closed_at", OLD."duplicate_of_id", OLD."election_id", OLD."id", OLD."impact", OLD."internal_note", OLD."kind", OLD."likelihood", OLD."note", OLD."outcome", OLD."owner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."region_id", OLD."reported_at", OLD."reported_by_id", OLD."review_on", OLD."severity", OLD."severity_reason", OLD."severity_source", OLD."since", OLD."station_id", OLD."status", OLD."verified_at", OLD."verified_by_id"); RETURN NULL;',
                    hash="b33490a236acb211e7b347b11ba5e72bb0df581f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c0e71",
                    table="risks_flag",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("duplicate_of__isnull", True),
                    models.Q(("duplicate_of", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="flag_not_its_own_duplicate",
                violation_error_message="Risiko tidak dapat menjadi ganda dari dirinya sendiri.",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("impact__isnull", True), ("likelihood__isnull", True)),
                    models.Q(("impact__gte", 1), ("impact__lte", 5), ("likelihood__gte", 1), ("likelihood__lte", 5)),
                    _connector="OR",
                ),
                name="flag_matrix",
                violation_error_message="Kemungkinan dan dampak diisi bersama, masing-masing 1 sampai 5.",
            ),
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("severity_source", "grade"),
                    models.Q(("likelihood__isnull", False), ("severity_source", "matrix")),
                    models.Q(("severity_source", "hand"), models.Q(("severity_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="flag_severity_source",
                violation_error_message="Keparahan yang ditetapkan petugas memerlukan alasan.",
            ),
        ),
        migrations.AddField(
            model_name="transition",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="pelaku",
            ),
        ),
        migrations.AddField(
            model_name="transition",
            name="flag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transitions",
                to="risks.flag",
                verbose_name="risiko",
            ),
        ),
        migrations.AddField(
            model_name="transition",
            name="other",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="risks.flag",
                verbose_name="ganda dari",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transition",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7ffff3a8c16c608f4e7115b8e1fbd30e6a5cc395",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_71357",
                    table="risks_transition",
                    when="BEFORE",
                ),
            ),
        ),
    ]
