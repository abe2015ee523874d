"""The speed table: its keys, its JSON, and a reference that computes the same thing."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks import numeric, plain
from benchmarks.entry import measure
from scoring.index.chain.chain import compute
from scoring.index.method.method import Method

ROOT = Path(__file__).resolve().parents[2]


def test_keys_are_those_of_the_table() -> None:
    assert set(numeric.ENTRIES) == {
        "chain_337x72",
        "chain_skew_337x72",
        "chain_3000x72",
        "weight_draws_1000",
        "mixed_draws_10000",
        "leave_one_out_72",
    }


def test_entry_has_the_median_and_only_what_is_known() -> None:
    calls = []
    entry = measure(lambda: calls.append(1), runs=3, bar_seconds=0.5)
    assert len(calls) == 4
    assert list(entry.to_json()) == ["seconds", "runs", "bar_seconds"]


def test_plain_reference_computes_the_same_scores_and_ranks() -> None:
    tree, raw = numeric.index_tree(), numeric.sample(337)
    assert (len(tree.leaf_codes), len(tree.node_codes)) == (72, 1 + 4 + 16 + 41)
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
