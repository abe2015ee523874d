"""A round of two cities that is right in every row."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.models import City, Edition, Organ, Question, Round
from surveys.models.question import Question as Asked
from tests.builders import (
    OPENS,
    Cast,
    make_cast,
    make_city,
    make_edition,
    make_organ,
    make_outcome,
    make_question,
    make_round,
)
from tests.surveys.files.samples import pdf_file
from tests.surveys.past.books import ANSWERS, LETTERS, REPLIES, Book

WORDS = "已成立市生态产品价值实现专项领导小组"


@dataclass
class Small:
    cast: Cast
    edition: Edition
    round: Round
    city: City
    other: City
    organ: Organ
    group: Question
    quality: Question
    book: Book


def make_small() -> Small:
    """Two cities, three letters, two replies, four answers, three files."""
    city, other = make_city("甲市"), make_city("乙市")
    edition = make_edition("2025-past")
    for channel in ("disclosure", "consultation"):
        make_outcome(
            channel, f"{channel}_said", name_zh="予以公开" if channel[0] == "d" else "实质答复"
        )
    small = Small(
        make_cast(),
        edition,
        make_round(edition),
        city,
        other,
        make_organ(city, name="甲市发展和改革委员会", kind=Organ.Kind.DEVELOPMENT_REFORM),
        make_question("leading_group", organ=Organ.Kind.DEVELOPMENT_REFORM),
        make_question("reply_quality", kind=Asked.Kind.ORDINAL, minimum=0, maximum=4),
        Book(),
    )
    _letters(small.book)
    _replies(small.book)
    _answers(small.book)
    return small


def _letters(book: Book) -> None:
    book.put(
        LETTERS,
        key="L1",
        city="甲市",
        organ="甲市发展和改革委员会",
        channel="依申请公开",
        sent=OPENS.isoformat(),
        route="EMS",
        received="3月6日",
        extended="2025.3.20",
        days=15,
    )
    book.put(
        LETTERS,
        key="L2",
        city="甲市",
        organ="甲市发展和改革委员会",
        channel="政府咨询",
        sent=45720,  # 2025-03-04, as a spreadsheet counts
    )
    book.put(
        LETTERS,
        key="L3",
        city="乙",
        organ="乙市人民政府办公室",
        organ_kind="政府办",
        channel="consultation",
    )


def _replies(book: Book) -> None:
    told = {"received": "2025-04-20", "dated": "2025年4月18日", "number": "甲发改〔2025〕1号"}
    book.put(REPLIES, key="R1", letter="L1", outcome="予以公开", file="复函.pdf", **told)
    book.put(REPLIES, key="R1", letter="L2", outcome="实质答复")
    book.put(
        REPLIES, key="R2", letter="L3", outcome="实质答复", received="2025/4/2", file="邮件.TXT"
    )
    book.files["复函.pdf"] = pdf_file("关于信息公开的答复", f"经查，{WORDS}。")
    book.files["邮件.txt"] = "本市尚未成立领导小组。".encode("gb18030")


def _answers(book: Book) -> None:
    quoted = {"file": "复函.pdf", "page": 2, "quotation": WORDS}
    coder = {"coder": "coder", "reviewer": "reviewer"}
    book.put(ANSWERS, city="甲市", question="leading_group", answer="是", **coder, **quoted)
    book.put(ANSWERS, city="甲市", question="leading_group", coder="coder", **_search())
    book.put(ANSWERS, city="甲市", question="reply_quality", answer=4, **quoted)
    mail = {"file": "邮件.txt", "quotation": "尚未成立领导小组"}
    book.put(ANSWERS, city="乙市", question="leading_group", answer="否", coder="coder", **mail)
    page = {"file": "网页/乙.txt", "quotation": "乙市公报", "url": "https://example.org/a"}
    second = {"coder": "second-coder", "answer": "否"}
    book.put(ANSWERS, city="乙市", question="leading_group", **second, **page)
    book.files["网页/乙.txt"] = "乙市公报第三期".encode()


def _search() -> dict[str, object]:
    return {"place": "市政府网站", "words": "领导小组", "searched": "2025-05-06"}
