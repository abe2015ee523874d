"""What a sentence is worth for a question: what is asked named, answered, about the city itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from surveys.files.quotation import letters_of
from surveys.marks.lexicon import Lexicon, Role, lexicon_of, lexicon_read
from surveys.marks.read import Read
from surveys.marks.rules import CLOSELY, scored
from surveys.marks.subjects import subjects_of

WORDS = Path(settings.BASE_DIR) / "fixtures/reference/marks.csv"


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return lexicon_read(WORDS)


def _best(lexicon: Lexicon, question: str, text: str) -> str:
    read = Read(letters_of(text))
    found = scored(read, question, lexicon, subjects_of(read, lexicon))
    return read.words(max(found, key=lambda one: one.score).index) if found else ""


@pytest.mark.parametrize(
    ("question", "text", "best"),
    [
        # What was asked is repeated, then answered.
        ("gep_standard", "您询问GEP核算规范。核算规范尚未制定。", "核算规范尚未制定。"),
        (
            "gep_standard",
            "您询问的核算规范，我市尚未制定。此致。",
            "您询问的核算规范，我市尚未制定。",
        ),
        # Another level's document, then the city's own.
        (
            "implementation_plan",
            "省政府印发了《关于建立生态产品价值实现机制的实施方案》。我市没有另行印发实施方案。",
            "我市没有另行印发实施方案。",
        ),
        # The heading names it, the answer does not.
        ("leading_group", "一、关于领导小组\n尚未成立。\n二、关于核算\n已开展。", "尚未成立。"),
        ("gep_accounting", "二、您问：是否核算GEP？\n答：没有。", "答：没有。"),
        # The number of the point stands for what was asked.
        (
            "implementation_plan",
            "申请：1.领导小组；2.实施方案。\n第2项，已于5月印发。",
            "第2项，已于5月印发。",
        ),
        # A number of registration is no registration of ownership.
        ("property_registration", "登记号：CL-1。确权登记尚未启动。", "确权登记尚未启动。"),
    ],
)
def test_the_answer_is_worth_most(lexicon: Lexicon, question: str, text: str, best: str) -> None:
    assert _best(lexicon, question, text) == best


def test_radicals_and_blanks_do_not_hide_a_word(lexicon: Lexicon) -> None:
    text = "⽣态产 品总\n值核算尚未开展。"
    assert _best(lexicon, "gep_accounting", text)


def test_what_nobody_speaks_of_has_no_candidate(lexicon: Lexicon) -> None:
    assert _best(lexicon, "carbon_pilot", "您好！来信收悉，谢谢。") == ""
    assert _best(lexicon, "carbon_pilot", "") == ""


def test_only_so_many_are_looked_at_closely(lexicon: Lexicon) -> None:
    text = "扫黑除恶领导小组召开会议。\n" * 3000 + "市生态产品价值实现领导小组已成立。"
    read = Read(letters_of(text))
    found = scored(read, "leading_group", lexicon, subjects_of(read, lexicon))
    assert len(found) <= 3 * CLOSELY
    assert _best(lexicon, "leading_group", text) == "市生态产品价值实现领导小组已成立。"


def test_the_shipped_words_cover_every_coded_question(lexicon: Lexicon) -> None:
    lines = (WORDS.parent / "questions.csv").read_text("utf-8").splitlines()[1:]
    coded = {line.split(",")[0] for line in lines if ",derived," not in line}
    assert coded <= set(lexicon.questions)
    assert all(lexicon.words(question, Role.SUBJECT) for question in coded)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"role": "verdict"}, "verdict"),
        ({"weight": "0"}, "weight"),
        ({"weight": "9"}, "weight"),
        ({"words": "甲||乙"}, "no word"),
        ({"words": "…甲"}, "no word"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(row: dict[str, str], reason: str) -> None:
    fine = {"question": "a", "role": "subject", "weight": "1", "words": "甲|乙…丙"}
    assert lexicon_of([fine], "").words("a", Role.SUBJECT)[1].gapped is not None
    with pytest.raises(ValueError, match=f"line 3: .*{reason}"):
        lexicon_of([fine, {**fine, **row}], "")
