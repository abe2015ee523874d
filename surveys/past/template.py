"""The workbook to fill in: the sheets of a round with their headings, and what they mean."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from surveys.models import Outcome, Question
from surveys.models.request import Channel
from surveys.past.reading.columns import SPECS, SheetKind, Spec, known_words

EXPLANATION = "说明"
# Instead of the clock, so that it is the same file every day.
CREATED = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - the file format has no time zones
_EXAMPLE: dict[SheetKind, dict[str, str | int]] = {
    SheetKind.LETTERS: {
        "key": "L001",
        "round": 1,
        "city": "杭州市",
        "organ": "杭州市发展和改革委员会",
        "organ_kind": "发改委",
        "channel": "依申请公开",
        "wave": 1,
        "part": "all",
        "sent": "2023-03-06",
        "route": "EMS",
        "received": "2023-03-08",
    },
    SheetKind.EVENTS: {
        "key": "L001",
        "kind": "电话或窗口沟通",
        "date": "2023-03-10",
        "call": "询问用途",
    },
    SheetKind.REPLIES: {
        "key": "R001",
        "letter": "L001",
        "outcome": "予以公开",
        "received": "2023-04-03",
        "dated": "2023-03-31",
        "file": "复函/杭州.pdf",
    },
    SheetKind.ANSWERS: {
        "city": "杭州市",
        "question": "leading_group",
        "answer": "是",
        "coder": "zhang",
        "reviewer": "li",
        "file": "复函/杭州.pdf",
        "page": 1,
        "quotation": "已成立市生态产品价值实现专项领导小组",
    },
    SheetKind.FILES: {"name": "复函/杭州.pdf", "sha256": "0" * 64},
}


def past_template() -> bytes:
    """XLSX bytes: empty sheets with their headings, then one of explanations with an example of
    each, which is not read."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": CREATED})
    bold = book.add_format({"bold": True, "bottom": 1})
    needed = book.add_format({"bold": True, "bottom": 1, "bg_color": "#fdf0d5"})
    for kind, specs in SPECS.items():
        sheet = book.add_worksheet(kind.value)
        for column, spec in enumerate(specs):
            sheet.write_string(0, column, spec.zh, needed if spec.needed else bold)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(specs) - 1, 16)
    sheet = book.add_worksheet(EXPLANATION)
    for row, line in enumerate(_lines()):
        sheet.write_row(row, 0, line)
    sheet.set_column(0, 1, 18)
    sheet.set_column(2, 4, 30)
    book.close()
    return stream.getvalue()


def _lines() -> Iterator[list[str]]:
    for text in _notes():
        yield [text]
    yield []
    yield [_("Sheet"), _("Column"), _("in English"), _("Example, not read"), _("Words, if any")]
    words = {name: "、".join(told) for name, told in known_words().items()}
    for kind, specs in SPECS.items():
        for spec in specs:
            example = str(_EXAMPLE[kind].get(spec.name, ""))
            yield [kind.value, _name(spec), spec.en, example, words.get(spec.name, "")]
    yield from _named()


def _named() -> Iterator[list[str]]:
    """What questions and outcomes are called: either word is read."""
    yield []
    yield [_("Question"), _("Code"), _("Answers")]
    for question in Question.objects.exclude(kind=Question.Kind.DERIVED):
        yield [question.name_zh, question.code, "、".join(question.words.values())]
    yield []
    yield [_("Outcome"), _("Code"), _("Channel")]
    with translation.override("zh-hans"):
        channels = {channel.value: str(channel.label) for channel in Channel}
    for outcome in Outcome.objects.order_by("channel", "position"):
        yield [outcome.name_zh, outcome.code, channels[outcome.channel]]


def _name(spec: Spec) -> str:
    return f"{spec.zh} *" if spec.needed else spec.zh


def _notes() -> list[str]:
    return [
        _("Columns with a star are needed in every row; others may be empty or left out."),
        _("An empty cell says that nothing is known: nothing is made up for it."),
        _("A reply to several letters has a row for each, with the same number of the reply."),
        _("Further quotations and search records stand in further rows of the same answer."),
        _("Two coders of one answer have a row each; a row with a reviewer is approved."),
        _("Files are called as in the folder, with or without the path; semicolons part several."),
        _("This sheet is not read."),
    ]
