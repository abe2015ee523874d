"""A clean clone of this checkout, and the demo editions that it sets up for all who need them."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from ecoasset.env import BASE_DIR
from ecoasset.launch import lock, venv
from tests.engines.patience import PATIENCE_SECONDS
from tests.infra.launching import environment, prepared


class NoClone(Exception):
    """There is nothing to clone, or nothing to clone with; the text says which."""


def call(*command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=2 * PATIENCE_SECONDS,
    )


def cloned(shared: Path) -> Path:
    """What is committed, with the packages that are there already; the first who asks makes it."""
    if shutil.which("git") is None:
        raise NoClone("no git on this machine: no clean clone was tried")
    if not (BASE_DIR / ".git").exists():
        raise NoClone("this is no checkout of git: no clean clone was tried")
    target = shared / "clean" / "ecoasset"
    with (shared / "clean.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not target.exists():
            words = ("clone", "--quiet", "--depth", "1", BASE_DIR.as_uri(), str(target))
            done = call("git", *words, folder=BASE_DIR)
            assert done.returncode == 0, done.stderr
            if _same_packages(target):
                (target / ".venv").symlink_to(venv.FOLDER)
    return target


def is_the_checkout(clone: Path) -> bool:
    """Whether this checkout has nothing that the clone has not: what one sets up, both do."""
    differing = call("git", "status", "--porcelain", folder=BASE_DIR).stdout
    # Only the folder that a link stands for is ignored.
    return set(differing.splitlines()) <= {"?? .venv"} and (clone / ".venv").is_symlink()


def demo_prepared(shared: Path) -> tuple[Path, str]:
    """A data folder with the demo editions and a manager of its own, and what was printed; set up
    by a clean clone where that is this checkout, which is to be shown anyway."""
    checkout = BASE_DIR
    with suppress(NoClone):
        clone = cloned(shared)
        checkout = clone if is_the_checkout(clone) else BASE_DIR
    return prepared(shared, checkout=checkout, then=add_manager)


def add_manager(folder: Path) -> str:
    """One who is no demo account, for the pages that are closed to those; as a printed line."""
    fields = "actor=None, username='manager', password='a-word-of-77-tests', role='manager'"
    code = f"from surveys.people.services.user import user_create; user_create({fields})"
    words = ("manage.py", "shell", "--verbosity", "0", "-c", code)
    done = call(sys.executable, *words, folder=BASE_DIR, ECOASSET_DATA=str(folder))
    assert done.returncode == 0, done.stderr
    return "\n项目经理 manager  密码 a-word-of-77-tests\n"


def _same_packages(clone: Path) -> bool:
    """Whether the environment of this checkout is the one that the clone would make."""
    named = (venv.RUNTIME, lock.NAME)
    same = all((clone / name).read_bytes() == (BASE_DIR / name).read_bytes() for name in named)
    return same and venv.ready(venv.RUNTIME)
