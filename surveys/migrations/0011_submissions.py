"""Tables for what was sent. An answer points at both, its code and its submission, until
0012 has filled them in and 0013 lets the code go."""

import django.db.models.deletion
from django.db import migrations, models

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
CHOICES = [
    ("yes", "Yes"),
    ("no", "No"),
    ("in_preparation", "In preparation"),
    ("unknown", "Unknown"),
]
STATES = [
    ("in_review", "In review"),
    ("taken_back", "Taken back"),
    ("returned", "Returned"),
    ("approved", "Approved"),
]


def _key(to: str, name: str, words: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        null=null,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
        to=to,
        verbose_name=words,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0010_choices_from_guidance"),
    ]

    operations = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("id", KEY),
                (
                    "choice",
                    models.CharField(
                        blank=True, choices=CHOICES, max_length=20, verbose_name="answer"
                    ),
                ),
                ("number", models.FloatField(blank=True, null=True, verbose_name="number")),
                ("sequence", models.PositiveIntegerField(verbose_name="sending")),
                (
                    "detail",
                    models.CharField(blank=True, max_length=300, verbose_name="what exactly"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "question_hash",
                    models.CharField(max_length=64, verbose_name="hash of the question"),
                ),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                ("code", _key("surveys.code", "submissions", "code")),
                ("edition", _key("surveys.edition", "submissions", "edition")),
            ],
            options={
                "verbose_name": "submission",
                "verbose_name_plural": "submissions",
                "ordering": ("edition", "code__city__adcode", "code__question__position", "pk"),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "sequence"), name="one_submission_per_sending"
                    ),
                    models.CheckConstraint(
                        condition=(models.Q(choice="") & models.Q(number__isnull=False))
                        | (~models.Q(choice="") & models.Q(number__isnull=True)),
                        name="submission_is_choice_or_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionCitation",
            fields=[
                ("id", KEY),
                (
                    "page",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="page"),
                ),
                ("quotation", models.TextField(verbose_name="quotation")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("evidence", _key("surveys.evidence", "sent_citations", "evidence")),
                ("submission", _key("surveys.submission", "citations", "submission")),
            ],
            options={
                "verbose_name": "sent citation",
                "verbose_name_plural": "sent citations",
                "ordering": ("pk",),
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(quotation=""), name="sent_citation_has_a_quotation"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubmissionSearch",
            fields=[
                ("id", KEY),
                ("place", models.CharField(max_length=300, verbose_name="where")),
                ("words", models.CharField(max_length=200, verbose_name="search words")),
                ("searched_on", models.DateField(verbose_name="searched on")),
                ("submission", _key("surveys.submission", "searches", "submission")),
            ],
            options={
                "verbose_name": "sent search record",
                "verbose_name_plural": "sent search records",
                "ordering": ("pk",),
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AlterField(
            model_name="answer",
            name="state",
            field=models.CharField(
                choices=STATES, default="in_review", max_length=10, verbose_name="state"
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="submission",
            field=_key("surveys.submission", "answers", "submission", null=True),
        ),
        migrations.AlterField(
            model_name="answer",
            name="code",
            field=_key("surveys.code", "answers", "code", null=True),
        ),
    ]
