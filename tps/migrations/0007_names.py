"""Keep the names by which search finds regions, and find stations by their number."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tps import search_index
from tps.search_words import grams, near, terms_of

BATCH = 2000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the names of the regions that are there."""
    names = dict(apps.get_model("tps", "Region").objects.values_list("pk", "name"))
    place, term = apps.get_model("tps", "PlaceName"), apps.get_model("tps", "NameTerm")
    place.objects.bulk_create(
        [
            place(region_id=code, level=level, own=own, whole=whole, terms=terms)
            for code, level, own, whole, terms in search_index.places(names, names)
        ],
        batch_size=BATCH,
    )
    found = sorted({each for name in names.values() for each in terms_of(name)})
    term.objects.bulk_create([term(term=each, grams=grams(each), near=near(each)) for each in found], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("tps", "0006_boundaries")]

    operations = [
        migrations.CreateModel(
            name="NameTerm",
            fields=[
                ("term", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("grams", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("near", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
            ],
            options={
                "verbose_name": "kata nama",
                "verbose_name_plural": "kata nama",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["grams"], name="term_grams"),
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["near"], name="term_near"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlaceName",
            fields=[
                (
                    "region",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="names",
                        serialize=False,
                        to="tps.region",
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "provinsi"),
                            ("regency", "kabupaten/kota"),
                            ("district", "kecamatan"),
                            ("village", "desa/kelurahan"),
                        ],
                        max_length=10,
                    ),
                ),
                ("own", models.TextField()),
                ("whole", models.TextField()),
                ("terms", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                "verbose_name": "nama untuk pencarian",
                "verbose_name_plural": "nama untuk pencarian",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["terms"], name="place_terms")
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=False),
    ]
