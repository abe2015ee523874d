"""Every reason for refusing a cell, kept as a code so that each reader gets his own language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _

from scoring.unit_words import unit_label

Detail = str | int | float
SHOWN = 60


class Fault(StrEnum):
    NO_HEADER = "no_header"
    TWICE_IN_HEADER = "twice_in_header"
    NO_HEADING = "no_heading"
    TOO_WIDE = "too_wide"
    MERGED = "merged"
    NO_CITY = "no_city"
    UNKNOWN_CITY = "unknown_city"
    TWO_CITIES = "two_cities"
    UNKNOWN_INDICATOR = "unknown_indicator"
    NO_INDICATOR = "no_indicator"
    DUPLICATE = "duplicate"
    NOT_A_NUMBER = "not_a_number"
    PLACEHOLDER = "placeholder"
    COMMA = "comma"
    PERCENT_SIGN = "percent_sign"
    PERCENT_OTHER_UNIT = "percent_other_unit"
    PERCENT_FORMAT = "percent_format"
    PERCENT_FORMAT_OTHER_UNIT = "percent_format_other_unit"
    NOT_FINITE = "not_finite"
    DATE = "date"
    ERROR = "error"
    NO_RESULT = "no_result"
    YES_OR_NO = "yes_or_no"
    NOT_WHOLE = "not_whole"
    OUT_OF_RANGE = "out_of_range"
    TOO_SMALL = "too_small"
    TOO_LARGE = "too_large"
    YEAR = "year"
    TOO_LONG = "too_long"


MESSAGES: Mapping[Fault, Any] = {
    Fault.NO_HEADER: _(
        "No header row in the first %(rows)d rows. One row must name the column of the city"
        " and the indicators, or city, indicator and value."
    ),
    Fault.TWICE_IN_HEADER: _(
        "This column has the same heading as column %(other)s. Keep one of the two."
    ),
    Fault.NO_HEADING: _("This column holds values but has no heading."),
    Fault.TOO_WIDE: _(
        "The row has %(fields)d fields, the header %(expected)d. Put quotation marks around"
        " what holds a separator, and write numbers without thousands separators."
    ),
    Fault.MERGED: _("The cells %(area)s are merged. Unmerge them and fill in each cell."),
    Fault.NO_CITY: _("The row has values but no city."),
    Fault.UNKNOWN_CITY: _("Unknown city. Write its six-digit adcode or its full name."),
    Fault.TWO_CITIES: _("The adcode and the name belong to different cities (%(other)s)."),
    Fault.UNKNOWN_INDICATOR: _("Unknown indicator. Write its code or its full name."),
    Fault.NO_INDICATOR: _("The row has a value but no indicator."),
    Fault.DUPLICATE: _(
        "The same city and indicator stand twice: also on sheet %(sheet)s, row %(row)d."
        " Keep one of the two."
    ),
    Fault.NOT_A_NUMBER: _("Not a number."),
    Fault.PLACEHOLDER: _("Not a number. Leave the cell empty where there is no value."),
    Fault.COMMA: _(
        "The comma may be a thousands separator or a decimal point. Write the number without it."
    ),
    Fault.PERCENT_SIGN: _("Write %(number)s without the percent sign; the unit is %(unit)s."),
    Fault.PERCENT_OTHER_UNIT: _("A percent sign, but the unit of this indicator is %(unit)s."),
    Fault.PERCENT_FORMAT: _(
        "The cell is formatted as a percentage and holds %(held)s. Write %(number)s in an"
        " ordinary number format; the unit is %(unit)s."
    ),
    Fault.PERCENT_FORMAT_OTHER_UNIT: _(
        "The cell is formatted as a percentage, but the unit of this indicator is %(unit)s."
    ),
    Fault.NOT_FINITE: _("Not a finite number. Leave the cell empty where there is no value."),
    Fault.DATE: _("A date where a number is expected (a spreadsheet turns 1-2 into a date)."),
    Fault.ERROR: _("The cell shows an error of a formula."),
    Fault.NO_RESULT: _(
        "The formula has no stored result. Open the file in a spreadsheet program and save it,"
        " or paste the values."
    ),
    Fault.YES_OR_NO: _("Only 1 (yes) or 0 (no)."),
    Fault.NOT_WHOLE: _("Only whole numbers."),
    Fault.OUT_OF_RANGE: _("Must be from %(low)s to %(high)s (%(unit)s)."),
    Fault.TOO_SMALL: _("Must not be below %(low)s (%(unit)s)."),
    Fault.TOO_LARGE: _("The number is absurdly large. Check it and its unit (%(unit)s)."),
    Fault.YEAR: _("The reference year must be a year from %(low)d to %(high)d."),
    Fault.TOO_LONG: _("Longer than %(limit)d characters."),
}


class Note(StrEnum):
    """What the reader should know although nothing is refused for it."""

    HIDDEN_SHEET = "hidden_sheet"
    EMPTY_SHEET = "empty_sheet"
    EXPLANATIONS = "explanations"
    COLUMN_IGNORED = "column_ignored"
    ROW_IGNORED = "row_ignored"
    OVERRIDES = "overrides"


NOTES: Mapping[Note, Any] = {
    Note.HIDDEN_SHEET: _("The hidden sheet %(sheet)s was not read."),
    Note.EMPTY_SHEET: _("The sheet %(sheet)s is empty."),
    Note.EXPLANATIONS: _("The sheet %(sheet)s holds explanations and was not read."),
    Note.COLUMN_IGNORED: _("Sheet %(sheet)s: the column %(heading)s was not read."),
    Note.ROW_IGNORED: _("Sheet %(sheet)s: row %(row)d holds a remark and no value (%(text)s)."),
    Note.OVERRIDES: _(
        "%(count)d values of coded indicators (%(codes)s) take the place of the coded answers."
    ),
}


@dataclass(frozen=True)
class Problem:
    """A fault with the details that its message names."""

    fault: Fault
    details: Mapping[str, Detail] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        details = dict(self.details)
        if "unit" in details:
            details["unit"] = unit_label(str(details["unit"]))
        return str(MESSAGES[self.fault]) % details


@dataclass(frozen=True)
class Remark:
    note: Note
    details: Mapping[str, Detail] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return str(NOTES[self.note]) % self.details

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Remark:
        return cls(Note(data["note"]), dict(data["details"]))


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
    def fault(self) -> Fault:
        return self.problem.fault

    @property
    def reason(self) -> str:
        return self.problem.reason

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Refusal:
        problem = Problem(Fault(data["problem"]["fault"]), dict(data["problem"]["details"]))
        return cls(**{**data, "problem": problem})


def shown(text: str) -> str:
    """A value short enough for a message."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
