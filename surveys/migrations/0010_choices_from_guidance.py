"""Stored questions get the answers and words that they had on the screen until now.

Those of a grade were read out of the guidance ("0 nothing; 1 empty or put off; …"); a grade
that the guidance does not name is called by its number. Nothing else of a question changes, so
no edition is computed again.
"""

import re

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

UNKNOWN = {"value": "unknown", "zh": "不详", "en": "Unknown"}
YES_OR_NO = [
    {"value": "yes", "zh": "是", "en": "Yes"},
    {"value": "no", "zh": "否", "en": "No"},
    {"value": "in_preparation", "zh": "筹备中", "en": "In preparation"},
    UNKNOWN,
]
_GRADE = re.compile(r"(?<!\d)(\d)\s+([^\d；;。.]+)")


def choices_of(
    kind: str, low: int | None, high: int | None, guidance_zh: str, guidance_en: str
) -> list[dict[str, str]]:
    """The answers as the coding screen offered them."""
    if kind == "derived":
        return []
    if kind == "binary":
        return YES_OR_NO
    grades = range(low or 0, (high or 0) + 1) if kind == "ordinal" else ()
    chinese, english = _named(guidance_zh), _named(guidance_en)
    return [
        *(
            {"value": str(n), "zh": chinese.get(n, str(n)), "en": english.get(n, str(n))}
            for n in grades
        ),
        UNKNOWN,
    ]


def _named(guidance: str) -> dict[int, str]:
    return {int(number): words.strip() for number, words in _GRADE.findall(guidance)}


def fill(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    rows = apps.get_model("surveys", "Question").objects.using(editor.connection.alias)
    for row in rows.filter(choices=[]):
        row.choices = choices_of(
            row.kind, row.minimum, row.maximum, row.guidance_zh, row.guidance_en
        )
        row.save(update_fields=["choices"])


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0009_question_choices"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
