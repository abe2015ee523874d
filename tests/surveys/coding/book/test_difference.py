"""What differs between two versions, word by word."""

from __future__ import annotations

import pytest

from surveys.coding.book.difference import (
    MOST_WORDS,
    EntryChange,
    Part,
    changes_between,
    word_parts,
)
from surveys.models import CodebookVersion
from tests.surveys.coding.book.shelf import added, first_version, next_version, ruled_otherwise


def test_words_are_compared_and_not_lines() -> None:
    assert word_parts("a draft is a no", "a draft is a yes") == [
        Part("", "a draft is a "),
        Part("del", "no"),
        Part("ins", "yes"),
    ]
    assert word_parts("草案为否", "草案为筹备中") == [
        Part("", "草案为"),
        Part("del", "否"),
        Part("ins", "筹备中"),
    ]
    assert word_parts("", "new") == [Part("ins", "new")]
    assert word_parts("same", "same") == [Part("", "same")]


def test_a_very_long_text_is_not_compared_word_by_word() -> None:
    old, new = "甲" * MOST_WORDS, "乙" * MOST_WORDS
    assert word_parts(old, new) == [Part("del", old), Part("ins", new)]


def _shown(old: CodebookVersion, new: CodebookVersion) -> list[EntryChange]:
    return changes_between(old.content, new.content)


@pytest.mark.django_db
def test_only_what_differs_is_shown() -> None:
    first = first_version()
    assert _shown(first, first) == []
    second = next_version(ruled_otherwise("leading_group", "no"))
    [change] = _shown(first, second)
    assert (change.code, change.kind) == ("leading_group", "changed")
    [field] = change.fields
    assert Part("del", "in_preparation") in field.parts
    third = next_version(added("added_flag"))
    assert [(one.code, one.kind) for one in _shown(second, third)] == [("added_flag", "added")]
    assert [(one.code, one.kind) for one in _shown(third, second)] == [("added_flag", "removed")]


@pytest.mark.django_db
def test_a_rule_taken_out_is_told_by_its_case() -> None:
    first = first_version()
    second = next_version(lambda entries: entries["gep_standard"]["rules"].pop())
    [change] = _shown(first, second)
    assert [part.op for field in change.fields for part in field.parts] == ["del"]


@pytest.mark.django_db
def test_a_rule_of_all_questions_is_one_change() -> None:
    first = first_version()
    content = {**first.content, "general": first.content["general"][1:]}
    [change] = changes_between(first.content, content)
    assert (change.code, change.kind) == ("general", "changed")
