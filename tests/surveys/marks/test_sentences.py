"""Sentences of letters as they come: wrapped lines, points, tables, ticks, titles."""

from __future__ import annotations

import pytest

from surveys.marks.sentences import LONGEST, clauses_of, sentences_of


def _words(text: str) -> list[str]:
    return ["".join(text[one.start : one.end].split()) for one in sentences_of(text)]


def test_a_sentence_ends_at_its_sign_with_the_quotes_behind_it() -> None:
    text = "您好！信中写明“不再单设机构。”此外，没有文件；另行告知？"
    expected = ["您好！", "信中写明“不再单设机构。”", "此外，没有文件；", "另行告知？"]
    assert _words(text) == expected


@pytest.mark.parametrize(
    "whole",
    [
        "我市印发了《谁来保护？生态补偿办法》，现行有效。",
        "结果为318.6亿元，见 http://a.example/x?y=1;z=2 一页。",
        "It costs 3.5 million.",
    ],
)
def test_signs_that_end_nothing(whole: str) -> None:
    assert _words(whole) == ["".join(whole.split())]


def test_english_sentences() -> None:
    text = "It was issued in 2022. It is chaired by the mayor (see No. 40). None was found."
    assert len(sentences_of(text)) == 3


def test_a_line_that_the_margin_broke_goes_on() -> None:
    text = (
        "墨溪市生态环境局\n"
        "　　您在网站的咨询收到了。2022 年，我市云屏县和石渡区先后完成\n"
        "生态产品总值核算，成果经专家评审。\n"
        "墨溪市生态环境局\n2024 年 9月30日"
    )
    assert _words(text) == [
        "墨溪市生态环境局",
        "您在网站的咨询收到了。",
        "2022年，我市云屏县和石渡区先后完成生态产品总值核算，成果经专家评审。",
        "墨溪市生态环境局",
        "2024年9月30日",
    ]


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    line = "本机关翻查了近年以来的全部收发文登记和档案目录以及会议"
    found = sentences_of(f"\f　　{line}\f纪要，没有找到。")
    assert len(found) == 1


def test_points_open_sentences_and_keep_their_numbers() -> None:
    text = "现答复如下：一、已成立。（二）尚未开展；\n3.没有\n第4项，不掌握。\n⑤有。\n十二、无。"
    found = [(one.number, text[one.start : one.end]) for one in sentences_of(text)]
    assert [number for number, _words in found] == [0, 1, 2, 3, 4, 5, 12]
    assert found[1][1] == "一、已成立。"


def test_a_year_or_an_amount_is_no_point() -> None:
    assert [one.number for one in sentences_of("2022年已印发。\n3.5亿元。\n一是否则。")] == [
        0,
        0,
        0,
    ]


def test_a_row_of_a_table_and_a_line_with_ticks_stay_whole() -> None:
    text = "序号\t事项\t是\t否\n1\t是否成立？\t☑\t☐\n2. 是否核算？ 是 √ 否 □"
    assert len(sentences_of(text)) == 3
    assert len(sentences_of("回复内容\t您好！我市已印发。请查阅。")) == 3


def test_every_letter_stands_in_one_sentence() -> None:
    text = "甲\n\n　乙，丙。丁\t戊\f己；\r\n《庚。》"
    found = sentences_of(text)
    covered = [at for one in found for at in range(one.start, one.end)]
    assert len(covered) == len(set(covered))
    assert {at for at, sign in enumerate(text) if not sign.isspace()} <= set(covered)


def test_what_never_ends_is_cut() -> None:
    found = sentences_of("无标点" * 2000)
    assert max(one.end - one.start for one in found) <= LONGEST


def test_clauses_keep_titles_and_numbers_together() -> None:
    text = "经查，《甲，乙方案》共1,200字：已印发。"
    found = [text[start:end] for start, end in clauses_of(text, sentences_of(text)[0])]
    assert found == ["经查，", "《甲，乙方案》共1,200字：", "已印发。"]


def test_nothing_has_no_sentences() -> None:
    assert sentences_of("") == sentences_of(" \n\f\t") == []
