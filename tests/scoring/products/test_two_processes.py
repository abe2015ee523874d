"""The same run gives the same bytes in another process, and nothing else on its output."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR
from tests.infra.launching import prepared

SEED = """
from tests.builders import make_edition
from tests.scoring.rows import fill_values
fill_values(make_edition("2025-demo", synthetic=True))
"""


@pytest.fixture(scope="module")
def data(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one edition of all cities."""
    made, _printed = prepared(shared_folder, "--no-demo")
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("two") / "data"))
    _manage(folder, "shell", "--verbosity", "0", "--command", SEED)
    return folder


def _manage(folder: Path, *arguments: str, seed: str = "0") -> subprocess.CompletedProcess[bytes]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("ECOASSET_") and name not in ("DATABASE_URL", "REDIS_URL")
    }
    environ = {
        **kept,
        "ECOASSET_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "ecoasset.settings",
        "PYTHONHASHSEED": seed,
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env=environ,
        capture_output=True,
        check=arguments[0] != "export_appendix",
    )


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_the_same_run_in_two_processes(data: Path, tmp_path: Path, extension: str) -> None:
    contents = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.{extension}"
        arguments = ("--edition", "2025-demo", "--output", str(path))
        done = _manage(data, "export_appendix", *arguments, seed=seed)
        assert done.returncode == 0, done.stderr.decode()
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]


def test_nothing_but_the_table_is_printed(data: Path) -> None:
    done = _manage(data, "export_appendix", "--edition", "2025-demo")
    rows = list(csv.reader(done.stdout.decode().splitlines()))
    assert (done.returncode, len(rows)) == (0, 338)
    assert {len(row) for row in rows} == {7}


def test_an_unknown_edition_is_one_line_on_the_error_output(data: Path) -> None:
    done = _manage(data, "export_appendix", "--edition", "2099")
    assert (done.returncode, done.stdout) == (1, b"")
    lines = done.stderr.decode().strip().splitlines()
    assert lines == ["CommandError: 没有版次 2099。已有：2025-demo, 2023-published"]
