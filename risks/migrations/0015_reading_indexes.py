from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("risks", "0014_batches"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(
                models.F("election"),
                models.OrderBy(
                    models.Case(
                        models.When(severity="low", then=models.Value(1)),
                        models.When(severity="medium", then=models.Value(2)),
                        models.When(severity="high", then=models.Value(3)),
                        models.When(severity="critical", then=models.Value(4)),
                        default=models.Value(0),
                        output_field=models.IntegerField(),
                    ),
                    descending=True,
                ),
                models.OrderBy(models.F("id"), descending=True),
                name="flag_worst_first",
            ),
        ),
        migrations.AddIndex(
            model_name="observation",
            index=models.Index(
                condition=models.Q(("standing", "accepted")), fields=["flag", "source"], name="observation_said"
            ),
        ),
    ]
