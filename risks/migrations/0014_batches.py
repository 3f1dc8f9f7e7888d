import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("agencies", "0004_sent_once"),
        ("risks", "0013_playbooks"),
        ("tps", "0013_origin_unchecked"),
    ]

    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("verify", "Verifikasi"),
                            ("dismiss", "Tolak"),
                            ("merge", "Gabungkan sebagai ganda"),
                            ("assign", "Tunjuk penanggung jawab"),
                            ("region", "Tetapkan wilayah"),
                        ],
                        max_length=10,
                        verbose_name="tindakan",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="waktu")),
                ("comment", models.TextField(blank=True, verbose_name="catatan")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("bogus", "tidak benar"),
                            ("duplicate", "ganda"),
                            ("not-election", "bukan urusan pemilihan"),
                        ],
                        max_length=12,
                        verbose_name="alasan ditolak",
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0, verbose_name="diubah")),
                ("left", models.JSONField(blank=True, default=dict, verbose_name="dilewati menurut alasan")),
                ("undo_until", models.DateTimeField(verbose_name="dapat diurungkan sampai")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="diurungkan")),
                ("undone", models.PositiveIntegerField(default=0, verbose_name="dikembalikan")),
                ("kept", models.JSONField(blank=True, default=dict, verbose_name="tidak dikembalikan menurut alasan")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pelaku",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="petugas",
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="risks.flag",
                        verbose_name="ganda dari",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="instansi penanggung jawab",
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
                        verbose_name="wilayah",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pengurung",
                    ),
                ),
            ],
            options={
                "verbose_name": "tindakan massal",
                "verbose_name_plural": "tindakan massal",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("reported", "Dilaporkan"),
                            ("verified", "Terverifikasi"),
                            ("mitigating", "Mitigasi"),
                            ("resolved", "Selesai"),
                            ("dismissed", "Ditolak"),
                        ],
                        max_length=10,
                        verbose_name="status",
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
                        max_length=12,
                        verbose_name="alasan ditolak",
                    ),
                ),
                ("since", models.DateTimeField(blank=True, null=True, verbose_name="berstatus ini sejak")),
                ("verified_at", models.DateTimeField(blank=True, null=True, verbose_name="diverifikasi")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="ditutup")),
                ("version", models.DateTimeField(verbose_name="versi sesudahnya")),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="petugas",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="risks.batch",
                        verbose_name="tindakan massal",
                    ),
                ),
                (
                    "duplicate_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="risks.flag",
                        verbose_name="ganda dari",
                    ),
                ),
                (
                    "flag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="risks.flag",
                        verbose_name="risiko",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="instansi penanggung jawab",
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
                        verbose_name="wilayah",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="risks.observation",
                        verbose_name="pernyataan yang ikut diverifikasi",
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="verifikator",
                    ),
                ),
            ],
            options={
                "verbose_name": "risiko dalam tindakan massal",
                "verbose_name_plural": "risiko dalam tindakan massal",
            },
        ),
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(fields=["actor", "-id"], name="batch_of_actor"),
        ),
        migrations.AddConstraint(
            model_name="batchitem",
            constraint=models.UniqueConstraint(fields=("batch", "flag"), name="batch_item_once"),
        ),
    ]
