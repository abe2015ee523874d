"""A reply belongs to a round, a city and its organ, and answers letters one by one. It points at
its one request until 0021 has filled the new tables in and 0022 lets the request go."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("government_office", "Government office"),
    ("development_reform", "Development and reform commission"),
    ("natural_resources", "Natural resources bureau"),
    ("ecology_environment", "Ecology and environment bureau"),
    ("forestry", "Forestry and grassland bureau"),
    ("statistics", "Statistics bureau"),
    ("finance", "Finance bureau"),
    ("other", "Other organ"),
]
PROTECT, CASCADE = django.db.models.deletion.PROTECT, django.db.models.deletion.CASCADE
KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of_reply(to: str, words: str) -> models.ForeignKey:
    return models.ForeignKey(
        null=True, on_delete=PROTECT, related_name="replies", to=to, verbose_name=words
    )


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0019_approvals_are_undone"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="organ",
            field=models.CharField(
                blank=True, choices=KINDS, default="", max_length=30, verbose_name="natural organ"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="inforequest",
            name="part",
            field=models.CharField(default="all", max_length=40, verbose_name="part"),
        ),
        migrations.RemoveConstraint(
            model_name="inforequest",
            name="one_letter_per_round_wave_organ_channel",
        ),
        migrations.AddConstraint(
            model_name="inforequest",
            constraint=models.UniqueConstraint(
                fields=("round", "wave", "organ", "channel", "part"),
                name="one_letter_per_round_wave_organ_channel_part",
            ),
        ),
        # Not needed any more; on the way back, empty until 0021 has filled them in again.
        migrations.AlterField("reply", "request", _of_reply("surveys.inforequest", "request")),
        migrations.AlterField("reply", "outcome", _of_reply("surveys.outcome", "outcome")),
        migrations.AddField("reply", "round", _of_reply("surveys.round", "round")),
        migrations.AddField("reply", "city", _of_reply("surveys.city", "city")),
        migrations.AddField("reply", "organ", _of_reply("surveys.organ", "organ")),
        migrations.CreateModel(
            name="LetterOutcome",
            fields=[
                ("id", KEY),
                (
                    "outcome",
                    models.ForeignKey(
                        on_delete=PROTECT,
                        related_name="letters",
                        to="surveys.outcome",
                        verbose_name="outcome",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        on_delete=CASCADE,
                        related_name="outcomes",
                        to="surveys.reply",
                        verbose_name="reply",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=PROTECT,
                        related_name="outcomes",
                        to="surveys.inforequest",
                        verbose_name="request",
                    ),
                ),
            ],
            options={
                "verbose_name": "outcome of a letter",
                "verbose_name_plural": "outcomes of letters",
                "ordering": ("reply", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reply", "request"), name="one_outcome_per_reply_and_letter"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("request__isnull", True)),
                        fields=("reply",),
                        name="one_outcome_of_a_reply_unasked",
                    ),
                ],
            },
        ),
    ]
