"""Leaving a gap out against the worst value, for the method's rule and for single ones."""

import numpy as np

from scoring.index.audit.rescaling import places_gained, with_worst
from scoring.index.chain.chain import compute
from scoring.index.method.method import IndicatorRules, Method
from scoring.index.method.rules import make_step
from tests.index.sample import GROUPS, TREE, sample

MEDIANS, WORST, RESCALE = (
    make_step("missing", rule) for rule in ("group_median", "worst", "rescale")
)


def test_only_what_is_left_out_is_filled() -> None:
    own = {"a1": IndicatorRules(missing=RESCALE), "a2": IndicatorRules(missing=MEDIANS)}
    filled = with_worst(Method(indicators=own))
    assert filled.missing == WORST
    assert filled.indicators["a1"].missing == WORST
    assert filled.indicators["a2"].missing == MEDIANS
    assert with_worst(Method(missing=MEDIANS)) == Method(missing=MEDIANS)


def test_places_are_those_between_two_runs() -> None:
    raw, method = sample(), Method()
    result = compute(raw, TREE, method, groups=GROUPS)
    worst = compute(raw, TREE, Method(missing=WORST), groups=GROUPS)
    gained = places_gained(raw, TREE, method, GROUPS, result)
    gaps = np.isnan(raw).any(axis=1)
    assert (gained[gaps] == (worst.ranks - result.ranks)[gaps, 0]).all()
    assert not gained[~gaps].any()
    whole = sample(missing=0.0)
    assert not places_gained(whole, TREE, method, GROUPS, compute(whole, TREE, method)).any()
