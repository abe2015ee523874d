"""The lock: what it must hold, and what an install does with a package that is another one."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR
from ecoasset.launch import lock, venv
from ecoasset.launch.messages import Refusal

FILES = (venv.RUNTIME, venv.DEVELOPMENT)
LOCK = (BASE_DIR / lock.NAME).read_text("utf-8")
SHA = "a" * 64


@pytest.mark.parametrize("file", FILES)
def test_the_lock_is_of_the_requirement_files(file: str) -> None:
    text = (BASE_DIR / file).read_text("utf-8")
    assert lock.missing(LOCK, text) == []
    pins = [line for line in text.splitlines() if line and line[0] not in "#-"]
    assert all("==" in line for line in pins), "every version is pinned"
    asked = [package for package in lock.read(LOCK) if f"-r {file}" in package.asked_by]
    assert len(asked) == len(pins), "and the lock holds none that was asked for once"


def test_every_package_has_hashes_and_somebody_who_asks_for_it() -> None:
    packages = lock.read(LOCK)
    names = {package.name for package in packages}
    for package in packages:
        assert len(package.lines) > 1
        assert all("--hash=sha256:" in line for line in package.lines[1:]), package.name
        askers = {asker for asker in package.asked_by if not asker.startswith("-")}
        assert askers - {""} <= names
    assert len(lock.read(lock.part(LOCK, FILES))) == len(packages), "nothing is left over"
    assert "://" not in LOCK, "no address of an index"


def test_the_runtime_s_part_leaves_the_tools_of_tests_out() -> None:
    names = {package.name for package in lock.read(lock.part(LOCK, [venv.RUNTIME]))}
    assert {"django", "kombu", "vine"} <= names
    assert not {"pytest", "mypy", "playwright", "greenlet"} & names


SMALL = f"""\
alpha[fast]==1.0 ; sys_platform == 'linux' \\
    --hash=sha256:{SHA}
    # via
    #   -c constraints.txt
    #   -r requirements.txt
beta==2 \\
    --hash=sha256:{SHA} \\
    --hash=sha256:{SHA}
    # via alpha
Gamma_Ray==3 \\
    --hash=sha256:{SHA}
    # via -r requirements-dev.txt
"""


def test_a_part_holds_what_is_asked_for_in_turn() -> None:
    part = lock.part(SMALL, ["requirements.txt"])
    assert [package.name for package in lock.read(part)] == ["alpha", "beta"]
    assert "#" not in part
    assert [p.name for p in lock.read(lock.part(SMALL, ["requirements-dev.txt"]))] == ["gamma-ray"]


def test_what_the_lock_lacks_is_named() -> None:
    asked = "# words\n-c constraints.txt\nalpha[fast]==1.0\nbeta==2.1\ngamma-ray==3\n"
    assert lock.missing(SMALL, asked) == ["beta==2.1"]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One that asks for one package, which lies in a folder beside it and not in an index."""
    wheel = tmp_path / "alpha-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("alpha.py", "")
        archive.writestr(
            "alpha-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: alpha\nVersion: 1.0\n"
        )
        archive.writestr("alpha-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("alpha-1.0.dist-info/RECORD", "")
    (tmp_path / venv.RUNTIME).write_text("alpha==1.0\n", "utf-8")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    text = f"alpha==1.0 \\\n    --hash=sha256:{digest}\n    # via -r requirements.txt\n"
    (tmp_path / lock.NAME).write_text(text, "utf-8")
    for name in ("BASE_DIR", "FOLDER"):
        monkeypatch.setattr(venv, name, tmp_path)
    monkeypatch.setattr(venv, "PYTHON", Path(sys.executable))
    options = {"NO_INDEX": "1", "FIND_LINKS": str(tmp_path), "TARGET": str(tmp_path / "into")}
    for name, value in options.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return tmp_path


def test_a_locked_package_is_installed(checkout: Path) -> None:
    venv.install(venv.RUNTIME)
    assert (checkout / "into/alpha.py").exists()
    assert venv.ready(venv.RUNTIME)
    (checkout / lock.NAME).write_text("beta==1\n", "utf-8")
    assert not venv.ready(venv.RUNTIME), "a renewed lock is installed again"


def test_another_package_of_the_same_name_is_not(checkout: Path) -> None:
    with zipfile.ZipFile(checkout / "alpha-1.0-py3-none-any.whl", "a") as archive:
        archive.writestr("more.py", "")
    with pytest.raises(Refusal, match=r"alpha==1\.0 does not match its hash in requirements-lock"):
        venv.install(venv.RUNTIME)
    assert not (checkout / "into").exists()
    assert not venv.ready(venv.RUNTIME)


def test_a_requirement_that_nobody_locked_stops_the_install(checkout: Path) -> None:
    (checkout / venv.RUNTIME).write_text("alpha==1.0\nbeta==2.0\n", "utf-8")
    with pytest.raises(Refusal, match=r"lacks beta==2.0: renew it as docs/dependencies.en.md says"):
        venv.install(venv.RUNTIME)
