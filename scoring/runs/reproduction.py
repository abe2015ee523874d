"""A stored run computed again from what it keeps, and whether the same comes out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.index.arrays import BoolArray
from scoring.index.chain.chain import Result, compute
from scoring.index.exchange.fingerprint import input_hash
from scoring.index.method.method import Method, method_from_json, method_to_text
from scoring.index.statistics.rank import UNRANKED
from scoring.index.tree.tree import Tree
from scoring.kept_reason import LEGACY, LEGACY_CODE
from scoring.models import CityScore, ScoreRun
from scoring.models.tree import SCORED
from scoring.runs.block import Block, block_unpack
from scoring.runs.version import CODE_VERSION

# Machines differ in the last bits of a sum; ranks are made from scores rounded far above.
RELATIVE = 1e-12
# What deriving indicators finds; the answers behind it are no part of a run.
DERIVING = {"division_by_zero", "overflow", "total_with_gaps"}

# A megabyte and a half of arrays each.
MOST_KEPT = 4

NumberArray = npt.NDArray[np.number]


@dataclass(frozen=True, eq=False)
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
    return _computed(run, block_read(run.pk))


def reproduce_kept(run: ScoreRun) -> Reproduction:
    """As above, for pages: a run never changes, so this process holds the last ones, which
    other requests read too."""
    return _reproduced(*_known_by(run))


def block_kept(run: ScoreRun) -> Block:
    """The stored arrays alone, held in the same way."""
    return _block(*_known_by(run))


def block_read(pk: int) -> Block:
    return block_unpack(ScoreRun.objects.values_list("block", flat=True).get(pk=pk))


def _known_by(run: ScoreRun) -> tuple[int, str, str]:
    """What `facts_of_run` tells it apart by."""
    return run.pk, run.input_hash, run.computed_at.isoformat()


@lru_cache(maxsize=MOST_KEPT)
def _reproduced(pk: int, input_hash: str, computed_at: str) -> Reproduction:
    run = ScoreRun.objects.headers().get(pk=pk)
    return _computed(run, _block(pk, input_hash, computed_at))


@lru_cache(maxsize=MOST_KEPT)
def _block(pk: int, _input_hash: str, _computed_at: str) -> Block:
    return block_read(pk)


def _computed(run: ScoreRun, block: Block) -> Reproduction:
    method = method_from_json(run.method.parameters)
    tree = block.tree()
    result = compute(block.raw, tree, method, groups=block.group_labels())
    return Reproduction(run, block, tree, method, result)


def verify(run: ScoreRun) -> list[str]:
    """What does not hold; empty where the run is proven.

    Checked against a fresh computation from the stored inputs: the method's digest, the hash
    of the inputs, normalised values, weights and scores to 1e-12 relative, ranks and treated
    cells exactly, findings; and the table of cities and the count of ranked ones against
    the block. What cannot even be computed is a fault too, never an error.
    """
    try:
        again = reproduce(run)
        return [*_method_faults(again), *_block_faults(again), *_table_faults(run, again.block)]
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError) as error:
        return [f"it cannot be computed again: {' '.join(str(error).split())}"]


def _method_faults(again: Reproduction) -> list[str]:
    found = hashlib.sha256(method_to_text(again.method).encode()).hexdigest()
    stored = again.run.method.sha256
    return [] if found == stored else [f"method: stored sha256 {stored}, parameters have {found}"]


def _block_faults(again: Reproduction) -> list[str]:
    run, block, result = again.run, again.block, again.result
    faults = []
    found = input_hash(block.adcodes, block.indicator_codes, block.raw)
    if found != run.input_hash:
        faults.append(f"input hash: stored {run.input_hash}, recomputed {found}")
    nodes, leaves = block.node_codes, block.indicator_codes
    faults += _cell_faults("score", block.scores, result.scores, block, nodes)
    faults += _cell_faults("rank", block.ranks, result.ranks, block, nodes)
    faults += _cell_faults("normalised value", block.normalised, result.normalised, block, leaves)
    if not _alike(block.weights, result.effective_weights).all():
        faults.append("weights: not those of the method")
    faults += _treated_faults(block, result)
    faults += _finding_faults(run, result)
    ranked = int(np.count_nonzero(result.ranks[:, 0] != UNRANKED))
    if run.cities_ranked != ranked:
        faults.append(f"cities ranked: stored {run.cities_ranked}, recomputed {ranked}")
    return faults


def _alike(stored: NumberArray, fresh: NumberArray) -> BoolArray:
    if stored.shape != fresh.shape:
        return np.zeros(1, dtype=bool)
    return np.isclose(stored, fresh, rtol=RELATIVE, atol=0.0, equal_nan=True)


def _cell_faults(
    what: str, stored: NumberArray, fresh: NumberArray, block: Block, codes: tuple[str, ...]
) -> list[str]:
    """The first cell that differs, by city and code; whole numbers must be equal."""
    if stored.shape != fresh.shape:
        return [f"{what}s: stored shape {stored.shape}, recomputed {fresh.shape}"]
    same = stored == fresh if np.issubdtype(fresh.dtype, np.integer) else _alike(stored, fresh)
    if same.all():
        return []
    row, column = np.argwhere(~same)[0]
    place = f"{block.adcodes[row]} {codes[column]}"
    old, new = stored[row, column].item(), fresh[row, column].item()
    return [f"{what} of {place}: stored {old!r}, recomputed {new!r}"]


def _treated_faults(block: Block, result: Result) -> list[str]:
    cells = result.treated_cells
    pairs: tuple[tuple[NumberArray, NumberArray], ...] = (
        (block.treated_row, cells.row),
        (block.treated_column, cells.column),
        (block.treated_raw, cells.raw),
        (block.treated_new, cells.new),
        (block.treated_rule, cells.rule),
    )
    same = all(_alike(stored, fresh).all() for stored, fresh in pairs)
    return [] if same else ["treated cells: not those of the method"]


def _finding_faults(run: ScoreRun, result: Result) -> list[str]:
    """The chain's findings end the stored list; before them are those of derived indicators.

    Their numbers belong to the program that computed the run, so another one compares what
    was found where.
    """
    keys = ["code", "severity", "subject"]
    keys += ["details"] if run.code_version == CODE_VERSION else []
    fresh = [{**asdict(finding), "severity": str(finding.severity)} for finding in result.findings]
    start = len(run.findings) - len(fresh)
    stored = [{key: _coded(finding)[key] for key in keys} for finding in run.findings]
    expected = [{key: finding[key] for key in keys} for finding in fresh]
    derived = {finding["code"] for finding in stored[: max(start, 0)]} <= DERIVING
    if start >= 0 and derived and stored[start:] == expected:
        return []
    return ["findings: not those of the inputs and the method"]


def _coded(finding: Mapping[str, Any]) -> Mapping[str, Any]:
    """A finding with the code that it had before its sentence was kept as `legacy`."""
    if finding["code"] != LEGACY:
        return finding
    return {**finding, "code": finding["details"][LEGACY_CODE]}


def _table_faults(run: ScoreRun, block: Block) -> list[str]:
    """The 337-row table repeats ten columns of the block; they must be the same numbers."""
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
            column = block.node_codes.index(code)
            rank = int(block.ranks[row, column]) or None
            stored = getattr(city, f"{field}_rank")
            if stored != rank:
                faults.append(f"table: {city.city.adcode} {field} rank {stored}, block {rank}")
            score, held = float(block.scores[row, column]), getattr(city, field)
            held = math.nan if held is None else held
            both_missing = math.isnan(held) and math.isnan(score)
            if not (both_missing or math.isclose(held, score, rel_tol=RELATIVE)):
                faults.append(f"table: {city.city.adcode} {field} {held!r}, block {score!r}")
    return faults
