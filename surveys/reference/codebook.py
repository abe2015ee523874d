"""The codebook loaded from files: rows of questions, and a version where the files changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from surveys.coding.book.content import (
    EXTRAS,
    GENERAL,
    Content,
    Rule,
    digest,
    entries_of,
    entry_of,
    facts_of,
    skip_parse,
)
from surveys.coding.book.services.version import version_store
from surveys.models import CodebookVersion, Question
from surveys.models.code import Choice
from surveys.reference.row import BadCell, Cells, Row, line_of
from surveys.reference.rule_row import rule_code, rules_read
from surveys.reference.services import Report, questions_load


@transaction.atomic
def codebook_load(*, questions: Sequence[Row], rules: Sequence[Row]) -> list[Report]:
    """Questions and rules of the files as the newest version; none is made where they are as they
    were loaded last, so that what a manager published since stays.

    A question that changed in the files is taken from them whole, the others from the newest
    version. The caller rolls back where rows are refused.
    """
    newest = CodebookVersion.objects.first()
    held = entries_of(newest.content) if newest else {}
    marks = _marks(questions, rules)
    same = {code for code, mark in marks.items() if newest and newest.loaded.get(code) == mark}
    kept = {code: facts_of(held[code]) for code in same & held.keys()}
    report = questions_load(rows=questions, kept=kept)
    said = Report("codebookversion")
    rows = {row.get("code", ""): row for row in questions}
    read = _rules(rules, said.refused)
    _skips_check(questions, said.refused)
    if report.refused or said.refused:
        return [report, said]
    entries = []
    for question in Question.objects.order_by("position", "pk"):
        code = question.code
        old = held.get(code) if code in same or code not in rows else None
        extras = _extras(rows[code]) if code in rows else {}
        entries.append(
            {**old, "position": question.position}
            if old
            else entry_of(question, extras, read.get(code, []))
        )
    general = newest.content["general"] if newest and GENERAL in same else read.get(GENERAL, [])
    _keep(newest, {"general": general, "questions": entries}, marks, said)
    return [report, said]


def _keep(
    newest: CodebookVersion | None, content: Content, marks: Mapping[str, str], said: Report
) -> None:
    if newest and newest.sha256 == digest(content):
        said.unchanged = 1
        return
    version_store(content=content, loaded=dict(marks))
    said.added = 1


def _marks(questions: Sequence[Row], rules: Sequence[Row]) -> dict[str, str]:
    """A digest of what the files say of each question: another one where they were changed."""
    parts: dict[str, list[Any]] = {GENERAL: []}
    for row in questions:
        said = {name: text for name, text in row.items() if name != "indicators"}
        parts[row.get("code", "")] = [said]
    for row in rules:
        parts.setdefault(rule_code(row), []).append(dict(row))
    return {code: digest(part) for code, part in parts.items()}


def _rules(rows: Sequence[Row], refused: list[str]) -> dict[str, list[Rule]]:
    """A derived question has no answers of its own: it counts as yes or no."""
    derived = (Choice.YES.value, Choice.NO.value)
    answers = {row.code: tuple(row.words) or derived for row in Question.objects.all()}
    return rules_read(rows, answers, refused)


def _extras(row: Row) -> dict[str, str]:
    cells = Cells(row, Question)
    return {name: cells.text(name, field="guidance_zh", empty=True) for name in EXTRAS}


def _skips_check(rows: Sequence[Row], refused: list[str]) -> None:
    """What a question is skipped by is an answer of another one of the file."""
    words = {row.code: row.words for row in Question.objects.all()}
    for position, row in enumerate(rows):
        text = row.get("skip_when", "")
        try:
            skip = skip_parse(text)
            known = words.get(skip.question, {}) if skip else {}
            if skip and (skip.question == row["code"] or not set(skip.answers) <= set(known)):
                raise ValueError
        except ValueError:
            error = BadCell("skip_when", text, "another question = its answers expected")
            refused.append(f"questions.csv line {line_of(row, position)}, {error}")
