"""Reasons for refusing a cell, and remarks: codes with words, so that each reader gets his own
language. An import adds codes of its own in a family of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Detail = str | int | float
Details = Mapping[str, Detail]
SHOWN = 60


class Worded(StrEnum):
    """A code that is stored, with the sentence that is shown for it."""

    words: Promise

    def __new__(cls, code: str, words: Promise) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.words = words
        return member

    def say(self, details: Mapping[str, Detail]) -> str:
        return str(self.words) % details


Families = Iterable[type[Worded]]


def code_of(text: str, families: Families) -> Worded:
    """The code as one of the families has it; ValueError where none does."""
    for family in families:
        if text in family._value2member_map_:
            return cast(Worded, family._value2member_map_[text])
    raise ValueError(f"unknown code {text!r}")


class SheetFault(Worded):
    """What can be wrong with a table whatever it is about."""

    NO_HEADING = "no_heading", _("This column holds values but has no heading.")
    TWICE_IN_HEADER = (
        "twice_in_header",
        _("This column has the same heading as column %(other)s. Keep one of the two."),
    )
    TOO_WIDE = (
        "too_wide",
        _(
            "The row has %(fields)d fields, the header %(expected)d. Put quotation marks around"
            " what holds a separator, and write numbers without thousands separators."
        ),
    )
    MERGED = "merged", _("The cells %(area)s are merged. Unmerge them and fill in each cell.")
    NOT_A_NUMBER = "not_a_number", _("Not a number.")
    PLACEHOLDER = (
        "placeholder",
        _("Not a number. Leave the cell empty where there is no value."),
    )
    COMMA = (
        "comma",
        _(
            "The comma may be a thousands separator or a decimal point."
            " Write the number without it."
        ),
    )
    NOT_FINITE = (
        "not_finite",
        _("Not a finite number. Leave the cell empty where there is no value."),
    )
    DATE = "date", _("A date where a number is expected (a spreadsheet turns 1-2 into a date).")
    ERROR = "error", _("The cell shows an error of a formula.")
    SCALED = (
        "scaled",
        _(
            "The cell's number format shows a thousandth (or less) of what it holds. Give it an"
            " ordinary number format and check the value."
        ),
    )
    SECOND_HEADER = (
        "second_header",
        _(
            "A second table begins here, with other columns. From here on nothing was read: put"
            " it on a sheet of its own."
        ),
    )
    NO_RESULT = (
        "no_result",
        _(
            "The formula has no stored result. Open the file in a spreadsheet program and save"
            " it, or paste the values."
        ),
    )
    NOT_WHOLE = "not_whole", _("Only whole numbers.")
    LOST_DIGITS = (
        "lost_digits",
        _(
            "A spreadsheet keeps fifteen digits of a number and has lost the others. Give the cell"
            " the format Text and write it again."
        ),
    )
    TURNED_DATE = (
        "turned_date",
        _(
            "A date where a text is expected: a spreadsheet turns 1-2 into one. Give the cell the"
            " format Text and write it again."
        ),
    )
    LOST_ZERO = (
        "lost_zero",
        _(
            "A spreadsheet took this day for a number, and 3.10 became 3.1 too. Write year, month"
            " and day, for instance 2025-03-10."
        ),
    )
    YEAR = "year", _("The reference year must be a year from %(low)d to %(high)d.")
    TOO_LONG = "too_long", _("Longer than %(limit)d characters.")
    NO_COLUMNS = (
        "no_columns",
        _(
            "No header row in the first %(rows)d rows. One row must name these columns:"
            " %(columns)s."
        ),
    )
    EMPTY = "empty", _("Nothing stands here, and the row needs it.")
    NOT_A_DATE = (
        "not_a_date",
        _("Not a date. Write year, month and day, for instance 2025-03-31."),
    )


class SheetNote(Worded):
    """What the reader should know although nothing is refused for it."""

    HIDDEN_SHEET = "hidden_sheet", _("The hidden sheet %(sheet)s was not read.")
    HIDDEN_ROWS = "hidden_rows", _("Sheet %(sheet)s: the hidden rows %(rows)s were read too.")
    HIDDEN_COLUMNS = (
        "hidden_columns",
        _("Sheet %(sheet)s: the hidden columns %(columns)s were read too."),
    )
    EMPTY_SHEET = "empty_sheet", _("The sheet %(sheet)s is empty.")
    EXPLANATIONS = (
        "explanations",
        _("The sheet %(sheet)s holds explanations and was not read."),
    )
    COLUMN_IGNORED = (
        "column_ignored",
        _("Sheet %(sheet)s: the column %(heading)s was not read."),
    )
    ROW_IGNORED = (
        "row_ignored",
        _("Sheet %(sheet)s: row %(row)d holds a remark and no value (%(text)s)."),
    )


@dataclass(frozen=True)
class Problem:
    """A fault with the details that its message names."""

    fault: Worded
    details: Mapping[str, Detail] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return self.fault.say(self.details)


@dataclass(frozen=True)
class Remark:
    note: Worded
    details: Mapping[str, Detail] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.note.say(self.details)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], families: Families) -> Remark:
        return cls(code_of(data["note"], families), dict(data["details"]))


@dataclass(frozen=True)
class Refusal:
    """One refused cell, row or column: where, what stands there, and why."""

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    problem: Problem

    @property
    def fault(self) -> Worded:
        return self.problem.fault

    @property
    def reason(self) -> str:
        return self.problem.reason

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any], families: Families) -> Refusal:
        held = data["problem"]
        problem = Problem(code_of(held["fault"], families), dict(held["details"]))
        return cls(**{**data, "problem": problem})


def shown(text: str) -> str:
    """A value short enough for a message."""
    text = text.replace("\n", " ")
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
