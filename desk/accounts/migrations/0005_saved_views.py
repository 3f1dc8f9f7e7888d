import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_language"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "list",
                    models.CharField(
                        choices=[("risks", "Risiko"), ("tasks", "Tugas"), ("stations", "TPS")],
                        max_length=10,
                        verbose_name="daftar",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="nama")),
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="saringan")),
                ("shared", models.BooleanField(default=False, verbose_name="untuk seluruh desk")),
                ("default", models.BooleanField(default=False, verbose_name="tampilan awal")),
                ("saved_at", models.DateTimeField(verbose_name="disimpan")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="pemilik",
                    ),
                ),
            ],
            options={
                "verbose_name": "tampilan tersimpan",
                "verbose_name_plural": "tampilan tersimpan",
                "ordering": ["list", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("owner"),
                        models.F("list"),
                        django.db.models.functions.text.Lower("name"),
                        name="saved_view_name",
                        violation_error_message="Nama itu sudah dipakai.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("default", True)), fields=("owner", "list"), name="saved_view_one_default"
                    ),
                ],
            },
        ),
    ]
