from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0008_trail_about"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="choices",
            field=models.JSONField(blank=True, default=list, verbose_name="answers"),
        ),
    ]
