"""The reference fixtures as arrays in one order of cities and of indicators."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from scoring.index.arrays import FloatArray, IntArray
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree, effective_weights

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
DOMAINS = ("R", "G", "C", "M")
RANK_COLUMNS = ("composite", "resource", "management", "compensation", "market")
CODED = frozenset({"survey", "policy_document"})

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """The rows of a UTF-8 CSV file with a heading line."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Reference:
    """Cities by adcode, 72 indicators in the tree's order, published ranks beside them."""

    cities: tuple[Row, ...]
    indicators: tuple[Row, ...]
    questions: tuple[Row, ...]
    published: IntArray

    @cached_property
    def tree(self) -> Tree:
        """The indicator tree with equal weights among siblings."""
        return _tree(self.indicators)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """Indicator codes in column order."""
        return tuple(row["code"] for row in self.indicators)

    @cached_property
    def stored_codes(self) -> tuple[str, ...]:
        """Codes of the indicators that are stored as values, not coded as answers."""
        return tuple(row["code"] for row in self.indicators if row["source"] not in CODED)

    @cached_property
    def domain_weights(self) -> FloatArray:
        """Weight of each indicator within its domain, float64[72, 4]; columns sum to 1."""
        weights = effective_weights(self.tree)
        member = np.array([[code[0] == d for d in DOMAINS] for code in self.codes])
        spread = member * weights[:, None]
        return np.asarray(spread / spread.sum(axis=0))

    def city_index(self, name: str) -> int:
        """Row of the city with this full name; KeyError for an unknown one."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, int]:
        return {row["name"]: i for i, row in enumerate(self.cities)}


def read_reference(folder: Path = FIXTURES / "reference") -> Reference:
    """Read cities, indicators, questions and the published ranks, aligned by adcode."""
    cities = tuple(sorted(read_rows(folder / "cities.csv"), key=lambda row: row["adcode"]))
    ranks = {row["adcode"]: row for row in read_rows(folder / "published_2023.csv")}
    published = [[int(ranks[row["adcode"]][c]) for c in RANK_COLUMNS] for row in cities]
    return Reference(
        cities=cities,
        indicators=tuple(read_rows(folder / "indicators.csv")),
        questions=tuple(read_rows(folder / "questions.csv")),
        published=np.array(published, dtype=np.int64),
    )


def _tree(indicators: tuple[Row, ...]) -> Tree:
    parents: dict[str, str | None] = {"INDEX": None}
    for row in indicators:
        parents[row["domain_code"]] = "INDEX"
        parents[row["first_code"]] = row["domain_code"]
        parents[row["second_code"]] = row["first_code"]
    leaves = [Leaf(row["code"], row["second_code"], int(row["direction"])) for row in indicators]
    return build_tree(leaves, [Branch(code, parent) for code, parent in parents.items()])
