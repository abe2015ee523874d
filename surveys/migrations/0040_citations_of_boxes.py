"""A citation is a quotation or a box on a page.

SQLite takes the triggers of a table along when it is rebuilt, and what was sent must stay: they are
made again in either direction. Backwards a box becomes the words that were read in it, since a
quotation cannot be empty then.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SENT = "submissioncitation"
KINDS = ("citation", SENT)
SIDES = {
    "box_height": "height of the box",
    "box_width": "width of the box",
    "box_x": "box from the left",
    "box_y": "box from above",
}
EDGE = 1.00005
MARK = "synthetic_edition_being_deleted"
REFUSE = "BEGIN SELECT RAISE(ABORT, 'what was sent is append-only'); END"
TRIGGERS = {
    "stays_as_sent": f"BEFORE UPDATE ON surveys_{SENT} {REFUSE}",
    "replaces_no_row": f"BEFORE INSERT ON surveys_{SENT} "
    f"WHEN EXISTS (SELECT 1 FROM surveys_{SENT} WHERE id = NEW.id) {REFUSE}",
    "keeps_every_row": f"BEFORE DELETE ON surveys_{SENT} WHEN {MARK}() IS NULL {REFUSE}",
}


def guard_again(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    for name, when in TRIGGERS.items():
        editor.execute(f"DROP TRIGGER IF EXISTS {SENT}_{name}")
        editor.execute(f"CREATE TRIGGER {SENT}_{name} {when}")


def boxes_to_words(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _let_go(editor, "DISABLE")
    for kind in KINDS:
        rows = apps.get_model("surveys", kind).objects.filter(quotation="")
        words = models.Case(
            models.When(transcription="", then=models.Value("[□]")),
            default=models.F("transcription"),
            output_field=models.TextField(),
        )
        rows.update(quotation=words, transcription="", **dict.fromkeys(SIDES))
    _let_go(editor, "ENABLE")


def _let_go(editor: BaseDatabaseSchemaEditor, step: str) -> None:
    if editor.connection.vendor == "postgresql":
        # What is deferred would keep the table from being altered.
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        editor.execute(f"ALTER TABLE surveys_{SENT} {step} TRIGGER USER")
    elif step == "DISABLE":
        for name in TRIGGERS:
            editor.execute(f"DROP TRIGGER {SENT}_{name}")


def nothing(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """The other direction needs a step here."""


def _fields(kind: str) -> list[migrations.AddField]:
    fields: dict[str, models.Field[object, object]] = {
        name: models.FloatField(blank=True, null=True, verbose_name=words)
        for name, words in SIDES.items()
    }
    fields["transcription"] = models.TextField(blank=True, verbose_name="words in the box")
    if kind == "citation":
        fields["sha256"] = models.CharField(blank=True, max_length=64, verbose_name="SHA-256")
    return [
        migrations.AddField(kind, name, field, preserve_default=True)
        for name, field in fields.items()
    ]


def _quotation_or_box(name: str) -> models.CheckConstraint:
    without = models.Q(**{f"{side}__isnull": True for side in SIDES}, transcription="")
    there = models.Q(**{f"{side}__isnull": False for side in SIDES}, page__isnull=False)
    inside = models.Q(box_x__gte=0, box_y__gte=0, box_width__gt=0, box_height__gt=0)
    inside &= models.Q(box_x__lte=EDGE - models.F("box_width"))
    inside &= models.Q(box_y__lte=EDGE - models.F("box_height"))
    quoted = ~models.Q(quotation="") & without
    return models.CheckConstraint(
        condition=quoted | (models.Q(quotation="") & there & inside), name=name
    )


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0035_citation_places"),
    ]

    operations = [
        migrations.RunPython(nothing, guard_again),
        migrations.RemoveConstraint("citation", "citation_has_a_quotation"),
        migrations.RemoveConstraint(SENT, "sent_citation_has_a_quotation"),
        *(field for kind in KINDS for field in _fields(kind)),
        *(
            migrations.AlterField(
                kind, "quotation", models.TextField(blank=True, verbose_name="quotation")
            )
            for kind in KINDS
        ),
        migrations.AddConstraint("citation", _quotation_or_box("citation_is_a_quotation_or_a_box")),
        migrations.AddConstraint(SENT, _quotation_or_box("sent_citation_is_a_quotation_or_a_box")),
        # Last, so that backwards the words are written before the old constraint asks for them.
        migrations.RunPython(guard_again, boxes_to_words),
        migrations.AddConstraint(
            "citation",
            models.CheckConstraint(
                condition=models.Q(box_x__isnull=True) | ~models.Q(sha256=""),
                name="box_names_its_file",
            ),
        ),
    ]
