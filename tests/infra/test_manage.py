"""`manage.py` as a person calls it."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from ecoasset.env import BASE_DIR
from tests.engines.patience import PATIENCE_SECONDS

HEAVY = (
    "numpy",
    "scipy",
    "datasketch",
    "pandas",
    "docx",
    "lxml",
    "altair",
    "rasterio",
    "matplotlib",
    "sklearn",
    "vl_convert",
    "pypdfium2",
    "openpyxl",
    "prompt_toolkit",
    "ecoasset.urls",
)
LIST_HEAVY = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "ecoasset.settings"
import django
django.setup()
import {modules}
{check}
print(" ".join(name for name in sys.argv[1:] if name in sys.modules))
"""
SERVED = {"numpy", "ecoasset.urls"}
CHECK = """
from django.core.management import call_command
call_command("check", stdout=sys.stderr)
"""


def call(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=BASE_DIR,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def environment(tmp_path: Path, **variables: str) -> dict[str, str]:
    return {
        "ECOASSET_DATA": str(tmp_path / "data"),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "ecoasset.settings",
        **variables,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ECOASSET_DEBUG", "perhaps"),
        ("ECOASSET_NO_SUCH_THING", "1"),
        ("DATABASE_URL", "nonsense"),
        ("ECOASSET_DATA", "/proc/ecoasset"),
    ],
)
def test_a_refused_setting_is_one_line(tmp_path: Path, name: str, value: str) -> None:
    done = call("manage.py", "check", **environment(tmp_path, **{name: value}))
    assert done.returncode == 1
    assert done.stdout == ""
    assert name in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_out_of_reach_is_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"postgresql://eco:geheim@127.0.0.1:{taken.getsockname()[1]}/eco"
        done = call("manage.py", "migrate", **environment(tmp_path, DATABASE_URL=url))
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert "DATABASE_URL: cannot reach the database at 127.0.0.1" in line
    assert "geheim" not in line


def _holds(tmp_path: Path, *modules: str, check: bool = False) -> set[str]:
    """What a process holds of the above that has read the settings and these modules."""
    code = LIST_HEAVY.format(modules=", ".join(modules), check=CHECK if check else "")
    done = call("-c", code, *HEAVY, **environment(tmp_path))
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_web_processes_import_no_heavy_library(tmp_path: Path) -> None:
    """Nor does what `./run` does first, nor the panel's own neighbours among the exports."""
    prepare = "ecoasset.management.commands.prepare"
    appendix = "scoring.management.commands.export_appendix"
    assert _holds(tmp_path, "gunicorn.app.wsgiapp", "ecoasset.wsgi", check=True) == SERVED
    assert _holds(tmp_path, prepare, appendix, check=True) == SERVED


def test_workers_hold_neither_scipy_nor_pandas_nor_pages(tmp_path: Path) -> None:
    work = ("ecoasset.management.commands.worker", *settings.CELERY_IMPORTS)
    assert _holds(tmp_path, *work) == {"numpy"}


def test_the_worker_for_studies_waits_without_anything_that_computes(tmp_path: Path) -> None:
    work = ("ecoasset.management.commands.worker", *settings.STUDY_IMPORTS)
    assert _holds(tmp_path, *work) == set()


def test_beat_holds_nothing_that_computes(tmp_path: Path) -> None:
    assert _holds(tmp_path, "ecoasset.management.commands.beat") == set()


def test_scipy_comes_with_the_studies_that_need_it_and_pandas_with_the_panel(
    tmp_path: Path,
) -> None:
    assert "scipy" in _holds(tmp_path, "scoring.sensitivity.one_block")
    assert "pandas" in _holds(tmp_path, "scoring.management.commands.export_panel")


def test_the_celery_app_is_everybodys_default(tmp_path: Path) -> None:
    """In every thread, and without importing ecoasset."""
    code = (
        "import django; django.setup(); import threading; from celery import current_app;"
        "look = lambda: print(current_app.main, current_app.conf.task_acks_late);"
        "look(); thread = threading.Thread(target=look); thread.start(); thread.join()"
    )
    done = call("-c", code, **environment(tmp_path))
    assert done.stdout.splitlines() == ["ecoasset True"] * 2, done.stderr


def test_only_json_is_taken_from_the_broker(tmp_path: Path) -> None:
    code = (
        "from ecoasset.celery import app; print(app.conf.accept_content, app.conf.task_serializer)"
    )
    assert call("-c", code, **environment(tmp_path)).stdout.strip() == "['json'] json"


@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "help", "--commands"),
        ("-m", "scoring.index", "--data", "{data}", "--meta", "{meta}"),
    ],
)
def test_a_reader_that_goes_away_is_no_fault(tmp_path: Path, command: tuple[str, ...]) -> None:
    """As `head` does, which takes some lines and leaves."""
    tables = {"data": tmp_path / "data.csv", "meta": tmp_path / "meta.csv"}
    rows = [f"u{row},{row % 7}" for row in range(5000)]
    tables["data"].write_text("\n".join(["uCode,a", *rows]), "utf-8")
    tables["meta"].write_text(
        "iCode,Parent,Direction,Weight,Type\na,T,1,1,Indicator\nT,,1,1,Aggregate\n", "utf-8"
    )
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, *(word.format(**tables) for word in command)],
        cwd=BASE_DIR,
        env={**os.environ, **environment(tmp_path)},
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    os.close(write)
    assert "Error" not in done.stderr
    assert done.returncode == 1
