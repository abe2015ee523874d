"""What 0021 filled in is there for every reply; the one request and outcome go."""

import django.db.models.deletion
from django.db import migrations, models


def _key(to: str, words: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="replies",
        to=to,
        verbose_name=words,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0021_replies_answer_letters"),
    ]

    operations = [
        migrations.AlterField("reply", "round", _key("surveys.round", "round")),
        migrations.AlterField("reply", "city", _key("surveys.city", "city")),
        migrations.AlterField("reply", "organ", _key("surveys.organ", "organ")),
        migrations.RemoveField("reply", "request"),
        migrations.RemoveField("reply", "outcome"),
    ]
