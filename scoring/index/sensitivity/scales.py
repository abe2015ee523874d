"""Normalisation and aggregation drawn together, and which pairs a method can be drawn with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from scoring.index.codes import Reason
from scoring.index.method.method import Method
from scoring.index.method.rules import make_step
from scoring.index.refusals import MethodError
from scoring.index.rules.means import power_of
from scoring.index.rules.normalise import NORMALISE
from scoring.index.rules.rescale import RENORMALISE
from scoring.index.rules.rule import ScaleRule, Step
from scoring.index.tree.tree import Tree

Scaling = ScaleRule[Callable[..., object]]
Entry = tuple[str, Step, Scaling]


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
    return tuple(s for s in default_scales() if clash(s, method, tree) is None) or (own,)


def clash(scale: Scale, method: Method, tree: Tree) -> MethodError | None:
    """Why a drawn scale cannot go with the method's rules of single indicators and nodes.

    None where it can. A mean of exponent p <= 0 needs values above 0, one of p > 0 other
    than 1 values from 0. The method's own scale has computed the run already and is taken as
    it is.
    """
    if scale == Scale(method.normalise, method.aggregate):
        return None
    drawn = replace(method, normalise=scale.normalise, aggregate=scale.aggregate)
    means = {code: drawn.node_step("aggregate", code) for code in reversed(tree.node_codes)}
    if all(power_of(mean) == 1.0 for mean in means.values()):
        return None  # arithmetic means take every value
    entering: dict[str, list[Entry]] = {}
    for code, mean in means.items():
        p = power_of(mean)
        entering[code] = _entering(code, drawn, tree, entering)
        for name, step, rule in entering[code]:
            if not _suits(rule.least(step), p):
                needs = Reason.NEEDS_ABOVE_ZERO if p <= 0 else Reason.NEEDS_FROM_ZERO
                told = {"rule": mean.rule, "node": code, "step": str(step), "child": name}
                return MethodError("scales", needs, **told)
    return None


def _entering(
    code: str, method: Method, tree: Tree, below: Mapping[str, list[Entry]]
) -> list[Entry]:
    """Where the values entering a node come from, by which step, and its row in the table.

    A child node that is not rescaled passes on a mean, which lies among what entered it:
    ``below`` has that of every node under this one.
    """
    found: list[Entry] = []
    for child in tree.layout.children_of(code):
        name = tree.layout.codes[child]
        if child < len(tree.leaf_codes):
            step = method.indicator_step("normalise", name)
            found.append((name, step, NORMALISE[step.rule]))
            continue
        step = method.node_step("renormalise", name)
        if step.rule == "none":
            found += below[name]
        else:
            found.append((name, step, RENORMALISE[step.rule]))
    return found


def _suits(least: float, p: float) -> bool:
    """Whether values from ``least`` on all have a mean of exponent p."""
    return p == 1.0 or least > 0 or (p > 0 and least == 0)
