from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0004_sent_once"),
        ("risks", "0010_past_transitions"),
        ("tps", "0013_origin_unchecked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="flag",
            name="flag_matrix",
        ),
        migrations.AddConstraint(
            model_name="flag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("impact__isnull", True), ("likelihood__isnull", True)),
                    models.Q(
                        ("impact__isnull", False),
                        ("likelihood__isnull", False),
                        ("impact__gte", 1),
                        ("impact__lte", 5),
                        ("likelihood__gte", 1),
                        ("likelihood__lte", 5),
                    ),
                    _connector="OR",
                ),
                name="flag_matrix",
                violation_error_message="Kemungkinan dan dampak diisi bersama, masing-masing 1 sampai 5.",
            ),
        ),
    ]
