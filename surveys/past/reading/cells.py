"""Single cells as teams fill them: words for choices, days in every spelling, names of files."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils import translation

from surveys.errors import Refused
from surveys.forms.days import Near, day_read
from surveys.past.faults import PastFault
from surveys.sheets.cells import Cell, Oddity
from surveys.sheets.faults import Problem, SheetFault
from surveys.sheets.headings import key_of
from surveys.sheets.numbers import number_read, tidy
from surveys.sheets.readers.texts import plain_text
from surveys.sheets.table import FORMULA_STARTS
from surveys.sheets.typed_cells import text_reader

# What people write where they know nothing; never a value.
NOTHING = frozenset(
    {
        *("-", "--", "—", "——", "–", "/", "\\", "n/a", "na", "none", "?", "？"),
        *("无", "不详", "未知", "暂无", "未记录", "不明"),
    }
)
# Numbers outside of these years are not taken for days.
_SERIAL_YEARS = range(2000, 2051)
_FIRST_DAY, _FIRST_OF_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
# 3.10 typed into a spreadsheet is the number 3.1, and so is 3.1.
ZERO_LOST = re.compile(r"\d{1,2}\.[123]", re.ASCII)
_MOST_DAYS = 60_000
# Four digits alone are a month and a day.
_YEAR = re.compile(r"\d{4}(?!$)", re.ASCII)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?$", re.ASCII)
_BETWEEN_FILES = re.compile(r"[;；\n]+")
_YES = frozenset({"是", "有", "yes", "y", "true", "1", "√", "✓"})
_NO = frozenset({"否", "no", "n", "false", "0", *NOTHING})
# What teams write for an answer beside the question's own words.
_ANSWERS = {"有": "yes", "√": "yes", "y": "yes", "没有": "no", "n": "no", "×": "no", "无": "no"}
MOST_ADDRESS = 500
_ADDRESS = forms.URLField(max_length=MOST_ADDRESS, required=False, assume_scheme="https")
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Day:
    """A day that was read, and how it was written where that is worth telling."""

    date: datetime.date
    serial: bool = False
    yearless: bool = False


def is_nothing(cell: Cell) -> bool:
    return tidy(cell.text).casefold() in NOTHING


def day_reader(near: Near, *, since_1904: bool = False) -> Callable[[Cell], object]:
    """`near` says which year a day without one is in, `since_1904` how the workbook counts."""
    first = _FIRST_OF_1904 if since_1904 else _FIRST_DAY

    def read(cell: Cell) -> object:
        if cell.oddity in (Oddity.ERROR, Oddity.NO_RESULT):
            return text_reader(1)(cell)
        if is_nothing(cell):
            return None
        if isinstance(cell.value, float):
            if (counted := _counted(cell.value, first)) is not None:
                return Day(counted, serial=True)
            if ZERO_LOST.fullmatch(cell.text):
                return Problem(SheetFault.LOST_ZERO)
        text = _CLOCK.sub("", tidy(cell.text))
        try:
            return Day(day_read(text, near), yearless=_YEAR.match(text) is None)
        except Refused:
            return Problem(SheetFault.NOT_A_DATE)

    return read


def _counted(number: float, first: datetime.date) -> datetime.date | None:
    """The day that a spreadsheet shows for the number, where it is one of our years."""
    if not number.is_integer() or not 0 < number < _MOST_DAYS:
        return None
    found = first + datetime.timedelta(days=int(number))
    return found if found.year in _SERIAL_YEARS else None


def written_text(limit: int) -> Callable[[Cell], object]:
    """A text, without the sign that an exported table puts before what looks like a formula."""

    def read(cell: Cell) -> object:
        found = text_reader(limit + 1)(cell)
        if isinstance(found, Problem):
            return Problem(found.fault, {"limit": limit})
        if found[:1] == "'" and found.lstrip("'").startswith(FORMULA_STARTS):
            found = found[1:]
        return found if len(found) <= limit else Problem(SheetFault.TOO_LONG, {"limit": limit})

    return read


def undated(read: Callable[[Cell], object]) -> Callable[[Cell], object]:
    """For names and numbers of things: one that a spreadsheet made a date of is lost."""

    def read_it(cell: Cell) -> object:
        return Problem(SheetFault.TURNED_DATE) if cell.oddity is Oddity.DATE else read(cell)

    return read_it


def key_read(read: Callable[[Cell], object]) -> Callable[[Cell], object]:
    """For what rows call each other, whatever its width and with signs that nobody sees."""
    named = undated(read)

    def read_it(cell: Cell) -> object:
        found = named(cell)
        return tidy(found) if isinstance(found, str) else found

    return read_it


def optional_text(limit: int) -> Callable[[Cell], object]:
    """A text; what only says that nothing is known is none."""
    written = written_text(limit)

    def read(cell: Cell) -> object:
        return None if is_nothing(cell) else written(cell)

    return read


def said_alike(one: str, other: str) -> bool:
    """Whether two texts say the same: blanks and line ends do not survive every program, and what
    only says that nothing is known says nothing."""
    return said_plainly(one) == said_plainly(other)


def said_plainly(text: str) -> str:
    plain = " ".join(plain_text(text).split())
    return "" if tidy(plain).casefold() in NOTHING else plain


def word_reader(
    words: Words, told: Iterable[str], *, nothing: bool = True
) -> Callable[[Cell], object]:
    """What the words stand for; with `nothing`, a dash or "unknown" stands for no value. `told` are
    those that are named where another one stands."""

    def read(cell: Cell) -> object:
        found = text_reader(200)(cell)
        if isinstance(found, Problem):
            return found
        if key_of(found) in words:
            return words[key_of(found)]
        if nothing and is_nothing(cell):
            return None
        return Problem(PastFault.WORD, {"words": "、".join(told)})

    return read


def written_words(choices: type[TextChoices], only: Iterable[str] = ()) -> list[str]:
    """What choices are called in a workbook, whose headings are Chinese whoever reads it."""
    kept = [*only] or choices.values
    with translation.override("zh-hans"):
        return [str(choices(value).label) for value in kept]


def choice_words(
    choices: type[TextChoices], more: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Values of choices by themselves, by their words in both languages, and by `more`."""
    found = {key_of(value): value for value in choices.values}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found |= {key_of(str(label)): value for value, label in choices.choices}
    return found | {key_of(word): value for word, value in (more or {}).items()}


def whole_reader(low: int, high: int) -> Callable[[Cell], object]:
    def read(cell: Cell) -> object:
        if cell.oddity in (Oddity.ERROR, Oddity.NO_RESULT):
            return text_reader(1)(cell)
        if is_nothing(cell):
            return None
        found = number_read(tidy(cell.text).removesuffix("页").removesuffix("个工作日"))
        if isinstance(found, Problem):
            return found
        if not float(found).is_integer() or not low <= found <= high:
            return Problem(PastFault.WORD, {"words": f"{low} – {high}"})
        return int(found)

    return read


def mark_read(cell: Cell) -> object:
    """Yes or no; what only says that nothing is known is a no."""
    key = key_of(cell.text)
    if key in _YES or key in _NO:
        return key in _YES
    return Problem(PastFault.WORD, {"words": "是、否"})


def files_read(cell: Cell) -> object:
    """Names between semicolons or in lines of their own."""
    if is_nothing(cell):
        return None
    found = text_reader(2000)(cell)
    if isinstance(found, Problem):
        return found
    return tuple(name.strip() for name in _BETWEEN_FILES.split(found) if name.strip())


def address_read(cell: Cell) -> object:
    """Of a page: as the form takes one, with the same scheme before a bare host."""
    found = optional_text(MOST_ADDRESS)(cell)
    if not isinstance(found, str):
        return found
    try:
        return _ADDRESS.clean(found) or None
    except ValidationError:
        return Problem(PastFault.NOT_AN_ADDRESS)


def answer_value(text: str, words: Iterable[str], named: Mapping[str, str]) -> str | float | None:
    """A choice or a number, as far as the text is one of the answers; None where it is neither."""
    key = key_of(text)
    allowed = set(words)
    by_word = {key_of(word): value for word, value in named.items()} | {
        key_of(value): value for value in allowed
    }
    value = by_word.get(key) or by_word.get(_ANSWERS.get(key, ""))
    if value is not None and not value.isdecimal():
        return value
    found = number_read(value or text)
    return None if isinstance(found, Problem) else found
