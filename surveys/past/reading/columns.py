"""The sheets of a round's workbook and their columns: the layout that is read and written.

Headings are not translated: a workbook means the same to every reader, whatever his language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from surveys.forms.days import Near
from surveys.models import Organ
from surveys.models.request import ApplicantType, Channel
from surveys.models.request_event import Call, EventKind, Result, Route
from surveys.past.reading.cells import (
    address_read,
    choice_words,
    day_reader,
    files_read,
    key_read,
    mark_read,
    optional_text,
    undated,
    whole_reader,
    word_reader,
    written_text,
    written_words,
)
from surveys.past.reading.choices import CHANNELS, ORGANS, ROUTES
from surveys.rounds.services.event import MOST_DAYS
from surveys.rounds.services.letter import MOST_WAVES
from surveys.sheets.headings import key_of
from surveys.sheets.records import Field

LONG = 4000
# The column that every exported table has: whether the row is made up.
SYNTHETIC = "synthetic"


class SheetKind(StrEnum):
    """By the name that is written; others that are read stand in `NAMES`."""

    LETTERS = "函件"
    EVENTS = "经过"
    REPLIES = "答复"
    ANSWERS = "答案"
    FILES = "文件"


NAMES: Mapping[str, SheetKind] = {
    **{key_of(kind.value): kind for kind in SheetKind},
    **{key_of(word): SheetKind.LETTERS for word in ("letters", "申请", "信函")},
    key_of("events"): SheetKind.EVENTS,
    key_of("事件"): SheetKind.EVENTS,
    **{key_of(word): SheetKind.REPLIES for word in ("replies", "回复", "回函")},
    **{key_of(word): SheetKind.ANSWERS for word in ("answers", "编码")},
    key_of("files"): SheetKind.FILES,
    key_of("附件"): SheetKind.FILES,
}
# By the column of the sheet of letters: the event that its day is of.
EVENT_COLUMNS: Mapping[str, EventKind] = {
    "sent": EventKind.SUBMITTED,
    "received": EventKind.RECEIVED,
    "acknowledged": EventKind.ACKNOWLEDGED,
    "correction_notice": EventKind.CORRECTION_NOTICE,
    "corrected": EventKind.CORRECTED,
    "extended": EventKind.EXTENDED,
    "fee_notice": EventKind.FEE_NOTICE,
    "fee_notice_received": EventKind.FEE_NOTICE_RECEIVED,
    "paid": EventKind.PAID,
    "refused_intake": EventKind.REFUSED_INTAKE,
    "withdrawn": EventKind.WITHDRAWN,
}
# A reply's own events come with it.
OF_EVENTS = tuple(k for k in EventKind if k not in (EventKind.REPLIED, EventKind.POSTED))


@dataclass(frozen=True)
class Spec:
    """A column: its headings, the Chinese one first, and whether a row needs it; `also` are what
    teams call it besides."""

    name: str
    zh: str
    en: str
    needed: bool = False
    also: tuple[str, ...] = ()


LETTERS = (
    Spec("key", "函件编号", "letter", True),
    Spec("round", "轮次", "round"),
    Spec("city", "城市", "city", True),
    Spec("organ", "机关", "organ", True),
    Spec("organ_kind", "机关类型", "kind of organ"),
    Spec("channel", "渠道", "channel", True),
    Spec("wave", "波次", "wave", also=("批次",)),
    Spec("part", "题目范围", "part", also=("问题范围",)),
    Spec("number", "查询号", "query number"),
    Spec("applicant", "申请人代号", "applicant"),
    Spec("applicant_type", "申请人类型", "kind of applicant"),
    Spec("sent", "寄出日期", "sent on"),
    Spec("route", "寄送途径", "route"),
    Spec("received", "签收日期", "received on"),
    Spec("acknowledged", "确认日期", "acknowledged on"),
    Spec("correction_notice", "补正通知日期", "correction asked on"),
    Spec("corrected", "补正收到日期", "corrected on"),
    Spec("extended", "延期通知日期", "extended on"),
    Spec("days", "延期工作日", "days of extension"),
    Spec("fee_notice", "收费通知日期", "fee asked on"),
    Spec("fee_notice_received", "收费通知送达日期", "fee notice received on"),
    Spec("paid", "缴费日期", "paid on"),
    Spec("refused_intake", "拒收日期", "refused at intake on"),
    Spec("withdrawn", "撤回日期", "withdrawn on"),
)
EVENTS = (
    Spec("key", "函件编号", "letter", True),
    Spec("kind", "事件", "event", True),
    Spec("date", "日期", "date", True),
    Spec("route", "寄送途径", "route"),
    Spec("days", "延期工作日", "days of extension"),
    Spec("call", "电话内容", "what was said"),
    Spec("result", "复议诉讼结果", "result"),
    Spec("outcome", "办理结果", "outcome", also=("结果",)),
    Spec("note", "备注", "note"),
    Spec("file", "文件", "file"),
    Spec("personal", "含个人信息", "personal data"),
)
REPLIES = (
    Spec("key", "答复编号", "reply", True),
    Spec("letter", "函件编号", "letter"),
    Spec("outcome", "办理结果", "outcome", also=("结果",)),
    Spec("received", "收到日期", "received on"),
    Spec("dated", "落款日期", "dated"),
    Spec("posted", "邮戳日期", "postmark"),
    Spec("round", "轮次", "round"),
    Spec("city", "城市", "city"),
    Spec("organ", "答复机关", "organ"),
    Spec("number", "文号", "document number"),
    Spec("summary", "摘要", "summary"),
    Spec("contact", "联系人", "contact"),
    Spec("file", "文件", "file"),
    Spec("personal", "含个人信息", "personal data"),
)
ANSWERS = (
    Spec("city", "城市", "city", True),
    Spec("question", "题目", "question", True, ("问题",)),
    Spec("answer", "答案", "answer"),
    Spec("detail", "具体内容", "what exactly"),
    Spec("note", "备注", "note"),
    Spec("form", "形式清单", "form checklist"),
    Spec("coder", "编码员", "coder", also=("编码人",)),
    Spec("reviewer", "审核员", "reviewer", also=("审核人",)),
    Spec("file", "文件", "file"),
    Spec("page", "页码", "page"),
    Spec("quotation", "引文", "quotation"),
    Spec("box", "选框", "box"),
    Spec("url", "网址", "address"),
    Spec("place", "检索处", "searched where"),
    Spec("words", "检索词", "search words"),
    Spec("searched", "检索日期", "searched on"),
)
FILES = (
    Spec("name", "文件名", "file name", True),
    Spec("sha256", "SHA-256", "sha256", True),
)
SPECS: Mapping[SheetKind, tuple[Spec, ...]] = {
    SheetKind.LETTERS: LETTERS,
    SheetKind.EVENTS: EVENTS,
    SheetKind.REPLIES: REPLIES,
    SheetKind.ANSWERS: ANSWERS,
    SheetKind.FILES: FILES,
}
_LENGTHS = {
    "key": 40,
    "letter": 40,
    "organ": 80,
    "part": 60,
    "number": 80,
    "applicant": 20,
    "outcome": 80,
    "summary": LONG,
    "contact": 120,
    "question": 120,
    "answer": 80,
    "detail": 300,
    "coder": 60,
    "reviewer": 60,
    "quotation": LONG,
    "box": 60,
    "form": 200,
    "place": 300,
    "words": 200,
    "name": 400,
    "sha256": 64,
    "city": 60,
}
# What stands there may be a word that elsewhere says that nothing is known.
_AS_WRITTEN = frozenset({"key", "answer", "quotation", "words", "name", "outcome", "city"})

# A day may stand there for what it is.
_FREE = frozenset({"quotation", "summary", "detail", "contact", "place", "words"})
# What one row calls another.
_KEYS = frozenset({"key", "letter"})


def fields_of(kind: SheetKind, near: Near, *, since_1904: bool = False) -> tuple[Field, ...]:
    """The columns of a sheet with what reads their cells; `near` is for days without a year,
    `since_1904` for those that are numbers."""
    readers = {**_readers(near, since_1904), **_words()}
    named = [
        Field(
            spec.name,
            (spec.zh, spec.en, *spec.also, *_alike(spec)),
            _reader(kind, spec.name, readers),
            spec.needed,
        )
        for spec in SPECS[kind]
    ]
    return (*named, Field(SYNTHETIC, (SYNTHETIC,), mark_read, needed=False))


def _alike(spec: Spec) -> tuple[str, ...]:
    """A day is a 日期 to some and a 时间 to others."""
    return (spec.zh.replace("日期", "时间"),) if spec.zh.endswith("日期") else ()


def _reader(kind: SheetKind, name: str, readers: Mapping[str, Any]) -> Any:
    if name == "file" and kind is not SheetKind.REPLIES:
        return optional_text(400)
    if name == "note":
        return optional_text(300 if kind is SheetKind.EVENTS else LONG)
    if name in readers:
        return readers[name]
    length = _LENGTHS[name]
    read = written_text(length) if name in _AS_WRITTEN else optional_text(length)
    if name in _FREE:
        return read
    return key_read(read) if name in _KEYS else undated(read)


def _readers(near: Near, since_1904: bool) -> dict[str, Any]:
    day = day_reader(near, since_1904=since_1904)
    days = (*EVENT_COLUMNS, "date", "dated", "posted", "searched")
    return {
        **dict.fromkeys(days, day),
        "round": whole_reader(1, 99),
        "wave": whole_reader(1, MOST_WAVES),
        "days": whole_reader(1, MOST_DAYS),
        "page": whole_reader(1, 100_000),
        "file": files_read,
        "url": address_read,
        "personal": mark_read,
    }


def known_words() -> dict[str, list[str]]:
    """By column the words of choices: as the template lists them, and a refusal of another."""
    return {
        "organ_kind": written_words(Organ.Kind),
        "channel": written_words(Channel),
        "applicant_type": written_words(ApplicantType),
        "route": written_words(Route),
        "kind": written_words(EventKind, OF_EVENTS),
        "call": written_words(Call),
        "result": written_words(Result),
    }


def _words() -> dict[str, Any]:
    events = {key: v for key, v in choice_words(EventKind).items() if v in OF_EVENTS}
    read = {
        "organ_kind": choice_words(Organ.Kind, ORGANS),
        "channel": choice_words(Channel, CHANNELS),
        "applicant_type": choice_words(ApplicantType),
        "route": choice_words(Route, ROUTES),
        "kind": events,
        "call": choice_words(Call),
        "result": choice_words(Result),
    }
    told = known_words()
    # Without these a row says nothing.
    needed = {"channel", "kind"}
    return {
        name: word_reader(words, told[name], nothing=name not in needed)
        for name, words in read.items()
    }
