"""What all letters say, and what each says alone."""

from __future__ import annotations

from surveys.coding.side_by_side import MOST_CHARACTERS, Letter, Words, columns_of

A = "甲市已成立小组。\n甲市尚无标准。另有附件。"
B = "乙市已成立小组。乙市尚无\n标准。"
C = "丙市已成立小组。丙市已有标准。"


def test_what_not_all_say_is_marked_and_names_are_told_apart() -> None:
    one, other = columns_of([Letter(A, {"甲市"}), Letter(B, {"乙市", "乙"})])
    assert one == [
        Words("甲市", name=True),
        Words("已成立小组。\n"),
        Words("甲市", name=True),
        Words("尚无标准。"),
        Words("另有附件。", own=True),
    ]
    assert [words.text for words in other if words.own] == []
    assert "".join(words.text for words in other) == B


def test_a_sentence_that_one_of_three_lacks_is_marked_in_the_others() -> None:
    columns = columns_of([Letter(A, {"甲市"}), Letter(B, {"乙市"}), Letter(C, {"丙市"})])
    own = ["".join(words.text for words in column if words.own) for column in columns]
    assert own == ["甲市尚无标准。另有附件。", "乙市尚无\n标准。", "丙市已有标准。"]


def test_nothing_beside_nothing() -> None:
    assert columns_of([]) == []
    assert columns_of([Letter("", {""}), Letter(A, ())])[0] == []


def test_a_line_that_a_page_breaks_goes_on_and_a_heading_ends_with_its_line() -> None:
    wide = (
        "甲市人民政府\n答复书第3号\n您申请公开的信息收悉，经审查现答\n复如下：我市已成立领导小组。"
    )
    narrow = (
        "乙市人民政府\n答复书第9号\n您申请公开的信息收悉，经审查\n现答复如下：我市已成立领导小组。"
    )
    one, other = columns_of([Letter(wide, {"甲市"}), Letter(narrow, {"乙市"})])
    assert [words.text for words in one if words.own] == ["答复书第3号\n"]
    assert [words.text for words in other if words.own] == ["答复书第9号\n"]


def test_a_long_name_does_not_join_a_heading_to_the_text() -> None:
    end = "答复书\n关于您咨询的情况，现答复如下：\n暂无资料。"
    names = ("黔南布依族苗族自治州发展和改革委员会", "甲市发改委")
    for column in columns_of([Letter(name + end, {name}) for name in names]):
        assert not any(words.own for words in column)


def test_a_long_letter_is_cut() -> None:
    [column] = columns_of([Letter("字。" * MOST_CHARACTERS, ())])
    assert sum(len(words.text) for words in column) == MOST_CHARACTERS
