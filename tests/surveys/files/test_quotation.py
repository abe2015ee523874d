"""A quotation is found where all its letters stand in a row, and nowhere else."""

from __future__ import annotations

import random
import unicodedata

import pytest

from surveys.files.quotation import Found, Piece, letters_of, pieces_of, quotation_find
from surveys.files.radicals import EQUIVALENTS

# Sentences of the kind that organs write, with the traps of real letters.
REPLY = (
    "澄发改公开告〔2024〕37号\n市里没有为此另设专门的领导小组，\n"
    "相关工作由市生态文明建设领导小组统筹。"
)
DRAFT = "《栖河市实施方案（征求意见稿）》已于2024年8月5日至9月4日挂网征集意见。"
# As the text layers of ordinary PDFs hold them: radicals for characters.
RADICALS = "全市层面的⽣态产品总值核算尚未开展；⼈⺠政府办公室，负责⼈⻓期在外，⻔类⾃定。"


def found(text: str, quotation: str) -> int:
    return quotation_find(letters_of(text), quotation).times


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        (REPLY, "市里没有为此另设专门的领导小组"),
        (REPLY, "领导小组，相关工作"),
        (REPLY, "领导小组，\r\n  相关\t工作"),
        (RADICALS, "全市层面的生态产品总值核算尚未开展"),
        (RADICALS, "人民政府办公室，负责人长期在外，门类自定"),
        ("人民长门生自", "⼈⺠⻓⻔⽣⾃"),
        ("印发于2024 年 8 月", "2024年8月"),
        ("印发于2024年8月", "2024 年 8 月"),
        ("２０２４年（含附件）：Ａ１", "2024年(含附件):A1"),
        ("2024年", "２０２４年"),
        ("第①项", "第1项"),
        ("实施\u200b方\ufeff案\u00ad", "实施方案"),
        ("实施方案", "实\u2060施\u200d方案"),
        ("葛\U000e0100城", "葛城"),
        ("一页末\f二页首", "一页末二页首"),
        ("全角\u3000空格\u00a0与\u2028行", "全角空格与行"),
        ("面积 30㎡", "30m2"),
        ("cafe\u0301", "caf\u00e9"),
        ("caf\u00e9", "cafe\u0301"),
        ("1\t是否建立\t☑\t☐", "1 是否建立 ☑ ☐"),
        ("\uf900", "\u8c48"),
    ],
)
def test_what_means_the_same_is_found(text: str, quotation: str) -> None:
    assert found(text, quotation) == 1


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        (REPLY, "市里没有为此另设专门的工作小组"),
        (REPLY, DRAFT[:12]),
        (REPLY, "市里没有为此另设专门的领导小组统筹"),
        (REPLY, "市里没有……领导小组"),
        (REPLY, "澄发改公开告〔2024〕73号"),
        (REPLY, "澄发改公开告(2024)37号"),
        ("已出台", "未出台"),
        ("戶籍", "户籍"),
        ("☑是 ☐否", "☑否"),
        ("第㉑项", "第2"),
        ("㎡", "2"),
        ("30㎡", "30m"),
        ("caf\u00e9", "cafe"),
        ("cafe\u0301", "cafe"),
        (REPLY, ""),
        (REPLY, " \u200b\n"),
    ],
)
def test_what_is_only_like_it_is_not(text: str, quotation: str) -> None:
    assert found(text, quotation) == 0


@pytest.mark.parametrize("quotation", [DRAFT, DRAFT[3:17], RADICALS[5:]])
def test_a_changed_character_is_never_found(quotation: str) -> None:
    text = f"{REPLY}{DRAFT}{RADICALS}"
    assert found(text, quotation) == 1
    for place in range(len(quotation)):
        assert found(text, f"{quotation[:place]}鑫{quotation[place + 1 :]}") == 0
        assert found(text, f"{quotation[:place]}鑫{quotation[place:]}") == 0


def test_every_radical_stands_for_its_character() -> None:
    assert len(EQUIVALENTS) == 348
    for sign, character in EQUIVALENTS.items():
        assert found(f"前{sign}后", f"前{character}后") == 1
        assert found(f"前{character}后", f"前{sign}后") == 1
        assert "IDEOGRAPH" in unicodedata.name(character)
        assert unicodedata.normalize("NFKC", sign) in (sign, character)


def test_the_marks_stand_in_the_text_as_it_is_shown() -> None:
    assert pieces_of("前 ⼈⺠\u200b 政府 后", ["人民政府"]) == [
        Piece("前 "),
        Piece("⼈⺠\u200b 政府", marked=True),
        Piece(" 后"),
    ]
    assert pieces_of("面积30㎡。", ["30m2"]) == [
        Piece("面积"),
        Piece("30㎡", marked=True),
        Piece("。"),
    ]
    assert pieces_of(REPLY, ["不在其中"]) == [Piece(REPLY)]


def test_the_pages_are_told() -> None:
    paged = letters_of("\f封面\f一、领导小组\n由市长任组\f长。领导小组\f附件")
    assert quotation_find(paged, "封面") == Found(1, (1,))
    assert quotation_find(paged, "市长任组长") == Found(1, (2, 3)), "over the end of a page"
    assert quotation_find(paged, "领导小组") == Found(2, (2, 3))
    assert quotation_find(paged, "无此") == Found(0, ())
    assert quotation_find(letters_of(REPLY), "领导小组") == Found(2, ()), "a text without pages"


def test_a_text_of_full_length_is_read_in_one_pass() -> None:
    """Every letter once, and each quotation by one search, however much repeats."""
    chosen = random.Random(7)
    text = "".join(chosen.choice("生态产品价值实现") for _ in range(100_000)) + "生态产品" * 25_000
    letters = letters_of(text)
    assert (len(letters.letters), len(letters.places)) == (200_000, 200_000)
    for start in range(0, 20_000, 1_000):
        assert quotation_find(letters, text[start : start + 3_999]).times == 1
        assert quotation_find(letters, text[start : start + 3_998] + "无").times == 0
    assert quotation_find(letters, "生态").times == 2_000, "no more than anybody could look at"
