"""What separates the two sides of an explanation, by indicator and by cause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.analysis.comparison import coded_columns
from scoring.analysis.sides import Side
from scoring.index.interpretation.comparison import Inputs, attribute
from scoring.index.interpretation.effects import Effects, End, effects


@dataclass(frozen=True)
class Causes:
    """Points of a change between two runs by cause; with the rest they sum to it.

    `missing` is what the city's own values do that came or went; the others are the means
    over all orders in which data, coding and method can change, as in the comparison of runs.
    """

    missing: float
    data: float
    coding: float
    method: float


def effects_of(side: Side, other: Side) -> Effects | None:
    return effects(_end(side), _end(other))


def causes_of(side: Side, other: Side, found: Effects) -> Causes | None:
    """None within one run, and where the two runs have another tree or other cities, or the
    city loses its score on the way: then nothing tells the causes apart."""
    one, two = side.run, other.run
    if one.run.pk == two.run.pk:
        return None
    if one.tree != two.tree or one.block.adcodes != two.block.adcodes:
        return None
    new, old = found.bare
    ends = old.result, new.result
    coded = coded_columns(one)
    parts = attribute(old.inputs, new.inputs, one.tree, coded, ends=ends).score[side.row]
    if np.isnan(parts).any():
        return None
    data, coding, method = (float(part) for part in parts)
    return Causes(found.missing, data, coding, method)


def _end(side: Side) -> End:
    run = side.run
    inputs = Inputs(run.block.raw, run.method, run.block.group_labels())
    return End(inputs, run.tree, run.result, side.parts, side.row)
