"""The benchmark of many open letters, at a size that takes seconds: what it prints."""

from __future__ import annotations

import json
import subprocess
import sys

from ecoasset.env import BASE_DIR


def test_it_prints_its_keys_and_nothing_else() -> None:
    command = [sys.executable, "-m", "benchmarks.replay", "--json", "--letters", "60"]
    done = subprocess.run(command, cwd=BASE_DIR, capture_output=True, check=True)
    found = json.loads(done.stdout)
    assert list(found) == ["letters", "events", "seconds", "moved"]
    assert found["letters"] == 60
    assert found["events"] > 120
    assert 30 < found["moved"] <= 60
    assert b"60 of 60 open letters counted anew" in done.stderr
