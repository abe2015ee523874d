"""What separates two units, or two years of one: effects add up, and a gap is nobody's gain."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.interpretation.comparison import Inputs
from scoring.index.interpretation.contributions import contributions
from scoring.index.interpretation.effects import Effects, End, effects
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from tests.index.interpretation.test_contributions import METHODS
from tests.index.sample import GROUPS, TREE, sample

COLUMN = {code: i for i, code in enumerate(TREE.leaf_codes)}
ROW = 7


def end(raw: np.ndarray, method: Method | None = None, row: int = ROW) -> End:
    method = method or Method()
    result = compute(raw, TREE, method, groups=GROUPS)
    return End(Inputs(raw, method, GROUPS), TREE, result, contributions(result, TREE, method), row)


def without(raw: np.ndarray, *codes: str) -> np.ndarray:
    bare = raw.copy()
    bare[ROW, [COLUMN[code] for code in codes]] = np.nan
    return bare


def told(one: End, other: End) -> Effects:
    found = effects(one, other)
    assert found is not None
    return found


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("row", range(0, 40, 3))
def test_effects_add_up_for_every_method(name: str, row: int) -> None:
    one = end(sample(3, 0.2), METHODS[name], row)
    other = end(sample(4, 0.2), METHODS[name], row)
    found = effects(one, other)
    if found is None:
        assert METHODS[name].availability > 0
        return
    assert found.gap() < 1e-9
    assert found.difference == one.score - other.score
    kept = one.present & other.present
    assert (found.absent == (one.present ^ other.present)).all()
    if METHODS[name].missing.rule == "rescale":
        assert found.missing == pytest.approx(float(found.values[found.absent].sum()), abs=1e-9)
    between = found.bare[0].score - found.bare[1].score
    assert found.missing == pytest.approx(found.difference - between, abs=1e-9)
    assert not found.values[~kept & ~found.absent].any()


def test_the_way_back_is_the_same_with_the_other_sign() -> None:
    one, other = end(sample(3, 0.2)), end(sample(4, 0.2))
    there, back = told(one, other), told(other, one)
    np.testing.assert_allclose(there.values, -back.values, atol=1e-12)
    assert there.missing == pytest.approx(-back.missing)


@pytest.mark.parametrize(
    "codes", [("a1",), ("a1", "a2"), ("b1", "b3"), ("c1", "c2"), ("a3", "b1", "c3")]
)
def test_what_is_missing_alone_moves_the_score_alone(codes: tuple[str, ...]) -> None:
    """The weight that went to others is in the item of what is missing: nobody gains by it."""
    raw = sample(missing=0.0)
    full, bare = end(raw), end(without(raw, *codes))
    found = told(bare, full)
    columns = [COLUMN[code] for code in codes]
    assert not np.delete(found.values, columns).any()
    assert found.values[columns].sum() == pytest.approx(bare.score - full.score)
    assert found.missing == pytest.approx(found.difference)
    came = told(full, bare)
    np.testing.assert_allclose(came.values, -found.values)


def test_a_gap_costs_what_was_above_the_rest_of_its_node() -> None:
    """b1 beside b2 (weight 1 to 3 of B1, which is half of B, which is half of the index)."""
    raw = sample(missing=0.0)
    found = told(end(without(raw, "b1")), full := end(raw))
    x = full.result.normalised[ROW]
    lost = 0.5 * 0.5 * 0.25 * (x[COLUMN["b2"]] - x[COLUMN["b1"]])
    assert found.values[COLUMN["b1"]] == pytest.approx(lost)


def test_a_node_that_is_gone_leaves_its_weight_to_the_next_above() -> None:
    """Without b3, B2 is gone and B is B1 alone."""
    raw = sample(missing=0.0)
    found = told(end(without(raw, "b3")), full := end(raw))
    x = full.result.normalised[ROW]
    rest = 0.25 * x[COLUMN["b1"]] + 0.75 * x[COLUMN["b2"]]
    assert found.values[COLUMN["b3"]] == pytest.approx(0.5 * 0.5 * (rest - x[COLUMN["b3"]]))


def test_a_changed_value_is_weighed_by_what_both_years_have() -> None:
    raw = sample(missing=0.0)
    later = without(raw, "a1")
    later[ROW, COLUMN["a2"]] = np.nanmax(raw[:, COLUMN["a2"]])
    before, after = end(raw), end(later)
    found = told(after, before)
    change = after.result.normalised[ROW] - before.result.normalised[ROW]
    # A2 has two thirds of A; a2 alone is left of A1; A is a quarter of the index.
    expected = 0.25 * (1 / 3) * change[COLUMN["a2"]]
    assert found.values[COLUMN["a2"]] == pytest.approx(expected)
    moved = [COLUMN["a1"], COLUMN["a2"]]
    assert not np.delete(found.values, moved).any()


def test_what_a_rule_fills_in_belongs_to_the_gap() -> None:
    method = replace(Method(), missing=make_step("missing", "worst"))
    raw = sample(missing=0.0)
    found = told(end(without(raw, "a3"), method), end(raw, method))
    assert found.missing == pytest.approx(found.difference)
    assert np.flatnonzero(np.abs(found.values) > 1e-12).tolist() == [COLUMN["a3"]]


def test_nothing_changed_is_nothing_told() -> None:
    same = end(sample(missing=0.1))
    found = told(same, same)
    assert (found.difference, found.missing, found.rest) == (0.0, 0.0, 0.0)
    assert not found.values.any()
    assert found.bare == (same, same)


def test_two_that_share_too_little_cannot_be_told_apart() -> None:
    method = replace(Method(), availability=0.6)
    raw = sample(missing=0.0)
    one = end(without(raw, "a1", "a2", "a3"), method)
    other = end(without(raw, "b1", "b2", "b3"), method)
    assert effects(end(raw, method), end(raw, method)) is not None
    assert effects(one, other) is None
