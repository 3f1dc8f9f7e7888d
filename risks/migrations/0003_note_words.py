"""Find risks by the words of their notes."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("risks", "0002_deletions")]

    operations = [
        migrations.AddIndex(
            model_name="flag",
            index=GinIndex(SearchVector("note", config="simple"), name="flag_note"),
        ),
    ]
