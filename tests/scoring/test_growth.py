"""The benchmark of fifty editions, at a size that takes seconds: what it prints."""

from __future__ import annotations

import json
import subprocess
import sys

from ecoasset.env import BASE_DIR


def test_it_prints_its_keys_and_nothing_else() -> None:
    command = [sys.executable, "-m", "benchmarks.growth", "--json"]
    tiny = ["--scale", "0.001", "--looks", "1", "--only", "/trail/"]
    done = subprocess.run([*command, *tiny], cwd=BASE_DIR, capture_output=True, check=True)
    found = json.loads(done.stdout)
    assert list(found) == ["rows", "pages", "sweep", "readyz"]
    assert found["rows"]["surveys.edition"] == 4, "three, and the one of printed ranks"
    assert found["rows"]["surveys.trailentry"] > found["rows"]["surveys.answer"] > 100
    assert len(found["pages"]) > 20
    assert all(address.startswith("/trail/") for address in found["pages"])
    for page in found["pages"].values():
        assert list(page) == ["p50_ms", "queries"]
    for name in ("sweep", "readyz"):
        assert list(found[name]) == ["seconds", "queries"]
        assert 0 < found[name]["queries"] < 26
