"""The arrays of a run as one compressed block, so that a run can be explained and proven."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.chain import CELL_RULES, Result


@dataclass(frozen=True)
class Block:
    """n cities, m indicators, k nodes (the root first); ranks 0 = unranked.

    Treated cells are parallel arrays: row, column, raw value, new value, rule (an index
    into `CELL_RULES`).
    """

    adcodes: tuple[str, ...]
    indicator_codes: tuple[str, ...]
    node_codes: tuple[str, ...]
    raw: FloatArray
    normalised: FloatArray
    scores: FloatArray
    ranks: IntArray
    weights: FloatArray
    treated_row: IntArray
    treated_column: IntArray
    treated_raw: FloatArray
    treated_new: FloatArray
    treated_rule: IntArray

    def treated_rule_name(self, index: int) -> str:
        return CELL_RULES[int(self.treated_rule[index])]


_TEXTS = ("adcodes", "indicator_codes", "node_codes")


def block_of(
    adcodes: tuple[str, ...], indicator_codes: tuple[str, ...], raw: FloatArray, result: Result
) -> Block:
    cells = result.treated_cells
    return Block(
        adcodes=adcodes,
        indicator_codes=indicator_codes,
        node_codes=result.node_codes,
        raw=raw,
        normalised=result.normalised,
        scores=result.scores,
        ranks=result.ranks,
        weights=result.effective_weights,
        treated_row=cells.row.astype(np.int64),
        treated_column=cells.column.astype(np.int64),
        treated_raw=cells.raw,
        treated_new=cells.new,
        treated_rule=cells.rule.astype(np.int64),
    )


def block_pack(block: Block) -> bytes:
    stream = io.BytesIO()
    arrays = {name: np.array(value) for name, value in vars(block).items()}
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def block_unpack(content: bytes) -> Block:
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        fields: dict[str, Any] = {
            name: tuple(stored[name].tolist()) if name in _TEXTS else stored[name]
            for name in Block.__dataclass_fields__
        }
    return Block(**fields)
