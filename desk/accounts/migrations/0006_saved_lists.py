from typing import Any

from django.db import migrations, models


def _by_address(apps: Any, schema_editor: Any) -> None:
    apps.get_model("accounts", "SavedView").objects.filter(list="stations").update(list="tps")


def _as_before(apps: Any, schema_editor: Any) -> None:
    views = apps.get_model("accounts", "SavedView").objects
    views.filter(list="tps").update(list="stations")
    views.filter(list="risks-inbox").delete()  # the list did not exist


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_saved_views"),
    ]

    operations = [
        migrations.AlterField(
            model_name="savedview",
            name="list",
            field=models.CharField(
                choices=[
                    ("risks", "Risiko"),
                    ("tasks", "Tugas"),
                    ("tps", "TPS"),
                    ("risks-inbox", "Kotak masuk risiko"),
                ],
                max_length=20,
                verbose_name="daftar",
            ),
        ),
        migrations.RunPython(_by_address, _as_before),
    ]
