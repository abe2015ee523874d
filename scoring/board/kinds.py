"""Kinds of rows: where each kind's rows, columns and filters come from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.board.answers.columns import ANSWER_COLUMNS
from scoring.board.answers.filters import AnswerBoardFilter, queue_filters
from scoring.board.answers.rows import answer_rows, answers_loaded
from scoring.board.cities.columns import city_columns
from scoring.board.cities.filters import CityBoardFilter
from scoring.board.cities.rows import cities_loaded, city_rows
from scoring.board.column import BoardColumn
from scoring.board.letters.columns import LETTER_COLUMNS
from scoring.board.letters.filters import LetterBoardFilter
from scoring.board.letters.rows import letter_rows, letters_loaded
from scoring.board.places import BoardFilter
from scoring.board.scene import Scene
from scoring.board.work.columns import people_columns, province_columns
from scoring.board.work.rows import people_loaded, people_rows, province_rows, provinces_loaded


@dataclass(frozen=True)
class Kind:
    """`rows` are stored ones, which filters narrow; `load` makes of some of them what columns
    read. Rows of a `whole` kind are few: all are shown, and put in order by value. `carried` are
    the filters in force that the page behind a row goes on with."""

    name: str
    words: str | Promise
    rows: Callable[[Scene], QuerySet[Any]]
    load: Callable[[Scene, Iterable[Any], Collection[str]], list[Any]]
    columns: Callable[[Scene], tuple[BoardColumn[Any], ...]]
    filters: type[BoardFilter] = BoardFilter
    whole: bool = False
    acts: bool = False
    carried: Callable[[BoardFilter], Mapping[str, str]] | None = None


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "cities",
            pgettext_lazy("rows", "Cities"),
            city_rows,
            cities_loaded,
            city_columns,
            CityBoardFilter,
            whole=True,
        ),
        Kind(
            "letters",
            pgettext_lazy("of ours", "Letters"),
            letter_rows,
            letters_loaded,
            lambda _scene: LETTER_COLUMNS,
            LetterBoardFilter,
            acts=True,
        ),
        Kind(
            "answers",
            _("Answers"),
            answer_rows,
            answers_loaded,
            lambda _scene: ANSWER_COLUMNS,
            AnswerBoardFilter,
            carried=queue_filters,
        ),
        Kind("people", _("Work"), people_rows, people_loaded, people_columns, whole=True),
        Kind("provinces", _("Work"), province_rows, provinces_loaded, province_columns, whole=True),
    )
}
