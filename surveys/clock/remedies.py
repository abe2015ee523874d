"""What can be done against an outcome, which way comes first, and until when.

Which way comes first is argued over and changes: rows with dates and sources, to be corrected
where the law or its reading changes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Way(StrEnum):
    """Whether reconsideration has to come before a suit."""

    EITHER = "either"
    RECONSIDERATION_FIRST = "reconsideration_first"
    ARGUED = "argued"  # both readings are held: reconsideration is the safe way
    NONE = "none"  # no act of an organ that either could attack


@dataclass(frozen=True)
class Row:
    """For outcomes (codes of `outcomes.csv`) of decisions from `since` to the day before
    `until`."""

    outcomes: frozenset[str]
    way: Way
    source: str
    since: date = date.min
    until: date = date.max


@dataclass(frozen=True)
class Remedy:
    """Last days as they are counted to the day: one that falls on a day off runs on to the next
    working day by law, which nobody should rest on.

    `suit_by` is None where a suit needs a reconsideration before it.
    """

    way: Way
    source: str
    reconsideration_by: date | None
    suit_by: date | None


RECONSIDERATION_DAYS = 60  # 行政复议法第二十条
SUIT_MONTHS = 6  # 行政诉讼法第四十六条
SUIT_AFTER_DECISION_DAYS = 15  # 行政诉讼法第四十五条
DECISION_DAYS = 60  # 行政复议法第六十二条; thirty more where it is extended

_REVISED, _INTERPRETED = date(2024, 1, 1), date(2025, 6, 1)
_FREE = "行政诉讼法第四十四条：可以先复议，也可以直接起诉"
_FIRST = "行政复议法（2023年修订）第二十三条第一款第四项"
_READING = (
    "最高人民法院关于审理政府信息公开行政案件适用法律若干问题的解释（2025-06-01起施行）第一条"
)
_SILENCE = "行政复议法（2023年修订）第二十三条第一款第三项，是否适用于逾期不答复有不同意见"
_UNSETTLED = f"{_FIRST}，“不予公开”是否包括这类决定，当时有不同意见"

# Decisions under Articles 14 to 16 of the Regulations.
WITHHELD = frozenset(
    {
        *("withheld_state_secret", "withheld_other_law", "withheld_security"),
        *("withheld_third_party", "withheld_internal", "withheld_process"),
        "withheld_enforcement_file",
    }
)
# What a partial grant leaves out may rest on Articles 14 to 16 or not be information at all.
PARTLY = frozenset({"partly_granted"})
QUERY = frozenset({"withheld_query"})
OTHERS = frozenset(
    {
        *("not_held", "needs_making", "still_unclear", "petition", "repeated", "publication"),
        *("excessive", "reconfirm", "correction_lapsed", "fee_lapsed", "other"),
        "passed_on_unnamed",
    }
)
GRANTED = frozenset({"granted"})
UNANSWERED = frozenset({"silent", "refused_intake"})
NO_ACT = frozenset(
    {
        *("no_channel", "consult_answered", "consult_partly", "consult_referred_contact"),
        *("consult_referred", "consult_deferred", "consult_refused", "consult_closed"),
        "consult_silent",
    }
)

ROWS: tuple[Row, ...] = (
    Row(NO_ACT, Way.NONE, "不是对政府信息公开申请的处理决定"),
    Row(GRANTED, Way.EITHER, _FREE),
    Row(WITHHELD | PARTLY | QUERY | OTHERS | UNANSWERED, Way.EITHER, _FREE, until=_REVISED),
    Row(WITHHELD | QUERY, Way.RECONSIDERATION_FIRST, _FIRST, _REVISED, _INTERPRETED),
    Row(PARTLY | OTHERS, Way.ARGUED, _UNSETTLED, _REVISED, _INTERPRETED),
    Row(WITHHELD, Way.RECONSIDERATION_FIRST, f"{_FIRST}；{_READING}", _INTERPRETED),
    Row(PARTLY, Way.ARGUED, f"{_READING}，视未公开部分是否依据条例第十四至十六条", _INTERPRETED),
    Row(QUERY | OTHERS, Way.EITHER, _READING, _INTERPRETED),
    Row(UNANSWERED, Way.ARGUED, _SILENCE, _REVISED),
)


def remedy(outcome: str, on: date, rows: Sequence[Row] = ROWS) -> Remedy:
    """By the outcome's code and the day from which limits run: of the decision, or of the due
    day where nobody answered. LookupError where no row, or more than one, covers it."""
    found = [row for row in rows if outcome in row.outcomes and row.since <= on < row.until]
    if len(found) != 1:
        raise LookupError(f"{outcome} on {on}: {len(found)} rows")
    row = found[0]
    if row.way is Way.NONE:
        return Remedy(row.way, row.source, None, None)
    direct = row.way is not Way.RECONSIDERATION_FIRST
    return Remedy(
        way=row.way,
        source=row.source,
        reconsideration_by=on + timedelta(days=RECONSIDERATION_DAYS),
        suit_by=months_after(on, SUIT_MONTHS) if direct else None,
    )


def suit_after_reconsideration(received: date) -> date:
    """The last day for a suit after the decision on a reconsideration was received."""
    return received + timedelta(days=SUIT_AFTER_DECISION_DAYS)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last where it has no such day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
