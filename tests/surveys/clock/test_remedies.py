"""Remedies by outcome leaf and date."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from ecoasset.env import BASE_DIR
from surveys.clock.remedies import (
    ROWS,
    Way,
    months_after,
    remedy,
    suit_after_reconsideration,
)

BEFORE, REVISED, READ = date(2023, 12, 31), date(2024, 1, 1), date(2025, 6, 1)
DAY = timedelta(days=1)
FIRST, EITHER, ARGUED, NONE = (
    *(Way.RECONSIDERATION_FIRST, Way.EITHER),
    *(Way.ARGUED, Way.NONE),
)
# By the day before the revised law, its first day, the last before the court's reading, its first.
EXPECTED = {
    "granted": (EITHER, EITHER, EITHER, EITHER),
    "partly_granted": (EITHER, ARGUED, ARGUED, ARGUED),
    **dict.fromkeys(
        (
            *("withheld_state_secret", "withheld_other_law", "withheld_security"),
            *("withheld_third_party", "withheld_internal", "withheld_process"),
            "withheld_enforcement_file",
        ),
        (EITHER, FIRST, FIRST, FIRST),
    ),
    "withheld_query": (EITHER, FIRST, FIRST, EITHER),
    **dict.fromkeys(
        (
            *("not_held", "needs_making", "still_unclear", "petition", "repeated"),
            *("publication", "excessive", "reconfirm", "correction_lapsed", "fee_lapsed"),
            *("other", "passed_on_unnamed"),
        ),
        (EITHER, ARGUED, ARGUED, EITHER),
    ),
    **dict.fromkeys(("silent", "refused_intake"), (EITHER, ARGUED, ARGUED, ARGUED)),
    **dict.fromkeys(
        (
            *("no_channel", "consult_answered", "consult_partly", "consult_referred_contact"),
            *("consult_referred", "consult_deferred", "consult_refused", "consult_closed"),
            "consult_silent",
        ),
        (NONE, NONE, NONE, NONE),
    ),
}


@pytest.mark.parametrize("outcome", EXPECTED)
def test_which_way_comes_first(outcome: str) -> None:
    days = (BEFORE, REVISED, READ - DAY, READ)
    assert tuple(remedy(outcome, day).way for day in days) == EXPECTED[outcome]


def test_every_outcome_of_the_table_has_its_remedy_at_every_time() -> None:
    path = BASE_DIR / "fixtures/reference/outcomes.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        codes = {row["code"] for row in csv.DictReader(stream)}
    assert codes == set(EXPECTED)


def test_every_row_names_its_source() -> None:
    assert all(row.source and row.since < row.until for row in ROWS)


@pytest.mark.parametrize(
    ("outcome", "reconsideration", "suit"),
    [
        ("withheld_process", date(2025, 6, 10) + 60 * DAY, None),
        ("not_held", date(2025, 6, 10) + 60 * DAY, date(2025, 12, 10)),
        ("silent", date(2025, 6, 10) + 60 * DAY, date(2025, 12, 10)),
        ("no_channel", None, None),
    ],
)
def test_limits_run_from_the_decision_or_the_due_day(
    outcome: str, reconsideration: date | None, suit: date | None
) -> None:
    found = remedy(outcome, date(2025, 6, 10))
    assert (found.reconsideration_by, found.suit_by) == (reconsideration, suit)


def test_fifteen_days_after_a_reconsideration() -> None:
    assert suit_after_reconsideration(date(2025, 6, 20)) == date(2025, 7, 5)


def test_six_months_end_with_the_month_where_it_has_no_such_day() -> None:
    assert months_after(date(2025, 8, 31), 6) == date(2026, 2, 28)
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_after(date(2025, 6, 30), 6) == date(2025, 12, 30)
    assert months_after(date(2025, 12, 1), 6) == date(2026, 6, 1)


def test_the_unknown_is_refused_and_so_are_rows_that_contradict() -> None:
    with pytest.raises(LookupError, match="nonsense on 2025-06-10: 0 rows"):
        remedy("nonsense", date(2025, 6, 10))
    with pytest.raises(LookupError, match="2 rows"):
        remedy("granted", date(2025, 6, 10), (*ROWS, *ROWS))
