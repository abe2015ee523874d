"""A row of a city's sheet: what stands in it and with which mark."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.analysis.city_markup import CityRows
from scoring.analysis.city_sheet import Cell
from scoring.models import ImportBatch, Indicator, IndicatorValue, Node
from surveys.models import Answer
from tests.scoring.scored import Scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
YEARBOOK: dict[str, Any] = {"value": 1.0, "source": "年鉴<1>", "approved": True}
WAIT = '<span class="badge wait">'


def row_of(code: str, **facts: Any) -> str:
    given = {"raw": 1.5, "score": 25.0, "treated": None, "answer": None, "value": None, **facts}
    return CityRows()._row(Cell(Indicator.objects.get(code=code), **given))


def rests_on(code: str, **facts: Any) -> str:
    return row_of(code, **facts).rpartition("<td")[2].partition(">")[2].partition("</td>")[0]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "年鉴&lt;1&gt;"),
        ({"source": "", "reason": "更正"}, "更正"),
        ({"reference_year": 2021}, "年鉴&lt;1&gt; · 2021"),
        ({"approved": False}, f"年鉴&lt;1&gt; {WAIT}not signed off</span>"),
        (
            {"batch": ImportBatch(name="值.csv"), "reference_year": 2021},
            '年鉴&lt;1&gt; · 2021 · <span class="muted">值.csv</span>',
        ),
    ],
)
def test_a_value_rests_on_its_source(
    scored_world: Scored, fields: dict[str, Any], told: str
) -> None:
    value = IndicatorValue(**YEARBOOK | fields)
    assert rests_on("R1.1.1", value=value) == told
    over = told.replace(f" {WAIT}not signed off</span>", "")
    overridden = f"{over} {WAIT}overrides the answer</span>{told.removeprefix(over)}"
    assert rests_on("G1.1.1", value=value) == overridden


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_says_how_far_it_is_and_whether_it_counts(
    scored_world: Scored, late: bool
) -> None:
    answer = Answer.objects.filter(question__code="leading_group")[0]
    link = f'<a href="/answers/{answer.pk}/">{answer.question.name}: {answer.value_display}</a>'
    told = f" {WAIT}late: does not count</span>" if late else ""
    for state, mark in ((Answer.State.APPROVED, "ok"), (Answer.State.IN_REVIEW, "wait")):
        answer.state = state
        badge = f'<span class="badge {mark}">{answer.get_state_display()}</span>'
        assert rests_on("G1.1.1", answer=answer, late=late) == f"{link} {badge}{told}"


def test_what_is_missing_says_where_its_weight_goes(scored_world: Scored) -> None:
    nothing = '<span class="muted">–</span>'
    assert rests_on("R1.1.1") == nothing
    heir = Node.objects.get(code="R1.1")
    for node, words in (
        (heir, f"missing (its weight goes to the other indicators of {heir.name})"),
        (None, "missing (filled by the method&#x27;s rule)"),
    ):
        row = row_of("R1.1.1", raw=None, score=None, heir=node)
        assert f'<td colspan="3" class="muted">{words}</td><td>{nothing}</td></tr>' in row


def test_an_outlier_and_a_direction_are_marked(scored_world: Scored) -> None:
    for indicator in (
        Indicator.objects.filter(direction=1)[0],
        Indicator.objects.filter(direction=-1)[0],
    ):
        row = row_of(indicator.code, treated=1.25)
        assert ("Less is better" in row) is (indicator.direction == -1)
        assert ">→ 1.25</span>" in row
        assert "→" not in row_of(indicator.code)
