"""One word a concept: the glossary's words stand in both catalogues, the others do not."""

from __future__ import annotations

import re
from pathlib import Path

import polib
import pytest

from ecoasset.pages.guide import Word, glossary

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = polib.pofile(str(ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
WORDS = glossary()
# A word that has another meaning beside the one of the glossary: message, and why.
OTHERWISE: dict[tuple[str, str], str] = {}


def _messages() -> list[tuple[str, str]]:
    """English and Chinese of every message, plurals joined."""
    return [
        (
            " ".join(filter(None, (entry.msgid, entry.msgid_plural))),
            " ".join([entry.msgstr, *entry.msgstr_plural.values()]),
        )
        for entry in CATALOGUE
    ]


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.name_en)
def test_no_other_word_stands_for_it(word: Word) -> None:
    """In no message of either language."""
    english = [one for one in word.instead_en.split("|") if one]
    chinese = [one for one in word.instead_zh.split("|") if one]
    wrong = [
        (other, source)
        for source, translated in _messages()
        for other in (
            *(one for one in english if re.search(rf"\b{one}s?\b", source, re.IGNORECASE)),
            *(one for one in chinese if one in translated),
        )
        if (other, source) not in OTHERWISE
    ]
    assert wrong == []


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.name_en)
def test_both_languages_use_it(word: Word) -> None:
    """A word that no message holds is none of the product's."""
    assert any(
        re.search(rf"\b{re.escape(word.name_en)}", source, re.IGNORECASE)
        and word.name_zh in translated
        for source, translated in _messages()
    ), word


def test_a_word_stands_once() -> None:
    for names in ([word.name_en for word in WORDS], [word.name_zh for word in WORDS]):
        assert len(names) == len(set(names))


def test_every_word_has_its_meaning_in_both_languages() -> None:
    assert [word for word in WORDS if not (word.meaning_en and word.meaning_zh)] == []
