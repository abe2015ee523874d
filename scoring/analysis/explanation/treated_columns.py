"""The columns of treated values in an explanation: page and file read them from here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from scoring.analysis.explanation.told import TreatedCell
from scoring.templatetags.figures import figure
from surveys.sheets.columns import Column, Shown

# On the page code and name head the row together.
TREATED_COLUMNS: tuple[Column[TreatedCell], ...] = (
    Column("code", _("Code"), lambda cell: cell.code, on_page=False),
    Column("name", _("Name"), lambda cell: cell.name, on_page=False),
    Column(
        "raw",
        _("Raw value"),
        lambda cell: cell.raw,
        lambda cell: Shown(figure(cell.raw)),
        is_number=True,
    ),
    Column(
        "used",
        _("Value used"),
        lambda cell: cell.new,
        lambda cell: Shown(figure(cell.new)),
        is_number=True,
    ),
    Column("rule", _("Rule"), lambda cell: cell.rule_label),
    Column("rank", _("Rank"), lambda cell: cell.rank, is_number=True),
    Column(
        "rank_untreated",
        _("Rank if not treated"),
        lambda cell: cell.rank_untreated,
        is_number=True,
    ),
)
