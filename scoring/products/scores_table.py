"""Ranks and scores of the cities of a list as a file: one value a cell, in the list's order."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from scoring.export.file import Export, run_export, synthetic_flag
from scoring.models import Indicator, Node, ScoreRun
from scoring.models.tree import SCORED_CODES
from scoring.products.filters import RankingFilter
from scoring.runs.rank_rows import RankRow, rank_rows
from scoring.runs.selectors import ranking
from surveys.errors import Refused
from surveys.sheets.table import Cell, Table


def scores_export(run: ScoreRun, query: QueryDict, extension: str) -> Export:
    """XLSX or CSV, unrounded scores; ValueError for another format, `Refused` where the list
    could not be narrowed as it is asked for."""
    found = RankingFilter(query, queryset=ranking(run))
    if not found.is_valid():
        wrong = ", ".join(str(found.form[name].label) for name in found.errors)
        text = _("The list cannot be narrowed like this (%(names)s), so no file was made.")
        raise Refused(text % {"names": wrong})
    rows = rank_rows(found.qs, Indicator.objects.count())
    mark = synthetic_flag(run.edition)
    table = Table(_("Scores"), _header(), [(*_row(row), mark) for row in rows])
    return run_export(run, ("scores", run.basis, str(run.inputs_version)), extension, [table])


def _header() -> tuple[str, ...]:
    names = {node.code: node.name for node in Node.objects.filter(code__in=SCORED_CODES)}
    scored = [
        words % {"name": names.get(code, code)}
        for code in SCORED_CODES
        for words in (_("%(name)s, rank"), _("%(name)s, score"))
    ]
    place = (_("adcode"), _("City"), _("Province"), _("Region"), _("Level"))
    return *place, *scored, _("Indicators with a value"), _("of"), "synthetic"


def _row(row: RankRow) -> tuple[Cell, ...]:
    city = row.city
    place = (city.adcode, city.label, city.province_label)
    kinds = (str(city.get_region_display()), str(city.get_level_display()))
    scored = [value for cell in row.cells for value in (cell.rank, cell.score)]
    return *place, *kinds, *scored, row.coverage.present, row.coverage.total
