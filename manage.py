#!/usr/bin/env python3
"""Django's commands, with refused settings as one line instead of a traceback."""

import importlib
import importlib.util
import os
import sys
from pathlib import Path

from ecoasset.env import SettingError
from ecoasset.paths import keep_private

HERE = Path(__file__).resolve().parent
VENV_PYTHON = HERE / ".venv" / "bin" / "python"


def main() -> None:
    if importlib.util.find_spec("django") is None and VENV_PYTHON.exists():
        # Called with the system's Python: go on with the one that `run` made.
        os.execv(VENV_PYTHON, [str(VENV_PYTHON), *sys.argv])
    keep_private()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecoasset.settings")
    try:
        settings = importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
        management = importlib.import_module("django.core.management")
        database = importlib.import_module("django.db")
    except SettingError as error:
        sys.exit(str(error))
    except ModuleNotFoundError as error:
        sys.exit(
            f"缺少 {error.name}：先运行 ./run --setup / {error.name} is missing: ./run --setup"
        )
    try:
        management.execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever reads our output, `head` perhaps, has had enough of it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except database.OperationalError as error:
        if database.connection.connection is not None:
            raise  # it was reached, so something else is wrong
        name = "DATABASE_URL" if settings.CONFIG.database else "ECOASSET_DATA"
        sys.exit(unreachable(name, database.connection.settings_dict, str(error)))


def unreachable(name: str, settings: dict[str, object], reason: str) -> str:
    """One line; never the address itself, which may hold a password."""
    place = settings["HOST"] or settings["NAME"]
    words = (reason.strip().splitlines() or ["?"])[-1].strip()
    return f"{name}：数据库连接不上 {place} / {name}: cannot reach the database at {place}: {words}"


if __name__ == "__main__":
    main()
