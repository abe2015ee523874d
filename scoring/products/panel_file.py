"""The panel over editions as a file for analysts: long, wide, and values of indicators."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from django.utils.translation import gettext as _

from scoring.export.file import FORMATS, SYNTHETIC, information
from scoring.models import ScoreRun
from scoring.products.panel import panel_long, panel_wide, values_long
from surveys.sheets.table import Table
from surveys.sheets.writers import csv_bytes, xlsx_bytes

LONG, WIDE, VALUES = "long", "wide", "values"


def panel_export(runs: Sequence[ScoreRun], extension: str, forms: Sequence[str]) -> bytes:
    """A workbook with a sheet per form and the information, or the one form as CSV.

    ValueError for another format, or several forms as CSV. Names of columns and sheets are for
    programs: not translated. The same runs give the same bytes.
    """
    if extension not in FORMATS:
        raise ValueError(f"unknown format {extension!r}; known: {', '.join(FORMATS)}")
    if extension == "csv" and len(forms) != 1:
        raise ValueError(_("A CSV file holds one table: choose one form, or write a workbook."))
    tables = [_table(form, _frame(form, runs)) for form in forms]
    if extension == "csv":
        return csv_bytes(tables[0])
    return xlsx_bytes(
        [*tables, _columns(), _information(runs)],
        created=max(run.computed_at for run in runs),
        print_header=SYNTHETIC if any(run.edition.synthetic for run in runs) else "",
    )


def _frame(form: str, runs: Sequence[ScoreRun]) -> pd.DataFrame:
    if form == VALUES:
        return values_long(runs)
    long = panel_long(runs)
    return panel_wide(long) if form == WIDE else long


def _table(title: str, frame: pd.DataFrame) -> Table:
    cells = frame.astype(object).where(frame.notna(), None)
    return Table(title, tuple(frame.columns), list(cells.itertuples(index=False, name=None)))


def _information(runs: Sequence[ScoreRun]) -> Table:
    """What each edition's numbers are and where they come from, side by side."""
    item, content = _("Item"), _("Content")
    facts = [
        pd.DataFrame(information(run).rows, columns=[item, content])
        .set_index(item)
        .rename(columns={content: run.edition.code})
        for run in runs
    ]
    return _table(_("Information"), pd.concat(facts, axis=1, sort=False).reset_index())


def _columns() -> Table:
    words = (
        ("composite, resource, …", _("Scores of the composite and of the four domains")),
        ("…_rank", _("The rank; empty where the city is not ranked")),
        (
            "…_rank_change",
            _(
                "Places gained (+) or lost (−) since the edition before it in this file; empty"
                " where the city has no rank in one of the two"
            ),
        ),
        ("indicators_present", _("How many indicators have a value")),
        ("value", _("The value of the indicator, in its own unit")),
        ("used", _("What the index used: the value, or what the rule of the method put there")),
        ("status", _("observed, missing or treated")),
        ("synthetic", _("true: made-up data")),
    )
    return Table(_("Columns"), (_("Column"), _("Content")), words)
