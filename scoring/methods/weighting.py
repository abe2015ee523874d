"""Weight schemes and pairwise judgements, written out as ordinary local weights."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import Result
from scoring.index.codes import Reason
from scoring.index.refusals import MethodError
from scoring.index.tree.tree import Tree
from scoring.index.tree.weight_schemes import CONSISTENT, SCHEMES, ahp
from scoring.methods.fields import Fault
from scoring.methods.outline import Item, Outline
from scoring.words.reasons import reason_words

AHP = "ahp"
DECIMALS = 6
SCHEME_WORDS: dict[str, Any] = {
    "equal": gettext_lazy("Equal weights"),
    "entropy": gettext_lazy("Entropy"),
    "critic": gettext_lazy("CRITIC"),
    "standard_deviation": gettext_lazy("Standard deviation"),
    "pca": gettext_lazy("Principal components"),
    AHP: gettext_lazy("Pairwise judgements (AHP)"),
}
LEVEL_WORDS: dict[str, Any] = {
    "level:1": gettext_lazy("All domains"),
    "level:2": gettext_lazy("All first-level groups"),
    "level:3": gettext_lazy("All second-level groups"),
    "level:4": gettext_lazy("All indicators"),
}


@dataclass(frozen=True)
class Filled:
    """Weights by code, what was wrong, and a consistency ratio where there is one."""

    weights: dict[str, float]
    faults: tuple[Fault, ...] = ()
    ratio: float | None = None


def parents_of(scope: str, outline: Outline) -> list[Item]:
    """The nodes whose children a scheme weighs: one by its code, or all above a level."""
    if scope.startswith("level:"):
        items = outline.items.values()
        return [i for i in items if i.children and f"level:{i.level + 1}" == scope]
    item = outline.items.get(scope)
    return [item] if item and item.children else []


def scheme_fill(scheme: str, parents: list[Item], result: Result, tree: Tree) -> dict[str, float]:
    """Local weights of the parents' children from the scores that a trial gave them.

    An indicator's scores are its normalised values, a node's its own scores. Rounded to
    what a person reads and types; equal weights become 1.
    """
    weights: dict[str, float] = {}
    for parent in parents:
        codes = [child.code for child in parent.children]
        x = np.column_stack([_scores(code, result, tree) for code in codes])
        weights |= _rounded(codes, SCHEMES[scheme](x))
    return weights


def equal_fill(parents: list[Item]) -> dict[str, float]:
    """1 for every child."""
    return {child.code: 1.0 for parent in parents for child in parent.children}


def _scores(code: str, result: Result, tree: Tree) -> FloatArray:
    position, m = tree.layout.position[code], len(tree.leaf_codes)
    column = result.normalised[:, position] if position < m else result.scores[:, position - m]
    return np.asarray(column)


def _rounded(codes: list[str], weights: FloatArray) -> dict[str, float]:
    if np.ptp(weights) < 1e-12:
        return dict.fromkeys(codes, 1.0)
    return {code: round(float(w), DECIMALS) for code, w in zip(codes, weights, strict=True)}


def ahp_fill(parent: Item, fields: Mapping[str, str], *, confirmed: bool) -> Filled:
    """Weights from the cells `a:ROW:COLUMN`; an empty cell is the reciprocal of its mirror.

    Faults stand at their cell: not a positive number or fraction, both mirrors empty, not
    reciprocal; a consistency ratio above 0.1 is one at the confirmation unless confirmed.
    """
    codes = [child.code for child in parent.children]
    faults: list[Fault] = []
    matrix = np.eye(len(codes))
    for i, j in _upper(len(codes)):
        upper, lower = _judgement(fields, i, j, faults), _judgement(fields, j, i, faults)
        if upper is None and lower is None:
            faults.append(Fault(_cell(i, j), _("Say how much more one matters than the other.")))
            continue
        matrix[i, j] = upper if upper is not None else 1 / (lower or 1.0)
        matrix[j, i] = lower if lower is not None else 1 / (upper or 1.0)
    if faults:
        return Filled({}, tuple(faults))
    try:
        weights, ratio = ahp(matrix, confirmed=True)
    except MethodError as error:
        return Filled({}, (_fault_of(error),))
    if ratio > CONSISTENT and not confirmed:
        text = _("The consistency ratio is %(ratio).3f, above %(limit)g: revise, or confirm.")
        said = text % {"ratio": ratio, "limit": CONSISTENT}
        return Filled({}, (Fault("confirm", said),), ratio)
    return Filled(_rounded(codes, weights), (), ratio)


def _upper(n: int) -> Iterator[tuple[int, int]]:
    return ((i, j) for i in range(n) for j in range(i + 1, n))


def _cell(i: int, j: int) -> str:
    return f"a:{i}:{j}"


def _judgement(fields: Mapping[str, str], i: int, j: int, faults: list[Fault]) -> float | None:
    """A positive number or fraction such as 1/3, as a float; None where the cell is empty."""
    text = fields.get(_cell(i, j), "").strip()
    if not text:
        return None
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,9})?)\s*(?:/\s*(\d{1,6}(?:\.\d{1,9})?))?", text)
    if found:
        over, under = float(found[1]), float(found[2] or 1)
        if over > 0 and under > 0:
            return over / under
    faults.append(Fault(_cell(i, j), _("A positive number or fraction, such as 3 or 1/3.")))
    return 1.0


def _fault_of(error: MethodError) -> Fault:
    """The numeric package counts rows and columns from 1."""
    if error.code not in (Reason.PAIRS_NOT_POSITIVE, Reason.PAIRS_NOT_RECIPROCAL):
        return Fault("scheme", reason_words(error))
    i, j = int(error.details["row"]) - 1, int(error.details["column"]) - 1
    text = _("This is not the reciprocal of the mirror cell (row %(row)d, column %(column)d).")
    return Fault(_cell(i, j), text % {"row": j + 1, "column": i + 1})
