from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("risks", "0003_note_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="listimport",
            name="state",
            field=models.CharField(
                choices=[
                    ("uploaded", "diunggah"),
                    ("checking", "diperiksa"),
                    ("checked", "menunggu persetujuan"),
                    ("applying", "dimuat"),
                    ("applied", "selesai"),
                    ("refused", "ditolak"),
                    ("cancelled", "dibatalkan"),
                    ("failed", "gagal"),
                    ("undone", "dibatalkan setelah dimuat"),
                ],
                default="uploaded",
                max_length=10,
                verbose_name="status",
            ),
        ),
    ]
