"""Which normalisations and means a method can be drawn with, as the chain itself decides."""

from dataclasses import replace

import pytest

from scoring.index.chain.chain import compute
from scoring.index.codes import Reason
from scoring.index.method.method import IndicatorRules, Method, NodeRules
from scoring.index.method.rules import make_step
from scoring.index.refusals import DataError
from scoring.index.sensitivity.design import Design, Plan
from scoring.index.sensitivity.monte_carlo import run_block
from scoring.index.sensitivity.scales import Scale, clash, default_scales, possible_scales
from tests.index.sample import TREE, sample

PLAIN = make_step("renormalise", "minmax")
SHIFTED = make_step("renormalise", "minmax", {"lower": 1.0})
HARMONIC = make_step("aggregate", "harmonic")
METHODS = {
    "nodes from 0": replace(Method(), renormalise=PLAIN),
    "nodes from 1": replace(Method(), renormalise=SHIFTED),
    "one node from 0": Method(nodes={"A1": NodeRules(renormalise=PLAIN)}),
    "z-scores of one node": Method(
        nodes={"B": NodeRules(renormalise=make_step("renormalise", "zscore"))}
    ),
    "own mean": Method(
        normalise=make_step("normalise", "minmax", {"lower": 1.0}),
        nodes={"A": NodeRules(aggregate=HARMONIC)},
    ),
    "own normalisation": Method(
        indicators={"c1": IndicatorRules(normalise=make_step("normalise", "minmax"))}
    ),
}


@pytest.mark.parametrize("name", METHODS)
def test_a_scale_clashes_where_the_chain_refuses_it(name: str) -> None:
    method, raw = METHODS[name], sample(missing=0.0)
    for scale in default_scales():
        drawn = replace(method, normalise=scale.normalise, aggregate=scale.aggregate)
        try:
            compute(raw, TREE, drawn)
        except DataError:
            assert clash(scale, method, TREE)
        else:
            assert not clash(scale, method, TREE)


@pytest.mark.parametrize("name", METHODS)
def test_the_possible_scales_can_all_be_drawn(name: str) -> None:
    method, raw = METHODS[name], sample()
    scales = possible_scales(method, TREE)
    assert scales
    ranks = run_block(Plan(raw, TREE, method, Design(scales=scales), 1), 0)
    assert (ranks.max(axis=1) > 30).all()


def test_a_clash_names_the_node_and_what_enters_it() -> None:
    geometric = default_scales()[3]
    found = clash(geometric, METHODS["one node from 0"], TREE)
    assert found is not None
    assert found.code == Reason.NEEDS_ABOVE_ZERO
    assert found.reason == (
        "the geometric mean of A needs values above 0, which minmax:lower=0:upper=100 of A1 "
        "does not give"
    )
    squares = make_step("aggregate", "generalised", {"p": 2})
    assert not clash(Scale(make_step("normalise", "minmax"), squares), Method(), TREE)
    assert clash(Scale(make_step("normalise", "zscore"), squares), Method(), TREE)
