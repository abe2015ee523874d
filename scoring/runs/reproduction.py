"""A stored run computed again from what it keeps, and whether the same comes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.index.chain.chain import Result, compute
from scoring.index.exchange.fingerprint import input_hash
from scoring.index.method.method import Method, method_from_json
from scoring.index.tree.tree import Tree
from scoring.models import CityScore, ScoreRun
from scoring.models.tree import SCORED
from scoring.runs.block import Block, BrokenBlock, block_unpack

# Machines differ in the last bits of a sum; ranks are made from scores rounded far above.
RELATIVE = 1e-12


@dataclass(frozen=True)
class Reproduction:
    """A run with its inputs, tree and method as stored, and a fresh result of them."""

    run: ScoreRun
    block: Block
    tree: Tree
    method: Method
    result: Result

    def row(self, adcode: str) -> int:
        """The city's row; ValueError where the run does not hold it."""
        if adcode not in self.block.adcodes:
            raise ValueError(f"run {self.run.pk} holds no city {adcode!r}")
        return self.block.adcodes.index(adcode)


def reproduce(run: ScoreRun) -> Reproduction:
    """Compute the run again; a few milliseconds. `run` may have come without its block."""
    block = block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))
    method = method_from_json(run.method.parameters)
    tree = block.tree()
    result = compute(block.raw, tree, method, groups=block.group_labels())
    return Reproduction(run, block, tree, method, result)


def verify(run: ScoreRun) -> list[str]:
    """What does not hold; empty where the run is proven.

    Checked: the hash of the stored inputs, scores to 1e-12 relative, ranks exactly, and
    the table of cities against the block.
    """
    try:
        again = reproduce(run)
    except BrokenBlock as error:
        return [str(error)]
    block, result = again.block, again.result
    faults = []
    found = input_hash(block.adcodes, block.indicator_codes, block.raw)
    if found != run.input_hash:
        faults.append(f"input hash: stored {run.input_hash}, recomputed {found}")
    faults += _score_faults(block, result)
    if not np.array_equal(block.ranks, result.ranks):
        row, column = np.argwhere(block.ranks != result.ranks)[0]
        place = f"{block.adcodes[row]} {block.node_codes[column]}"
        stored, fresh = block.ranks[row, column], result.ranks[row, column]
        faults.append(f"rank of {place}: stored {stored}, recomputed {fresh}")
    return faults + _table_faults(run, block)


def _score_faults(block: Block, result: Result) -> list[str]:
    same = np.isclose(block.scores, result.scores, rtol=RELATIVE, atol=0.0, equal_nan=True)
    if same.all():
        return []
    row, column = np.argwhere(~same)[0]
    place = f"{block.adcodes[row]} {block.node_codes[column]}"
    stored, fresh = block.scores[row, column], result.scores[row, column]
    return [f"score of {place}: stored {stored!r}, recomputed {fresh!r}"]


def _table_faults(run: ScoreRun, block: Block) -> list[str]:
    """The 337-row table repeats five columns of the block; they must be the same numbers."""
    faults = []
    rows = {adcode: row for row, adcode in enumerate(block.adcodes)}
    cities = CityScore.objects.filter(run=run).select_related("city")
    if len(cities) != len(block.adcodes):
        faults.append(f"table: {len(cities)} cities, the block has {len(block.adcodes)}")
    for city in cities:
        row = rows.get(city.city.adcode)
        if row is None:
            faults.append(f"table: {city.city.adcode} is not in the block")
            continue
        for code, field in SCORED:
            rank = int(block.ranks[row, block.node_codes.index(code)]) or None
            if getattr(city, f"{field}_rank") != rank:
                stored = getattr(city, f"{field}_rank")
                faults.append(f"table: {city.city.adcode} {field} rank {stored}, block {rank}")
    return faults
