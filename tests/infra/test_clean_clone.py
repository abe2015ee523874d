"""What the README promises: a clean clone, one command, and the published table comes out."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR
from ecoasset.launch import lock, venv
from tests.engines.patience import PATIENCE_SECONDS
from tests.infra.launching import environment

pytestmark = pytest.mark.worker
NO_PACKAGES = "installing packages failed"
Ranks = dict[str, tuple[int, ...]]


def _call(*command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=2 * PATIENCE_SECONDS,
    )


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is committed, in an empty folder, with the packages that are there already."""
    if shutil.which("git") is None:
        pytest.skip("no git on this machine: no clean clone was tried")
    if not (BASE_DIR / ".git").exists():
        pytest.skip("this is no checkout of git: no clean clone was tried")
    target = tmp_path_factory.mktemp("clean") / "ecoasset"
    source = BASE_DIR.as_uri()
    done = _call("git", "clone", "--quiet", "--depth", "1", source, str(target), folder=BASE_DIR)
    assert done.returncode == 0, done.stderr
    if _same_packages(target):
        (target / ".venv").symlink_to(venv.FOLDER)
    return target


def _same_packages(clone: Path) -> bool:
    """Whether the environment of this checkout is the one that the clone would make."""
    named = (venv.RUNTIME, lock.NAME)
    same = all((clone / name).read_bytes() == (BASE_DIR / name).read_bytes() for name in named)
    return same and venv.ready(venv.RUNTIME)


def _published(clone: Path) -> Ranks:
    path = clone / "fixtures/reference/published_2023.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return {row[1]: tuple(map(int, row[2:7])) for row in list(csv.reader(stream))[1:]}


def _exported(path: Path) -> Ranks:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    assert len(head) == 7, "six columns and whether it is synthetic"
    assert head[-1] == "synthetic"
    return {row[0]: tuple(map(int, row[1:6])) for row in rows}


def test_the_published_table_comes_out_of_a_clean_clone(clone: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    done = _call(sys.executable, "run", "--setup", "--data", str(data), folder=clone)
    if NO_PACKAGES in done.stderr:
        pytest.skip("packages cannot be installed here: no clean clone was tried")
    assert done.returncode == 0, done.stdout + done.stderr
    table = tmp_path / "appendix.csv"
    command = (".venv/bin/python", "manage.py", "export_appendix", "--edition", "2023-demo")
    exported = _call(*command, "--output", str(table), folder=clone, ECOASSET_DATA=str(data))
    assert exported.returncode == 0, exported.stderr
    found, expected = _exported(table), _published(clone)
    assert list(found) == sorted(expected, key=lambda name: expected[name][0])
    equal = sum(
        mine == printed
        for name, ranks in expected.items()
        for mine, printed in zip(found[name], ranks, strict=True)
    )
    assert equal == sum(map(len, expected.values())) == 337 * 5 == 1685
    left = _call("git", "status", "--porcelain", folder=clone)
    # Only the folder that the link stands for is ignored.
    written = set(left.stdout.splitlines()) - {"?? .venv"}
    assert written == set(), "all that setting it up wrote is ignored or in the data folder"
