"""The list of indicators and the page of one as kept parts: functions of their run."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.analysis.effort import reply_indicators
from scoring.analysis.indicators.effort_columns import effort_columns
from scoring.analysis.indicators.table import IndicatorCell, indicator_cells, indicator_columns
from scoring.models import Indicator, ScoreRun
from scoring.rendered.links import CityLinks
from scoring.rendered.part import Facts, Part, facts_of_run
from scoring.templatetags.figures import figure, score
from surveys.rounds.first_letters import efforts_of
from surveys.sheets.columns import NOTHING, Column, Shown
from surveys.sheets.markup import rows_html


def _value(cell: IndicatorCell) -> Shown:
    if cell.raw is None:
        return Shown(str(_("missing")), mark="muted")
    replaced = "" if cell.treated is None else f"→ {figure(cell.treated)}"
    return Shown(figure(cell.raw), replaced)


def _score(cell: IndicatorCell) -> Shown:
    return Shown(NOTHING, mark="muted") if cell.score is None else Shown(score(cell.score))


COLUMNS: tuple[Column[IndicatorCell], ...] = (
    Column("place", pgettext_lazy("in an order", "Place"), lambda cell: cell.place, is_number=True),
    Column("value", _("Value"), lambda cell: cell.raw, _value, is_number=True),
    Column("score", _("Score"), lambda cell: cell.score, _score, is_number=True),
)


def indicators_part(run: ScoreRun) -> Part:
    facts: Facts = {"run": facts_of_run(run)}

    def context() -> dict[str, Any]:
        return {"domains": indicator_columns(run), "edition": run.edition, "basis": run.basis}

    return Part("scoring/analysis/indicators.html#body", facts, context)


def indicator_part(run: ScoreRun, indicator: Indicator) -> Part:
    """Empty where the run does not hold the indicator; with how much was asked of each city where
    it tells how well they replied."""
    efforts = efforts_of(run.edition) if indicator.code in reply_indicators() else None
    columns = COLUMNS if efforts is None else (*COLUMNS, *effort_columns(efforts))
    told = [f"{city} {effort}" for city, effort in sorted((efforts or {}).items())]
    facts: Facts = {"run": facts_of_run(run), "indicator": indicator.code, "efforts": told}

    def context() -> dict[str, Any]:
        found = indicator_cells(run, indicator)
        if found is None:
            return {}
        column, cells = found
        links = CityLinks(run.edition.code, f"?basis={run.basis}#i-{indicator.code}")

        def head(cell: IndicatorCell) -> SafeString:
            place = f'<small class="muted">{cell.city.province_label}</small>'
            return mark_safe(f"{links.link(cell.city.adcode, cell.city.label)} {place}")  # noqa: S308

        return {
            "column": column,
            "indicator": indicator,
            "columns": columns,
            "table": rows_html(columns, cells, head),
        }

    return Part("scoring/analysis/indicator.html#body", facts, context)
