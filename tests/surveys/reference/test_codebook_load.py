"""The codebook of the files as a version: made where they changed, and never over a manager's."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from surveys.coding.book.content import FACTS, GENERAL, entries_of, rules_of, skip_parse
from surveys.coding.book.services.version import version_store
from surveys.models import CodebookVersion, Edition, Question
from surveys.reference.codebook import codebook_load
from surveys.rounds.services.edition import edition_open
from tests.builders import make_edition
from tests.scoring.inputs.sheets import reference_rows

pytestmark = pytest.mark.django_db
Rows = list[dict[str, str]]
# What the survey's answers have raised, by question.
CASES = {
    GENERAL: {
        *("tick_and_remark", "both_ticked", "other_city_document", "passing_mention", "oral"),
        *("facts_in_refusal", "facts_in_correction", "facts_in_third_party", "hearsay"),
        *("issuing_awaited", "intention"),
    },
    "leading_group": {
        *("draft_or_issued", "other_level", "yangtze_with_duty", "yangtze_without_duty"),
        *("joint_conference", "task_force", "committee"),
    },
    "leading_group_head": {"being_set_up"},
    "implementation_plan": {"expired", "expires_before_cutoff", "forwarding", "other_level"},
    "gep_standard": {"national_standard"},
    "gep_accounting": {"by_province", "county_done_city_commissioned"},
    "reply_quality": {
        *("reasoned_refusal", "referral_without_contact", "missing_attachment"),
        *("referral_usable", "checkable"),
    },
}


def _rows() -> tuple[Rows, Rows]:
    return (
        [dict(row) for row in reference_rows("questions.csv")],
        [dict(row) for row in reference_rows("rules.csv")],
    )


def _load(questions: Rows | None = None, rules: Rows | None = None) -> list[str]:
    """What was refused."""
    plain = _rows()
    reports = codebook_load(questions=questions or plain[0], rules=rules or plain[1])
    return [reason for report in reports for reason in report.refused]


def _newest() -> CodebookVersion:
    found = CodebookVersion.objects.first()
    assert found is not None
    return found


def test_the_shipped_codebook_is_version_one() -> None:
    before = make_edition(frozen=True)
    assert _load() == []
    version = _newest()
    assert (version.number, version.made_by, version.again) == (1, None, [])
    entries = entries_of(version.content)
    stored = {row.code: row for row in Question.objects.all()}
    assert entries.keys() == stored.keys() == set(version.codes)
    for code, entry in entries.items():
        assert {name: getattr(stored[code], name) for name in FACTS} == {
            name: entry[name] for name in FACTS
        }
        assert all(entry[name] for name in ("evidence_zh", "evidence_en", "rules")), code
    policy = [row for row in stored.values() if row.source == Question.Source.POLICY_DOCUMENT]
    assert len(policy) == 11
    for code, cases in CASES.items():
        assert cases <= {rule["case"] for rule in rules_of(version.content, code)}
    assert entries["leading_group_head"]["skip_when"] == "leading_group=no"
    before.refresh_from_db()
    assert before.codebook == version
    assert edition_open(actor=None, code="2031", year=2031, title_zh="甲").codebook == version


def test_the_national_standard_is_ruled_on_by_date() -> None:
    _load()
    rules = rules_of(_newest().content, "gep_standard")
    spans = [
        (rule["from"], rule["until"], rule["ruling"])
        for rule in rules
        if rule["case"] == "national_standard"
    ]
    assert spans == [("", "2025-12-30", "no"), ("2025-12-31", "", "yes")]


def test_loading_again_makes_no_version() -> None:
    _load()
    _load()
    assert CodebookVersion.objects.count() == 1


def test_a_changed_file_makes_the_next_and_leaves_editions_where_they_are() -> None:
    _load()
    edition = make_edition(codebook=_newest())
    questions, rules = _rows()
    questions[0]["guidance_en"] = "Another guidance."
    rules[-1]["until"] = "2030-01-01"
    assert _load(questions, rules) == []
    assert CodebookVersion.objects.count() == 2
    assert _newest().number == 2
    assert entries_of(_newest().content)["leading_group"]["guidance_en"] == "Another guidance."
    edition.refresh_from_db()
    assert edition.codebook is not None
    assert edition.codebook.number == 1


def test_what_a_manager_published_stays_until_the_file_says_otherwise() -> None:
    _load()
    content: dict[str, Any] = copy.deepcopy(_newest().content)
    entries = entries_of(content)
    for code in ("leading_group", "gep_standard"):
        entries[code]["guidance_en"] = "By hand."
        entries[code]["rules"] = []
    version_store(content=content, why="Clearer")
    Question.objects.filter(code__in=("leading_group", "gep_standard")).update(
        guidance_en="By hand."
    )
    _load()
    assert _newest().number == 2
    assert Question.objects.get(code="leading_group").guidance_en == "By hand."
    questions, rules = _rows()
    changed = next(row for row in questions if row["code"] == "gep_standard")
    changed["guidance_en"] = "By the file."
    _load(questions, rules)
    entries = entries_of(_newest().content)
    assert _newest().number == 3
    assert entries["gep_standard"]["guidance_en"] == "By the file."
    assert entries["gep_standard"]["rules"]
    assert entries["leading_group"]["guidance_en"] == "By hand."
    assert Question.objects.get(code="leading_group").guidance_en == "By hand."
    _load(questions, rules)
    assert CodebookVersion.objects.count() == 3


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("question", "no_such_question", "one of "),
        ("case", "Two words", "a lowercase name"),
        ("case", "both_ticked", "hold one after the other"),
        ("from", "2025-13-01", "there is no such day"),
        ("until", "1999", "a day such as"),
        ("until", "2019-12-31", "not before the day in from"),
        ("ruling", "perhaps", "one of "),
        ("text_zh", "", "a text expected"),
        ("example", "", "a text expected"),
    ],
)
def test_a_bad_rule_is_refused_with_its_line(column: str, value: str, reason: str) -> None:
    questions, rules = _rows()
    rules[0]["from"] = "2020-01-01"
    rules[0][column] = value
    if value == "both_ticked":
        rules[0]["question"] = rules[1]["question"]
    refused = _load(questions, rules)
    assert reason in refused[0]
    assert refused[0].startswith("rules.csv line ")
    assert not CodebookVersion.objects.exists()


@pytest.mark.parametrize("value", ["leading_group", "nothing=no", "leading_group=5", "=no"])
def test_a_question_is_skipped_by_an_answer_of_another(value: str) -> None:
    questions, rules = _rows()
    questions[1]["skip_when"] = value
    [refused] = _load(questions, rules)
    assert refused.startswith("questions.csv line 3, column skip_when")


def test_several_answers_skip_a_question() -> None:
    skip = skip_parse("leading_group=no unknown")
    assert skip is not None
    assert skip.answers == ("no", "unknown")


def test_a_version_is_never_changed() -> None:
    _load()
    version = _newest()
    with pytest.raises(PermissionDenied):
        version.save()
    with pytest.raises(PermissionDenied):
        CodebookVersion.objects.update(reason="other")
    assert Edition.objects.filter(codebook=version).count() == 0
