"""What the README promises: a clean clone, one command, and the published table comes out."""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

import pytest

from tests.infra.cloning import NoClone, call, cloned, demo_prepared, is_the_checkout

pytestmark = pytest.mark.worker
NO_PACKAGES = "installing packages failed"
Ranks = dict[str, tuple[int, ...]]


@pytest.fixture(scope="module")
def clone(shared_folder: Path) -> Path:
    try:
        return cloned(shared_folder)
    except NoClone as reason:
        pytest.skip(str(reason))


def _set_up(clone: Path, shared: Path, data: Path) -> None:
    """By the one command; what it made for the tests in a browser is what it makes here."""
    if is_the_checkout(clone):
        shutil.copytree(demo_prepared(shared)[0], data)
        return
    done = call(sys.executable, "run", "--setup", "--data", str(data), folder=clone)
    if NO_PACKAGES in done.stderr:
        pytest.skip("packages cannot be installed here: no clean clone was tried")
    assert done.returncode == 0, done.stdout + done.stderr


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


def test_the_published_table_comes_out_of_a_clean_clone(
    clone: Path, shared_folder: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    _set_up(clone, shared_folder, data)
    table = tmp_path / "appendix.csv"
    command = (".venv/bin/python", "manage.py", "export_appendix", "--edition", "2023-demo")
    exported = call(*command, "--output", str(table), folder=clone, ECOASSET_DATA=str(data))
    assert exported.returncode == 0, exported.stderr
    found, expected = _exported(table), _published(clone)
    assert list(found) == sorted(expected, key=lambda name: expected[name][0])
    equal = sum(
        mine == printed
        for name, ranks in expected.items()
        for mine, printed in zip(found[name], ranks, strict=True)
    )
    assert equal == sum(map(len, expected.values())) == 337 * 5 == 1685
    left = call("git", "status", "--porcelain", folder=clone)
    # Only the folder that the link stands for is ignored.
    written = set(left.stdout.splitlines()) - {"?? .venv"}
    assert written == set(), "all that setting it up wrote is ignored or in the data folder"
