"""A row of an explanation: both contributions and their difference, or why there is none."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scoring.analysis.explanation.markup import LineRows
from scoring.analysis.explanation.told import LEAF, Line
from scoring.rendered.links import CityLinks
from scoring.templatetags.figures import signed
from surveys.models import Answer

pytestmark = pytest.mark.usefixtures("english")
ROWS = LineRows(CityLinks("2025-a", "?basis=approved"), "110000", "甲市", "中位")
LABELS = ["Value", "Score", "Effective weight", "甲市", "中位", "Difference"]
MISSING = '<span class="muted">missing</span>'
SHARES: dict[str, Any] = {"raw": 1234.5, "other_raw": 2.0, "score": 25.0, "weight": 0.01234}


def line(depth: int = LEAF, **facts: Any) -> Line:
    return Line("R1.1.1", "耕地<率>", depth, **{"own": 3.25, "other": 1.0, **facts})


def cells(row: str) -> list[str]:
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            {**SHARES, "unit": "%"},
            ['1,234.5 <small class="muted">%</small>', "25.00", "1.23%", "3.25", "1.00", "+2.25"],
        ),
        (SHARES, ["1,234.5", "25.00", "1.23%", "3.25", "1.00", "+2.25"]),
        (
            {**SHARES, "other_raw": None, "other": 0.0},
            ["1,234.5", "25.00", "1.23%", "3.25", '<span class="muted">missing</span>', "–"],
        ),
        (
            {"other_raw": 2.0, "heir": "耕地"},
            ["missing (its weight goes to the other indicators of 耕地)", "–", "1.00", "–"],
        ),
        ({"other_raw": 2.0}, ["missing (filled by the method&#x27;s rule)", "3.25", "1.00", "–"]),
    ],
)
def test_of_an_indicator(facts: dict[str, Any], told: list[str]) -> None:
    row = ROWS._tree([line(**facts)])
    assert cells(row) == told
    labels = LABELS if len(told) == len(LABELS) else LABELS[3:]
    assert re.findall(r'data-label="([^"]*)"', row) == labels
    assert f'<tr class="depth-{LEAF}"><th scope="row">' in row
    assert (
        '<a href="/editions/2025-a/cities/110000/?basis=approved#i-R1.1.1">耕地&lt;率&gt;</a>'
        in row
    )


def test_of_a_node_the_sums_alone_stand_there() -> None:
    row = ROWS._tree([line(2, other=4.0)])
    assert cells(row) == ["", "", "", "3.25", "4.00", "−0.75"]
    assert '<tr class="depth-2 group">' in row
    assert "<a " not in row


def test_an_indicator_leads_to_the_answer_that_it_rests_on() -> None:
    row = ROWS._tree([line(**SHARES, answer=Answer(pk=7))])
    assert row.index("#i-R1.1.1") < row.index(
        '<a class="small nowrap" href="/answers/7/">the answer'
    )


@pytest.mark.parametrize(
    ("effect", "points", "badge"),
    [(2.254, 2.25, "ok"), (-0.75, -0.75, "bad"), (0.004, 0.01, "ok"), (-0.004, 0.0, "bad")],
)
def test_an_effect_stands_beside_both_values(effect: float, points: float, badge: str) -> None:
    """The points are those that add up on the page; the badge goes by the effect itself."""
    row = ROWS.effects([line(**SHARES, unit="%", effect=effect)], {"R1.1.1": points})
    other, own = (f'{value} <small class="muted">%</small>' for value in ("2", "1,234.5"))
    assert cells(row) == [other, own, f'<span class="badge {badge}">{signed(points)}</span>']
    assert re.findall(r'data-label="([^"]*)"', row) == ["中位", "甲市", "Effect"]
    assert "missing" not in row


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"raw": None, "other_raw": 2.0}, ["2", MISSING]),
        ({"raw": 2.0, "other_raw": None}, [MISSING, "2"]),
        ({"raw": None, "other_raw": None}, [MISSING, MISSING]),
    ],
)
def test_what_one_side_lacks_stands_as_missing(facts: dict[str, Any], told: list[str]) -> None:
    row = ROWS.effects([line(**facts, effect=-1.0)], {"R1.1.1": -1.0})
    assert cells(row)[:2] == told
