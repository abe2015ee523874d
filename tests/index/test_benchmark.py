"""The speed table: its keys, its JSON, and a reference that computes the same thing."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from benchmarks import numeric, plain, scoring, series
from benchmarks.entry import Entry, measure
from scoring.index.chain.chain import compute
from scoring.index.method.method import Method

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Asked:
    """A row of the speed table: its bar, and what else its entry names."""

    bar_seconds: float
    reference: bool = False
    memory: bool = False


TABLE = {
    "chain_337x72": Asked(0.002, reference=True),
    "chain_skew_337x72": Asked(0.012, reference=True),
    "chain_3000x72": Asked(0.015, reference=True),
    "weight_draws_1000": Asked(0.2, reference=True),
    "mixed_draws_10000": Asked(8.0, memory=True),
    "leave_one_out_72": Asked(0.01),
}
GROWTH = {
    "growth_chain_337x72",
    "growth_chain_1000x72",
    "growth_chain_3000x72",
    "growth_chain_10000x72",
    "growth_chain_30000x72",
    "growth_weight_draws_1000",
    "growth_weight_draws_10000",
    "growth_weight_draws_100000",
    "growth_mixed_draws_1000",
    "growth_mixed_draws_10000",
    "growth_mixed_draws_100000",
}


def one_second(
    work: object,
    *,
    runs: int,
    bar_seconds: float | None = None,
    reference: object = None,
    memory: bool = False,
) -> Entry:
    """In the place of `measure`, since the work itself takes minutes: what an entry asks for."""
    return Entry(1.0, runs, bar_seconds, 1.0 if reference else None, 1.0 if memory else None)


def test_keys_are_those_of_the_table() -> None:
    assert set(numeric.ENTRIES) == set(TABLE)
    assert set(series.ENTRIES) == GROWTH


@pytest.mark.parametrize("key", TABLE)
def test_entry_has_the_fields_that_the_table_names(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numeric, "measure", one_second)
    entry, asked = numeric.ENTRIES[key]().to_json(), TABLE[key]
    assert entry["bar_seconds"] == asked.bar_seconds
    assert entry["runs"] >= 3, "a median of repeated runs"
    assert ("reference_seconds" in entry) == asked.reference
    assert ("peak_mb" in entry) == asked.memory


@pytest.mark.parametrize("key", ["growth_chain_337x72", "growth_chain_1000x72"])
def test_growth_is_of_time_and_memory(key: str) -> None:
    entry = series.ENTRIES[key]()
    assert list(entry.to_json()) == ["seconds", "runs", "peak_mb"]
    assert entry.peak_mb is not None
    assert entry.peak_mb > 0


def test_long_series_are_asked_for() -> None:
    """Only with `--growth`: the plain table ends within a minute or two."""
    assert not {key for table in scoring.TABLES for key in table} & GROWTH


def test_entry_has_the_median_and_only_what_is_known() -> None:
    calls = []
    entry = measure(lambda: calls.append(1), runs=3, bar_seconds=0.5)
    assert len(calls) == 4
    assert list(entry.to_json()) == ["seconds", "runs", "bar_seconds"]


def test_plain_reference_computes_the_same_scores_and_ranks() -> None:
    tree, raw = numeric.index_tree(), numeric.sample(337)
    lines = numeric.INDICATORS.read_text(encoding="utf-8").splitlines()
    assert len(tree.leaf_codes) == raw.shape[1] == len(lines) - 1
    scores, ranks = plain.chain(raw, tree)
    result = compute(raw, tree, Method.default())
    np.testing.assert_allclose(result.scores, scores, rtol=1e-10)
    np.testing.assert_array_equal(result.ranks, ranks)


def test_json_is_all_that_is_printed() -> None:
    command = [sys.executable, "-m", "benchmarks.scoring", "--json", "--only", "leave_one_out_72"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    (entry,) = json.loads(done.stdout).values()
    assert entry["bar_seconds"] == 0.01
    assert entry["seconds"] > 0


def test_command_line_loads_neither_django_nor_scipy_nor_pandas() -> None:
    code = (
        "import sys, scoring.index.cli, scoring.index.sensitivity.what_if;"
        "import scoring.index.interpretation.contributions;"
        "print(sorted({'django', 'scipy', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
