"""The report's appendix: cities with their five ranks, in composite order."""

from __future__ import annotations

from django.utils import translation

from scoring.export.file import Export, run_export, synthetic_flag
from scoring.models import Indicator, ScoreRun
from scoring.products import rank_columns
from scoring.runs.rank_rows import RankRow, rank_rows
from scoring.runs.selectors import ranking
from surveys.sheets.columns import table_of
from surveys.sheets.table import Table


def appendix_export(run: ScoreRun, extension: str) -> Export:
    """The appendix of a run as a file; ValueError for a format other than XLSX and CSV.

    In Chinese for every reader, so that the same run gives the same bytes.
    """
    rows = rank_rows(ranking(run), Indicator.objects.count())
    with translation.override("zh-hans"):
        tables = [_text(run, rows)] if extension == "csv" else _sheets(run, rows)
        name = "附录", str(run.get_basis_display()), str(run.inputs_version)
        return run_export(run, name, extension, tables)


def _sheets(run: ScoreRun, rows: list[RankRow]) -> list[Table]:
    """Cities without a composite stand on a sheet of their own; none where all are ranked."""
    title = "附录（合成）" if run.edition.synthetic else "附录"
    columns = rank_columns.COLUMNS
    tables = [table_of(title, columns, [row for row in rows if row.composite.rank])]
    apart = [row for row in rows if not row.composite.rank]
    return [*tables, table_of("未排名城市", columns, apart)] if apart else tables


def _text(run: ScoreRun, rows: list[RankRow]) -> Table:
    mark = ("synthetic", synthetic_flag(run.edition))
    return table_of("", rank_columns.COLUMNS, rows, mark=mark)
