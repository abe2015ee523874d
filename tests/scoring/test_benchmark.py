"""The benchmark over a stored edition: JSON alone, on data of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks import numeric, stored
from ecoasset.env import BASE_DIR

TABLE = {
    "chain_337x72",
    "chain_skew_337x72",
    "chain_3000x72",
    "weight_draws_1000",
    "mixed_draws_10000",
    "leave_one_out_72",
    "what_if_all",
    "recompute_stored",
}


def test_every_key_of_the_table_is_measured_once() -> None:
    assert (numeric.ENTRIES.keys() | stored.ENTRIES.keys()) >= TABLE
    assert not numeric.ENTRIES.keys() & stored.ENTRIES.keys()


def test_it_prints_json_and_leaves_the_machines_data_alone(tmp_path: Path) -> None:
    """Not even malformed settings of the machine reach it."""
    command = [sys.executable, "-m", "benchmarks.scoring", "--json", "--only", "recompute_stored"]
    environ = {**os.environ, "ECOASSET_DATA": str(tmp_path), "ECOASSET_SWEEP_SECONDS": "never"}
    done = subprocess.run(command, cwd=BASE_DIR, env=environ, capture_output=True, check=True)
    entry = json.loads(done.stdout)["recompute_stored"]
    assert set(entry) == {"seconds", "runs", "bar_seconds"}
    assert entry["bar_seconds"] == 0.5
    assert list(tmp_path.iterdir()) == []
