"""Letters, pages and searches: marked as synthetic, and each quotation stands in its text."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from ecoasset.demo.fixture import DemoAnswer, DemoEdition
from ecoasset.demo.letters import (
    MARK,
    Letter,
    letter_text,
    organ_name,
    reply_letter,
    search_record,
    web_page,
)
from ecoasset.demo.making.reference import Reference

# A document number such as 某政发〔2023〕1号, whatever its brackets.
DOCUMENT_NUMBER = re.compile(r"[〔\[【（(]\s*20\d\d\s*[〕\]】）)]\s*第?\d+\s*号")


@pytest.fixture(scope="module", params=["demo_2023", "demo_2024"])
def edition(request: pytest.FixtureRequest) -> DemoEdition:
    edition: DemoEdition = request.getfixturevalue(request.param)
    return edition


@pytest.fixture(scope="module")
def names(reference: Reference) -> dict[str, str]:
    return {city["adcode"]: city["name"] for city in reference.cities}


@pytest.fixture(scope="module")
def topics(reference: Reference) -> dict[str, str]:
    return {question["code"]: question["name_zh"] for question in reference.questions}


@pytest.fixture(scope="module")
def letters(
    edition: DemoEdition, names: dict[str, str], topics: dict[str, str]
) -> dict[str, Letter]:
    """Every reply of the edition by the key of each request that it answers."""
    by_city = defaultdict(list)
    for answer in edition.answers:
        by_city[answer.adcode].append(answer)
    return {
        key: reply_letter(names[reply.adcode], reply, by_city[reply.adcode], topics)
        for reply in edition.replies
        for key, _outcome in (*reply.letters, (reply.key, ""))
    }


def test_every_answer_from_a_reply_is_quoted_in_its_letter(
    edition: DemoEdition, letters: dict[str, Letter]
) -> None:
    cited = [answer for answer in edition.answers if answer.basis == "reply"]
    assert len(cited) > 1000
    for answer in cited:
        letter = letters[answer.request]
        assert letter.quotations[answer.question] in letter.text


def test_letters_are_marked_at_top_and_bottom_and_carry_no_number(
    letters: dict[str, Letter],
) -> None:
    for letter in letters.values():
        lines = letter.text.splitlines()
        assert lines[0] == lines[-1] == MARK
        assert not DOCUMENT_NUMBER.search(letter.text)
        assert "印章" not in letter.text


def test_every_answer_from_the_web_is_quoted_on_its_page(
    edition: DemoEdition, names: dict[str, str], topics: dict[str, str]
) -> None:
    pages = [answer for answer in edition.answers if answer.basis == "web"]
    assert len(pages) > 1000
    for answer in pages:
        page = web_page(names[answer.adcode], answer, topics[answer.question])
        assert page.quotations[answer.question] in page.text
        assert page.text.startswith(MARK)
        assert "，见。" not in page.text


def test_only_negative_or_empty_answers_rest_on_a_search(
    edition: DemoEdition, names: dict[str, str], topics: dict[str, str]
) -> None:
    searched = [answer for answer in edition.answers if answer.basis == "search"]
    assert {answer.evidence_value for answer in searched} == {"no", "0"}
    record = search_record(names[searched[0].adcode], searched[0], topics[searched[0].question])
    assert record.place.startswith(MARK)
    assert record.words


def test_titles_say_that_they_are_synthetic(edition: DemoEdition) -> None:
    titles = {answer.detail_zh for answer in edition.answers if answer.detail_zh}
    assert titles
    assert all("演示文件" in title and "（合成）" in title for title in titles)


@pytest.mark.parametrize(
    ("city", "name"),
    [
        ("南平市", "南平市人民政府办公室"),
        ("甘孜藏族自治州", "甘孜藏族自治州人民政府办公室"),
        ("阿里地区", "阿里地区行政公署办公室"),
        ("锡林郭勒盟", "锡林郭勒盟行政公署办公室"),
    ],
)
def test_government_office_is_named_after_the_kind_of_government(city: str, name: str) -> None:
    assert organ_name(city, "government_office") == name


def test_a_prefecture_speaks_of_itself_in_its_own_way(
    demo_2023: DemoEdition, topics: dict[str, str]
) -> None:
    answer = next(a for a in demo_2023.answers if a.question == "gep_standard")
    for city, word in (("甘孜藏族自治州", "我州"), ("阿里地区", "我地区"), ("兴安盟", "我盟")):
        text = web_page(city, answer, topics["gep_standard"]).text
        assert word in text


def test_text_holds_each_given_sentence_once(demo_2023: DemoEdition) -> None:
    text = letter_text("南平市", demo_2023.replies[0], ["第一句。", "第二句。"])
    assert (text.count("第一句。"), text.count("第二句。")) == (1, 1)


def test_same_answer_gives_the_same_text(
    demo_2023: DemoEdition, names: dict[str, str], topics: dict[str, str]
) -> None:
    answer: DemoAnswer = next(a for a in demo_2023.answers if a.basis == "web")
    first, second = (
        web_page(names[answer.adcode], answer, topics[answer.question]) for _ in range(2)
    )
    assert first == second
