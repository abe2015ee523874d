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
# A word that has another meaning beside the one of the glossary: message or line, and why.
OTHERWISE: dict[tuple[str, str], str] = {}
# The same of a whole document: its name and the word.
IN_DOCUMENTS = {("operations.md", "日志"): "the server's log, which is not the history"}
CODE = re.compile(r"`[^`]*`")
# These tell which words are not used.
ABOUT_WORDS = {"decisions.md", "translation.md"}
DOCUMENTS = [
    path
    for path in (*sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("README*.md")))
    if path.name not in ABOUT_WORDS
]


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
    wrong = [
        (other, source)
        for source, translated in _messages()
        for other in (*_english(word, source), *_chinese(word, translated))
        if (other, source) not in OTHERWISE
    ]
    assert wrong == []


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.name_en)
def test_no_document_says_another_word(word: Word) -> None:
    """Nor in any line of the documentation; code in it is nobody's wording."""
    wrong = [
        (path.name, other, line)
        for path in DOCUMENTS
        for line in path.read_text(encoding="utf-8").splitlines()
        for said in [CODE.sub("", line)]
        for other in (
            _english(word, said) if path.name.endswith(".en.md") else _chinese(word, said)
        )
        if (path.name, other) not in IN_DOCUMENTS
    ]
    assert wrong == []


def _english(word: Word, text: str) -> list[str]:
    """The words of `text` that stand in the place of the glossary's."""
    others = filter(None, word.instead_en.split("|"))
    return [one for one in others if re.search(rf"\b{one}s?\b", text, re.IGNORECASE)]


def _chinese(word: Word, text: str) -> list[str]:
    return [one for one in word.instead_zh.split("|") if one and one in text]


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
