"""Two runs compared: what moved a city is told apart, and the parts add up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scoring.analysis.comparison import Move, compare_runs
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.inputs.services.value import value_set
from scoring.methods.services import edition_choose_method
from scoring.models import Basis, IndicatorValue
from scoring.reference.services import method_load
from surveys.models import Answer, City
from surveys.open_edition import edition_touch
from tests.builders import make_user
from tests.scoring.scored import Scored, compute

pytestmark = pytest.mark.django_db
APPROVED = Basis.APPROVED.value


@pytest.mark.parametrize(
    ("ranks", "places"), [((5, 2), 3), ((2, 5), -3), ((None, 5), None), ((5, None), None)]
)
def test_places_between_two_ranks(ranks: tuple[int | None, int | None], places: int) -> None:
    unknown = {"old_score": None, "new_score": None, "data": None, "coding": None, "method": None}
    move = Move(City(name="甲市"), *ranks, **unknown)
    assert move.places == places


def test_a_run_against_itself_moves_nobody(scored: Scored) -> None:
    both = compare_runs(scored.run, scored.run)
    assert both.kendall == pytest.approx(1.0)
    assert both.moved == 0
    assert both.changed_cells == both.changed_coded_cells == 0


def test_a_changed_statistic_is_data_alone(scored: Scored) -> None:
    value = IndicatorValue.objects.filter(edition=scored.edition)[0]
    value_set(
        actor=make_user("manager"),
        edition=scored.edition,
        city=scored.cities[5],
        indicator=value.indicator,
        value=999.0,
        reason="试验",
    )
    both = compare_runs(scored.run, compute(scored.edition)[APPROVED])
    assert (both.changed_cells, both.changed_coded_cells) == (1, 0)
    for move in both.moves:
        assert move.coding == pytest.approx(0)
        assert move.method == pytest.approx(0)
        assert move.data == pytest.approx(move.places or 0)


def test_causes_add_up_when_all_three_change(scored: Scored) -> None:
    manager = make_user("manager")
    answer = Answer.objects.filter(edition=scored.edition, choice="yes")[0]
    Answer.objects.filter(pk=answer.pk).update(choice="no")
    edition_touch(edition=scored.edition)
    value = IndicatorValue.objects.filter(edition=scored.edition)[0]
    value_set(
        actor=manager,
        edition=scored.edition,
        city=scored.cities[4],
        indicator=value.indicator,
        value=50.0,
        reason="试验",
    )
    ranked = replace(Method.default(), normalise=make_step("normalise", "zscore"))
    version = method_load(method=ranked, name="zscore")
    edition_choose_method(actor=manager, edition=scored.edition, version=version)
    both = compare_runs(scored.run, compute(scored.edition)[APPROVED])
    assert both.method_changes
    assert (both.changed_cells, both.changed_coded_cells) == (1, 1)
    for move in both.moves:
        parts = (move.data or 0) + (move.coding or 0) + (move.method or 0)
        assert parts == pytest.approx(move.places or 0, abs=1e-9)
