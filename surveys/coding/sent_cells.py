"""Questions of cities whose readings were sent and have no answer yet, as a reviewer lists them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from surveys.coding.states import CellState, bare_state
from surveys.models import City, Code, Edition, Question
from surveys.rounds.unanswered import unanswered_codes


@dataclass(frozen=True)
class SentCell:
    city: City
    question: Question
    codes: list[Code]
    state: CellState


def sent_cells(edition: Edition) -> QuerySet[Code]:
    """One reading of each such question, the first that was sent."""
    cells = unanswered_codes(edition).values("city", "question").annotate(first=Min("pk"))
    rows: QuerySet[Code] = edition.codes.filter(pk__in=cells.values("first"))
    return rows.select_related("city", "question").order_by("city__adcode", "question__position")


def cells_of(edition: Edition, rows: Iterable[Code]) -> list[SentCell]:
    """With all readings of each; for those alone who may read them all."""
    shown = list(rows)
    found: dict[tuple[int, int], list[Code]] = defaultdict(list)
    codes = unanswered_codes(edition).filter(city__in={row.city_id for row in shown})
    for code in codes.select_related("coder").order_by("pk"):
        found[code.city_id, code.question_id].append(code)
    return [
        SentCell(row.city, row.question, codes, bare_state(codes, compared=True))
        for row in shown
        for codes in [found[row.city_id, row.question_id]]
    ]
