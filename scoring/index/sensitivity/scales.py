"""Normalisation and aggregation drawn together, and which pairs a method can be drawn with."""

from dataclasses import dataclass, replace

from scoring.index.chain.means import power_of
from scoring.index.method.method import Method
from scoring.index.method.rules import Step, make_step
from scoring.index.tree.tree import Tree


@dataclass(frozen=True)
class Scale:
    """A normalisation with the aggregation that suits it; the two are drawn together."""

    normalise: Step
    aggregate: Step


def default_scales() -> tuple[Scale, ...]:
    """Min-max, z-scores and percentile ranks with the arithmetic mean; min-max geometric."""
    arithmetic = make_step("aggregate", "arithmetic")
    plain = tuple(
        Scale(make_step("normalise", rule), arithmetic)
        for rule in ("minmax", "zscore", "percent_rank")
    )
    positive = make_step("normalise", "minmax", {"lower": 1.0, "upper": 100.0})
    return (*plain, Scale(positive, make_step("aggregate", "geometric")))


def possible_scales(method: Method, tree: Tree) -> tuple[Scale, ...]:
    """The default scales that the method's other rules go together with, or else its own."""
    own = Scale(method.normalise, method.aggregate)
    return tuple(s for s in default_scales() if not clash(s, method, tree)) or (own,)


def clash(scale: Scale, method: Method, tree: Tree) -> str:
    """Why a drawn scale cannot go with the method's rules of single indicators and nodes.

    Empty where it can. A mean of exponent p <= 0 needs values above 0, one of p > 0 other
    than 1 values from 0. The method's own scale has computed the run already and is taken as
    it is.
    """
    if scale == Scale(method.normalise, method.aggregate):
        return ""
    drawn = replace(method, normalise=scale.normalise, aggregate=scale.aggregate)
    for code in reversed(tree.node_codes):
        mean = drawn.node_step("aggregate", code)
        p = power_of(mean)
        for name, step in _entering(code, drawn, tree):
            if not _suits(step, p):
                return (
                    f"the {mean.rule} mean of {code} needs values {'above' if p <= 0 else 'from'} "
                    f"0, which {step} of {name} does not give"
                )
    return ""


def _entering(code: str, method: Method, tree: Tree) -> list[tuple[str, Step]]:
    """The steps that the values entering a node come from, with where they stand.

    A child node that is not rescaled passes on a mean, which lies among what entered it.
    """
    found = []
    for child in tree.layout.children_of(code):
        name = tree.layout.codes[child]
        if child < len(tree.leaf_codes):
            found.append((name, method.indicator_step("normalise", name)))
            continue
        step = method.node_step("renormalise", name)
        found += [(name, step)] if step.rule != "none" else _entering(name, method, tree)
    return found


def _suits(step: Step, p: float) -> bool:
    """Whether all values that a step gives have a mean of exponent p."""
    if p == 1.0 or step.rule == "rank":
        return True
    if step.rule == "minmax":
        return step.number("lower") > 0 or (p > 0 and step.number("lower") == 0)
    return p > 0 and step.rule in ("percent_rank", "goalposts")
