"""What a late letter must not reach: review order, coding error, the city's page; an upgrade."""

from __future__ import annotations

import pytest

from scoring.analysis.city_sheet import (
    Cell,
    Coded,
    answers_by_indicator,
    city_sheet,
    late_indicators,
)
from scoring.analysis.priorities import open_cells
from scoring.models import Basis, ScoreRun
from scoring.runs.block import block_unpack
from scoring.sensitivity.coding_error import _singly_coded
from surveys.models import Answer, City, Question
from surveys.open_edition import edition_touch
from tests.builders import AFTER_CUTOFF, CUTOFF, make_answer, make_reply
from tests.scoring.scored import Scored, compute

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture(scope="module")
def scored_world(scored_world: Scored) -> Scored:
    """The first city has a late reply alone, the second one in time; both are coded 4."""
    survey_round, quality = (
        scored_world.edition.rounds.get(),
        Question.objects.get(code="reply_quality"),
    )
    for city, day in zip(scored_world.cities, (AFTER_CUTOFF, CUTOFF), strict=False):
        make_reply(survey_round, city, received_on=day)
        make_answer(
            scored_world.edition, city, quality, scored_world.coder, 4, Answer.State.APPROVED
        )
    survey_round.closed_on = AFTER_CUTOFF
    survey_round.save()
    edition_touch(edition=scored_world.edition)
    return scored_world


def test_a_late_city_is_scored_and_shown_as_silent_on_both_bases(scored: Scored) -> None:
    late, timely, silent = scored.cities[:3]
    for run in compute(scored.edition).values():
        block = block_unpack(ScoreRun.objects.get(pk=run.pk).block)
        columns = [
            block.indicator_codes.index(cell.indicator.code) for cell in _coded(run, late, scored)
        ]
        assert columns
        rows = [block.adcodes.index(city.adcode) for city in (late, timely, silent)]
        raw = block.raw[rows][:, columns]
        assert (raw[0] == raw[2]).all(), "as silent as the city that sent nothing"
        assert (raw[1] > raw[0]).all()
        assert [cell.late for cell in _coded(run, late, scored)] == [True] * len(columns)
        assert [cell.late for cell in _coded(run, timely, scored)] == [False] * len(columns)


def _coded(run: ScoreRun, city: City, scored: Scored) -> list[Cell]:
    """The cells that rest on the reply's quality."""
    answers = answers_by_indicator(scored.edition, city, scored.coder)
    late = late_indicators(scored.edition, city, answers)
    domains = city_sheet(run, city, Coded(answers, {}, late))
    cells = [cell for domain in domains for group in domain.groups for cell in group.cells]
    return [cell for cell in cells if cell.answer and cell.answer.question.code == "reply_quality"]


def test_an_answer_that_counts_nowhere_has_no_effect_and_no_coding_error(scored: Scored) -> None:
    late, timely = scored.cities[:2]
    single = _singly_coded(scored.edition, Basis.APPROVED)["reply_quality"]
    assert single == [timely.adcode]
    scored.edition.answers.filter(question__code="reply_quality").update(state="in_review")
    open_ones = [cell.city_id for cell in open_cells(scored.edition)]
    assert open_ones == [timely.pk]
    scored.edition.rounds.update(counts_late=True)
    assert {cell.city_id for cell in open_cells(scored.edition)} == {late.pk, timely.pk}
