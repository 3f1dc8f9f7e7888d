import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_sent_once"),
        ("risks", "0011_matrix_whole"),
        ("tps", "0013_origin_unchecked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="listimport",
            name="choices",
            field=models.JSONField(blank=True, default=dict, verbose_name="pilihan"),
        ),
        migrations.AddField(
            model_name="listimport",
            name="mapping",
            field=models.JSONField(blank=True, default=dict, verbose_name="kolom"),
        ),
        migrations.AddField(
            model_name="listimport",
            name="pending",
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name="menunggu keputusan nama"),
        ),
        migrations.AddField(
            model_name="listimport",
            name="sheet",
            field=models.CharField(blank=True, db_default="", max_length=100, verbose_name="lembar"),
        ),
        migrations.AddField(
            model_name="listimport",
            name="undone_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="listimport",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="ListName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("said", models.TextField(verbose_name="nama di daftar")),
                ("rows", models.PositiveIntegerField(verbose_name="baris")),
                ("first_row", models.PositiveIntegerField(verbose_name="baris pertama")),
                (
                    "fit",
                    models.CharField(
                        choices=[
                            ("settled", "sudah diputuskan"),
                            ("exact", "tepat satu"),
                            ("several", "perlu dipilih"),
                            ("unknown", "tidak dikenal"),
                        ],
                        max_length=8,
                        verbose_name="kecocokan",
                    ),
                ),
                (
                    "candidates",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=13), blank=True, default=list, size=None
                    ),
                ),
                (
                    "list_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="risks.listimport",
                        verbose_name="impor",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tps.region",
                        verbose_name="desa/kelurahan",
                    ),
                ),
            ],
            options={
                "verbose_name": "nama di daftar",
                "verbose_name_plural": "nama di daftar",
                "ordering": ["list_import", "first_row"],
            },
        ),
        migrations.CreateModel(
            name="PlaceMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="nama di daftar")),
                ("decided_at", models.DateTimeField(verbose_name="diputuskan")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="oleh",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tps.region",
                        verbose_name="desa/kelurahan",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="sumber",
                    ),
                ),
            ],
            options={
                "verbose_name": "arti nama di daftar",
                "verbose_name_plural": "arti nama di daftar",
                "ordering": ["-decided_at"],
            },
        ),
        migrations.CreateModel(
            name="WordMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("blank-spot", "Tanpa sinyal"),
                            ("flood", "Banjir"),
                            ("conflict", "Konflik"),
                            ("logistics", "Logistik"),
                            ("access", "Akses"),
                            ("other", "Lainnya"),
                        ],
                        max_length=12,
                        verbose_name="jenis",
                    ),
                ),
                ("word", models.CharField(max_length=200, verbose_name="kata di daftar")),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "tidak ada sinyal"),
                            ("weak", "sinyal lemah"),
                            ("nearby", "sinyal ada di dekatnya"),
                            ("office", "wifi di kantor"),
                            ("vsat", "VSAT"),
                            ("good", "sinyal baik"),
                            ("dry", "tidak banjir"),
                            ("prone", "rawan banjir"),
                            ("depth-10", "tergenang 10–70 cm"),
                            ("depth-70", "tergenang 71–150 cm"),
                            ("depth-150", "tergenang di atas 150 cm"),
                            ("kurang-rawan", "kurang rawan"),
                            ("rawan", "rawan"),
                            ("sangat-rawan", "sangat rawan"),
                            ("tps-rawan", "TPS rawan (Bawaslu)"),
                            ("ok", "aman"),
                            ("hard", "sulit"),
                            ("impossible", "tidak dapat dilalui"),
                        ],
                        max_length=12,
                        verbose_name="tingkat",
                    ),
                ),
                ("decided_at", models.DateTimeField(verbose_name="diputuskan")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="oleh",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="sumber",
                    ),
                ),
            ],
            options={
                "verbose_name": "arti kata tingkat",
                "verbose_name_plural": "arti kata tingkat",
                "ordering": ["-decided_at"],
            },
        ),
        migrations.AddIndex(
            model_name="listname",
            index=models.Index(fields=["list_import", "fit", "first_row"], name="list_name_fit"),
        ),
        migrations.AddConstraint(
            model_name="listname",
            constraint=models.UniqueConstraint(fields=("list_import", "text"), name="list_name_once"),
        ),
        migrations.AddConstraint(
            model_name="placematch",
            constraint=models.UniqueConstraint(fields=("source", "text"), name="place_match_once"),
        ),
        migrations.AddConstraint(
            model_name="wordmatch",
            constraint=models.UniqueConstraint(fields=("source", "kind", "word"), name="word_match_once"),
        ),
    ]
