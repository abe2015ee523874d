"""Random kills while people write; the long form is ``python -m tests.worker.kills``."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR
from tests.engines.patience import PATIENCE_SECONDS
from tests.infra import launching

pytestmark = pytest.mark.worker
FEW, MANY = "3", "20"


@pytest.mark.parametrize("kills", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_nothing_accepted_is_lost_whatever_dies(
    kills: str, shared_folder: Path, tmp_path: Path
) -> None:
    """The short one has those that went unnoticed: beat alone, and a summary that is lost."""
    set_up, _printed = launching.prepared(shared_folder, "--no-demo")
    shutil.copytree(set_up, tmp_path / "data")
    options = ("--kills", kills, "--seed", "5", "--folder", str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "tests.worker.kills", *options],
        cwd=BASE_DIR,
        env=launching.environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=int(kills) * PATIENCE_SECONDS,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert {"beat", "between last block and summary"} <= set(found["kills"])
    assert found["accepted"] >= int(kills)
