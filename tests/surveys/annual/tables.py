"""The printed annual table, as numbers and as it is pasted."""

from __future__ import annotations

from surveys.annual.layout import COLUMNS, LABELS, ROWS, TOTAL, Cells
from surveys.annual.services import annual_table_store
from surveys.models import AnnualTable, Edition, Organ, User
from tests.builders import TODAY
from tests.surveys.statistics import printed_table as printed

# As the official form words them; groups stand in merged cells before their first leaf.
_GROUPS = {
    "granted": "三、本年度办理结果\t",
    "withheld_state_secret": "\t（三）不予公开\t",
    "not_held": "\t（四）无法提供\t",
    "petition": "\t（五）不予处理\t",
    "correction_lapsed": "\t（六）其他处理\t",
}
TOTALS = {
    "received": printed.RECEIVED,
    "carried_in": printed.CARRIED_IN,
    **printed.LEAVES,
    "answered": printed.ANSWERED,
    "carried_out": printed.CARRIED_OUT,
}


def cells(totals: dict[str, int] | None = None) -> Cells:
    """Of the totals alone, those of the printed table where no others are given."""
    wanted = TOTALS if totals is None else totals
    return {row: {**dict.fromkeys(COLUMNS, 0), TOTAL: wanted.get(row, 0)} for row in ROWS}


def pasted(numbers: dict[str, list[str]]) -> str:
    """A line a row, each with these cells; the heads of the columns above."""
    lines = ["（本列数据的勾稽关系为）\t申请人情况", "\t自然人\t法人或其他组织\t\t\t\t\t总计"]
    lines.append("\t\t商业企业\t科研机构\t社会公益组织\t法律服务机构\t其他\t")
    for row in ROWS:
        label = f"{_GROUPS.get(row, '')}{LABELS[row][0]}"
        lines.append("\t".join([label, *numbers[row]]))
    return "\n".join(lines)


def full() -> dict[str, list[str]]:
    """Everything asked by natural persons; other columns blank or dashed."""
    return {
        row: [f"{total:,}", "", "-", "—", "0", "", f"{total}"]
        for row, total in ((row, TOTALS.get(row, 0)) for row in ROWS)
    }


def store(actor: User, edition: Edition, organ: Organ) -> AnnualTable:
    """An empty table of the last year, by the service."""
    return annual_table_store(
        actor=actor,
        edition=edition,
        organ=organ,
        year=TODAY.year - 1,
        cells=cells({}),
        source="page",
        revision=0,
        this_year=TODAY.year,
    )
