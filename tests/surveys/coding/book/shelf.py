"""The shipped codebook as version 1, and later versions made from it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from surveys.coding.book.content import Content, Entry, entries_of, facts_of
from surveys.coding.book.services.version import version_store
from surveys.models import CodebookDraft, CodebookVersion, Question
from surveys.reference.codebook import codebook_load
from tests.builders import Cast
from tests.scoring.inputs.sheets import reference_rows

Change = Callable[[dict[str, Entry]], Any]


def first_version() -> CodebookVersion:
    codebook_load(questions=reference_rows("questions.csv"), rules=reference_rows("rules.csv"))
    return CodebookVersion.objects.get()


def second_draft(cast: Cast) -> CodebookDraft:
    """Beside the one that there may be."""
    facts = {"base": first_version(), "content": {}, "saved_by": cast.manager}
    return CodebookDraft.objects.create(pk=2, **facts)


def next_version(change: Change, again: tuple[str, ...] = ()) -> CodebookVersion:
    """With the rows of questions like it."""
    newest = CodebookVersion.objects.first()
    assert newest is not None
    content: Content = copy.deepcopy(newest.content)
    entries = entries_of(content)
    change(entries)
    content["questions"] = list(entries.values())
    for entry in content["questions"]:
        Question.objects.update_or_create(code=entry["code"], defaults=facts_of(entry))
    return version_store(content=content, why="For a test", again=list(again))


def ruled_otherwise(code: str, ruling: str = "yes") -> Change:
    """The first rule of the question decides otherwise."""

    def change(entries: dict[str, Entry]) -> None:
        entries[code]["rules"][0]["ruling"] = ruling

    return change


def added(code: str, like: str = "leading_group") -> Change:
    """One more question, at the end."""

    def change(entries: dict[str, Entry]) -> None:
        names = {"name_zh": f"新题{code}", "name_en": f"New {code}", "skip_when": ""}
        entries[code] = {**entries[like], **names, "code": code, "position": 99, "rules": []}

    return change
