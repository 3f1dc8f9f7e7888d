"""Find the stations of a rare number without reading all of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tps", "0008_comparisons")]

    operations = [
        migrations.AddIndex(
            model_name="pollingstation",
            index=models.Index(
                condition=models.Q(("number__gte", 40)), fields=["election", "number"], name="station_rare_number"
            ),
        ),
    ]
