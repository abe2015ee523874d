"""Stored questions get the words that their screens had; answers, ranks and runs stay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import pytest

from scoring.models import ScoreRun
from scoring.products.appendix import appendix_export
from scoring.runs.reproduction import verify
from surveys.models import Answer, Question, TrailEntry
from surveys.reference.services import questions_load
from tests.migrating import migrate_to, newest_migration
from tests.scoring.inputs.sheets import reference_rows
from tests.scoring.scored import make_scored

migration = import_module("surveys.migrations.0010_choices_from_guidance")
BEFORE = "0008_trail_about"


@pytest.fixture
def forth_again() -> Iterator[None]:
    yield
    migrate_to("surveys", newest_migration("surveys"))


def _stored() -> list[Any]:
    runs = ScoreRun.objects.select_related("edition", "method").order_by("pk")
    return [
        [(run.input_hash, run.inputs_version, verify(run), _digest(run)) for run in runs],
        list(Answer.objects.order_by("pk").values_list("pk", "question", "choice", "number")),
        list(TrailEntry.objects.order_by("pk").values()),
    ]


def _before(row: Mapping[str, Any]) -> list[dict[str, str]]:
    """The answers that the screen of before offered to a question of today's files."""
    names = ("kind", "minimum", "maximum", "guidance_zh", "guidance_en")
    answers: list[dict[str, str]] = migration.choices_of(*(row[name] for name in names))
    return answers


def _digest(run: ScoreRun) -> str:
    return hashlib.sha256(appendix_export(run, "csv").content).hexdigest()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("forth_again", "evidence_folder")
def test_a_populated_database_goes_there_and_back() -> None:
    make_scored()
    own = Question.objects.create(
        code="own_grade",
        kind="ordinal",
        minimum=1,
        maximum=3,
        choices=[{"value": "1", "zh": "x", "en": "y"}],
        guidance_zh="1 低；2 高。",
        guidance_en="1 low; 2 high.",
        position=99,
    )
    before = _stored()
    assert [faults for _hash, _version, faults, _appendix in before[0]] == [[], []]
    questions = Question.objects.exclude(pk=own.pk).values()
    stood = list(questions)
    # Questions of today's files whose words were never on a screen of before.
    newer = [row["code"] for row in stood if _before(row) != row["choices"]]
    assert not {"leading_group", "reply_quality", "mnr_cases", "consultation_answered"} & {*newer}

    old = migrate_to("surveys", BEFORE).get_model("surveys", "Question")
    assert not hasattr(old, "choices")
    assert old.objects.count() == len(stood) + 1

    migrate_to("surveys", newest_migration("surveys"))
    kept = [row for row in stood if row["code"] not in newer]
    assert list(questions.exclude(code__in=newer)) == kept, "as the files have them"
    own.refresh_from_db()
    assert own.choices == [
        {"value": "1", "zh": "低", "en": "low"},
        {"value": "2", "zh": "高", "en": "high"},
        {"value": "3", "zh": "3", "en": "3"},
        migration.UNKNOWN,
    ]
    assert _stored() == before
    report = questions_load(rows=reference_rows("questions.csv"))
    told = (report.added, report.changed, report.refused)
    assert told == (0, len(newer), []), "for the others nothing to compute again"
