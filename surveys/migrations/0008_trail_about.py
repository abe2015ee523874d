from django.db import migrations, models


class Migration(migrations.Migration):
    """A null column is added in place: on SQLite the trail's table is not rebuilt, and its
    triggers stay."""

    dependencies = [
        ("surveys", "0007_late_replies_recomputed"),
    ]

    operations = [
        migrations.AddField(
            model_name="trailentry",
            name="about",
            field=models.JSONField(blank=True, null=True, verbose_name="keys"),
        ),
    ]
