"""Lists of accounts as people paste them, and what is wrong with a line."""

from __future__ import annotations

import pytest

from surveys.people.pasted import NewAccount, lines_read

LIWEI = NewAccount("李伟", "liwei", "assistant")


@pytest.mark.parametrize(
    "text",
    [
        "李伟\tliwei\tassistant",
        "李伟\tliwei\t研究助理\t\t",
        "李伟,liwei,assistant",
        "李伟， liwei ，Research assistant",
        "李伟;liwei;ASSISTANT",
        "李伟；liwei；研究助理",
        "李伟 liwei assistant",
        "　李伟　liwei　研究助理　",
        "李伟  liwei   Research assistant",
        '"李伟","liwei","assistant"',
        "\ufeff李伟\tliwei\u200b\tassistant\r\n",
        "李伟\tｌｉｗｅｉ\tassistant",
    ],
)
def test_a_line_is_parted_as_it_was_typed(text: str) -> None:
    (line,) = lines_read(text, ())
    assert (line.account, line.problems) == (LIWEI, ())


def test_names_have_blanks_and_lists_have_headings_and_gaps() -> None:
    text = "姓名\t用户名\t角色\n\nLi Wei liwei reviewer\nWang Xiao Ming\twxm\tAnalyst\n"
    first, second = lines_read(text, ())
    assert (first.number, first.account) == (3, NewAccount("Li Wei", "liwei", "reviewer"))
    assert (second.number, second.account) == (4, NewAccount("Wang Xiao Ming", "wxm", "analyst"))
    assert not first.problems + second.problems


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("李伟,liwei", "Three things are needed, and 2 are here"),
        ("李伟", "Three things are needed, and 1 are here"),
        ("李伟,liwei,assistant,13800000000", "Three things are needed, and 4 are here"),
        (",liwei,assistant", "The name is missing."),
        ("李伟,,assistant", "The user name is missing."),
        ("李伟,liwei,", "There is no role “–”"),
        ("李伟 liwei boss", "There is no role “boss”"),
        (f"{'长' * 61},liwei,assistant", "longer than 60"),
        (f"李伟,{'l' * 61},assistant", "60"),
        ("李伟,li wei!,assistant", ""),
        ("李伟,Taken,assistant", "There is an account Taken already."),
    ],
)
@pytest.mark.usefixtures("english")
def test_what_is_wrong_is_said_of_its_line(text: str, told: str) -> None:
    good, bad, other = lines_read(f"王老师,wang,manager\n{text}\n张三,zhang,analyst", {"taken"})
    assert len(bad.problems) == 1
    assert told in bad.problems[0]
    assert (bad.number, good.problems, other.problems) == (2, (), ())


@pytest.mark.usefixtures("english")
def test_a_name_twice_is_told_at_the_second() -> None:
    first, second = lines_read("李伟,liwei,assistant\n李巍,LiWei,assistant", ())
    assert first.problems == ()
    assert second.problems == ("The same user name as in line 1.",)
