from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.index.tree.tree import effective_weights, local_weights
from scoring.methods.outline import Outline, outline_read, shares
from scoring.methods.trial import Ground, effect_of, ground_of, method_try
from scoring.models import Indicator, ScoreRun
from scoring.runs.block import block_unpack
from surveys.reference_state import reference_changed
from tests.scoring.inputs.sheets import INDICATORS
from tests.scoring.scored import Scored, make_scored

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def scored(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scored]:
    """Made once: no test keeps what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scored(30)
        transaction.set_rollback(True)


@pytest.fixture
def outline(scored: Scored) -> Outline:
    return outline_read()


@pytest.fixture
def ground(scored: Scored, outline: Outline) -> Ground:
    found = ground_of(scored.run, outline.tree)
    assert found is not None
    return found


def test_the_outline_is_the_products_tree(outline: Outline) -> None:
    walked = list(outline.root.walk())
    assert walked[0].code == "INDEX"
    assert [item.code for item in outline.root.children] == ["R", "G", "C", "M"]
    assert sum(item.is_leaf for item in walked) == INDICATORS
    assert outline.tree.leaf_codes == tuple(Indicator.objects.values_list("code", flat=True))
    assert outline.label("R").startswith("R ")
    assert outline.label("nothing") == "nothing"


def test_shares_are_the_effective_weights(outline: Outline) -> None:
    local = local_weights(outline.tree, {"R": 3.0})
    found = shares(outline.tree, local)
    leaves = [found[code] for code in outline.tree.leaf_codes]
    assert leaves == pytest.approx(effective_weights(outline.tree, local))
    assert (found["INDEX"], found["R"], found["G"]) == pytest.approx((1, 3 / 6, 1 / 6))


def test_the_runs_own_method_changes_no_rank(ground: Ground, outline: Outline) -> None:
    trial = method_try(ground, outline.tree, Method.default())
    assert trial.result is not None
    effect = effect_of(ground, trial.result)
    assert effect.movers == effect.lost == effect.gained == ()
    assert effect.top_before == effect.top_after
    for column in effect.columns:
        assert (column.spearman, column.kendall) == pytest.approx((1, 1))
        assert (column.moved, column.largest) == ((0, 0, 0), 0)


def test_moves_are_counted_as_by_hand(ground: Ground, outline: Outline) -> None:
    """Only R counts: the composite's ranks become those of R."""
    only_r = Method(weights={"G": 0.0, "C": 0.0, "M": 0.0})
    result = method_try(ground, outline.tree, only_r).result
    assert result is not None
    effect = effect_of(ground, result)
    before, after = ground.ranks[:, 0], ground.ranks[:, 1]
    shift = np.abs(before - after)
    composite = effect.columns[0]
    assert composite.code == "INDEX"
    assert composite.moved == tuple((shift > places).sum() for places in (5, 10, 20))
    assert composite.largest == shift.max() == abs(effect.movers[0].places)
    assert [abs(m.places) for m in effect.movers] == sorted(shift[shift > 0], reverse=True)[:20]
    assert [move.after for move in effect.top_after] == list(range(1, 11))
    assert effect.columns[1].moved == (0, 0, 0)


def test_a_city_that_loses_its_rank_is_listed(ground: Ground, outline: Outline) -> None:
    raw = ground.raw.copy()
    raw[0] = np.nan
    short = replace(ground, raw=raw)
    result = method_try(short, outline.tree, Method.default()).result
    assert result is not None
    assert [move.adcode for move in effect_of(short, result).lost] == [ground.adcodes[0]]


def test_a_geometric_mean_over_zeros_names_node_child_and_city(
    ground: Ground, outline: Outline
) -> None:
    trial = method_try(ground, outline.tree, Method(aggregate=make_step("aggregate", "geometric")))
    assert trial.result is None
    stop = trial.stop
    assert stop is not None
    assert outline.items[stop.child].parent == stop.node
    assert stop.adcode in ground.adcodes
    assert stop.rule == "geometric"


def test_a_run_of_another_tree_is_no_ground(scored: Scored, outline: Outline) -> None:
    run = ScoreRun.objects.get(pk=scored.run.pk)
    assert ground_of(run, outline.tree) is not None
    Indicator.objects.filter(code="R1.1.1").update(code="R1.1.9")
    reference_changed()
    assert ground_of(run, outline_read().tree) is None


def test_a_damaged_run_is_no_ground(scored: Scored, outline: Outline) -> None:
    ScoreRun.objects.filter(pk=scored.run.pk).update(block=b"damaged")
    assert ground_of(scored.run, outline.tree) is None


def test_columns_follow_the_trees_order(scored: Scored, ground: Ground, outline: Outline) -> None:
    block = block_unpack(bytes(ScoreRun.objects.get(pk=scored.run.pk).block))
    column = block.indicator_codes.index("M1.1.1")
    mine = outline.tree.leaf_codes.index("M1.1.1")
    assert np.array_equal(ground.raw[:, mine], block.raw[:, column], equal_nan=True)
    assert set(ground.groups) == {"province", "region", "level"}
