"""How much was asked of each city, as columns beside an indicator of its replies."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.analysis.effort import WORDS
from scoring.analysis.indicators.table import IndicatorCell
from surveys.rounds.first_letters import Effort
from surveys.sheets.columns import NOTHING, Column, Shown


def effort_columns(efforts: Mapping[int, Effort]) -> tuple[Column[IndicatorCell], ...]:
    """Of the table over all cities, by the city's key."""
    counts = (
        Column(name, words, partial(_count, efforts, name), is_number=True)
        for name, words in WORDS.items()
    )
    later: Column[IndicatorCell] = Column(
        "later_only",
        gettext_lazy("First letter"),
        lambda cell: _later(efforts, cell),
        lambda cell: Shown(_later(efforts, cell) or NOTHING, mark="muted"),
    )
    return (*counts, later)


def _count(efforts: Mapping[int, Effort], name: str, cell: IndicatorCell) -> int:
    return int(getattr(efforts.get(cell.city.pk, Effort()), name))


def _later(efforts: Mapping[int, Effort], cell: IndicatorCell) -> str:
    later = efforts.get(cell.city.pk, Effort()).later_only
    return _("only later letters were answered") if later else ""
