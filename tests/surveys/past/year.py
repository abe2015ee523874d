"""A year as a team keeps it: 337 cities, 700 letters, 1,900 answers, 400 files, and its flaws.

Everything is drawn by the number of the city, so that the same year comes out every day. Each
flaw stands in a city of its own, and says which rows it makes refused, and for what.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys.models import City
from tests.surveys.files.samples import pdf_file
from tests.surveys.files.test_reading_office import letter as docx
from tests.surveys.files.test_reading_office import paragraph
from tests.surveys.past.books import ANSWERS, LETTERS, REPLIES, Book

OPENS, CUTOFF = datetime.date(2023, 3, 1), datetime.date(2023, 9, 30)
TODAY = datetime.date(2024, 1, 15)
REPLIED, LETTERS_OF_ALL, ANSWERS_OF_ALL, FILES_OF_ALL = 265, 700, 1900, 400
QUESTIONS = (
    *("leading_group", "implementation_plan", "gep_standard", "gep_accounting"),
    *("property_registration", "reply_quality"),
)
FORMER = {"420600": "襄樊市", "421000": "荆沙市"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8"
    "cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
Found = tuple[str, int, str]


@dataclass
class Year:
    """`refused` are the findings that must come; counts are of letters, replies, answers, files."""

    book: Book = field(default_factory=Book)
    refused: set[Found] = field(default_factory=set)
    letters: dict[int, int] = field(default_factory=dict)
    replies: dict[int, int] = field(default_factory=dict)
    answers: dict[int, list[int]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)


def day_of(number: int, date: datetime.date) -> Any:
    """As one person after another types a day."""
    return (
        date.isoformat(),
        date,
        f"{date.year}.{date.month}.{date.day}",
        f"{date.month}月{date.day}日",
        (date - datetime.date(1899, 12, 30)).days,
        f"{date.year}年{date.month}月{date.day}日",
        f"{date:%Y%m%d}",
        f"{date.year}/{date.month}/{date.day}",
    )[number % 8]


def words_of(city: City) -> str:
    return f"{city.name}已印发生态产品价值实现机制实施方案（{city.adcode}号）"


def file_of(number: int, city: City) -> tuple[str, bytes]:
    """A reply as it comes in: text of two encodings, Word, PDF, mail, a scan."""
    text = f"关于信息公开申请的答复\n经查，{words_of(city)}。\n特此答复。"
    kinds: Sequence[tuple[str, bytes]] = (
        ("txt", text.encode()),
        ("TXT", text.encode("gb18030")),
        ("docx", docx("".join(paragraph(line) for line in text.split("\n")))),
        ("pdf", pdf_file(text)),
        ("eml", f"From: a@example.org\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode()),
        ("png", PNG + city.adcode.encode()),
    )
    ending, content = kinds[number % len(kinds)]
    return f"复函/{city.adcode}答复.{ending}", content


def make_year(cities: Sequence[City], size: int = 337) -> Year:
    """Of the first `size` cities; smaller ones have the same flaws."""
    year = Year()
    cities = cities[:size]
    share = size / 337
    for number, city in enumerate(cities):
        _letters(year, number, city, round(26 * share))
    for number, city in enumerate(cities[: round(REPLIED * share)]):
        _reply(year, number, city)
    pages = round((FILES_OF_ALL - REPLIED) * share)
    for number, city in enumerate(cities):
        _answers(year, number, city, len(cities) - pages, round(215 * share))
    return year


def _letters(year: Year, number: int, city: City, second_waves: int) -> None:
    sent = OPENS + datetime.timedelta(number % 20)
    name = FORMER.get(city.adcode) or (city.adcode if number % 3 else city.name)
    organ = {"city": name, "organ_kind": "发改委", "organ": f"{city.name}发展和改革委员会"}
    year.letters[number] = year.book.put(
        LETTERS,
        key=f"{number}-1",
        channel="依申请公开",
        sent=day_of(number, sent),
        route=("EMS", "网上", "邮件", "当面", None, "-")[number % 6],
        received=day_of(number + 1, sent + datetime.timedelta(3)) if number % 4 else None,
        **organ,
    )
    other = {"organ_kind": "自然资源局", "organ": f"{city.name}自然资源局", "city": name}
    year.book.put(
        LETTERS,
        key=f"{number}-2",
        channel="政府咨询",
        sent=day_of(number + 2, sent),
        part="property_registration",
        **other,
    )
    if number < second_waves:
        late = day_of(number, sent + datetime.timedelta(30))
        year.book.put(LETTERS, key=f"{number}-3", channel="政府咨询", wave=2, sent=late, **other)
    if number % 50 == 0:
        year.book.blank(LETTERS)


def _reply(year: Year, number: int, city: City) -> None:
    came = OPENS + datetime.timedelta(40 + number % 60)
    name, content = file_of(number, city)
    year.book.files[name] = content
    year.names[number] = name
    year.replies[number] = year.book.put(
        REPLIES,
        key=f"R{number}",
        letter=f"{number}-1",
        outcome=("予以公开", "部分公开", "本机关不掌握", "granted")[number % 4],
        received=day_of(number + 3, came),
        dated=day_of(number + 5, came - datetime.timedelta(2)),
        number=f"{city.short_name}发改函〔2023〕{number}号",
        file=name.rpartition("/")[2] if number % 2 else name,
    )
    year.book.put(REPLIES, key=f"R{number}", letter=f"{number}-2", outcome="实质答复")


def _answers(year: Year, number: int, city: City, first_page: int, grades: int) -> None:
    """Five of each city, and the grade of some; each fifth reading has a second coder's beside."""
    if number >= first_page:
        year.book.files[f"网页/{city.adcode}.html"] = (
            f"<html><body><p>{words_of(city)}</p></body></html>".encode()
        )
    rows = []
    for place, question in enumerate(QUESTIONS):
        if question == "reply_quality" and number >= grades:
            continue
        proof = _proof(year, number, city, place, first_page)
        value = 4 if question == "reply_quality" else ("是" if "file" in proof else "否")
        if question == "reply_quality" and "file" not in proof:
            value = 0
        coder, reviewer = (("coder", "reviewer"), ("second-coder", None), (None, None))[
            (number + place) % 3
        ]
        told = {"answer": value, "coder": coder, "reviewer": reviewer, **proof}
        city_name = city.name if place % 2 else city.adcode
        rows.append(year.book.put(ANSWERS, city=city_name, question=question, **told))
    year.answers[number] = rows


def _proof(year: Year, number: int, city: City, place: int, first_page: int) -> dict[str, Any]:
    """The reply's words, the page's, or where somebody looked in vain."""
    if number >= first_page and place < 2:
        page = {"file": f"网页/{city.adcode}.html", "url": f"https://example.org/{city.adcode}"}
        return {"quotation": words_of(city), **page}
    if number in year.names and place < 3:
        return {"file": year.names[number], "quotation": words_of(city)}
    day = day_of(number, CUTOFF - datetime.timedelta(number % 30))
    return {"place": "市政府门户网站", "words": "生态产品 核算", "searched": day}


def flaws_put(year: Year, cities: Sequence[City]) -> Iterator[str]:
    """One after another, each in a city of its own; tells its name."""
    book = year.book
    at = iter(range(2, len(cities)))

    def rest(number: int, code: str, *, letter: bool = True) -> None:
        """All that rests on the letter or the reply of a city."""
        reply = year.replies[number]
        if letter:
            year.refused |= {("答复", reply, "letter_refused"), ("答复", reply + 1, "row_refused")}
        for row in year.answers[number][: 3 if len(year.answers[number]) else 0]:
            year.refused.add(("答案", row, code))

    def change(kind: Any, row: int, **values: Any) -> None:
        book.rows[kind][row - 2] = {**(book.rows[kind][row - 2] or {}), **values}

    number = next(at)
    twice = book.put(
        LETTERS, **{**(book.rows[LETTERS][year.letters[number] - 2] or {}), "key": "x"}
    )
    year.refused |= {
        ("函件", year.letters[number], "letter_twice"),
        ("函件", twice, "letter_twice"),
    }
    rest(number, "reply_refused")
    yield "a letter named twice"
    for name, values, code in (
        ("unknown city", {"city": "火星市"}, "unknown_city"),
        ("a province", {"city": "吉林省"}, "province"),
        ("unknown organ", {"organ": "龙宫", "organ_kind": None}, "unknown_organ"),
        ("no such day", {"sent": "2023-02-30"}, "not_a_date"),
        ("a formula without result", {"received": "=A1"}, "no_result"),
        ("a route of consultations", {"route": "市长信箱"}, "rule"),
        ("received before it was sent", {"received": "2023-03-01", "sent": "2023-03-05"}, "rule"),
        ("an extension of no length", {"extended": "2023-03-25"}, "rule"),
    ):
        number = next(at)
        change(LETTERS, year.letters[number], **values)
        year.refused.add(("函件", year.letters[number], code))
        rest(number, "reply_refused")
        yield name
    for name, values, code in (
        ("reply before its letter", {"received": "2023-03-01", "dated": None}, "rule"),
        ("an outcome that is none", {"outcome": "同意"}, "word"),
        ("a file that is not there", {"file": "丢失.pdf"}, "file_missing"),
    ):
        number = next(at)
        row = year.replies[number]
        change(REPLIES, row, **values)
        year.refused |= {("答复", row, code), ("答复", row + 1, "row_refused")}
        if name != "a file that is not there":
            rest(number, "reply_refused", letter=False)
        else:
            # The file lies there, and the answers name it for themselves.
            pass
        yield name
    yield from _flaws_of_answers(year, at, change)


def _flaws_of_answers(year: Year, at: Iterator[int], change: Any) -> Iterator[str]:
    for name, values, code in (
        ("words that are not there", {"quotation": "全市没有这句话"}, "quotation_absent"),
        ("a question that is none", {"question": "天气"}, "no_question"),
        ("a value that is none", {"answer": "也许"}, "word"),
        ("nobody's account", {"coder": "张三"}, "no_person"),
        ("own review", {"coder": "manager", "reviewer": "manager"}, "own_review"),
        ("a review by who may not", {"coder": "coder", "reviewer": "outsider"}, "not_a_reviewer"),
        ("words without a file", {"file": None}, "quotation_alone"),
    ):
        number = next(n for n in at if n % 6 not in (5,))  # of a scan nothing can be said
        row = year.answers[number][0]
        change(ANSWERS, row, **values)
        year.refused.add(("答案", row, code))
        yield name
    year.book.files["多余.pdf"] = pdf_file("无人提及")
    year.refused.add(("", 0, "file_not_named"))
    yield "a file that nobody names"
