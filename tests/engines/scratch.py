"""Temporary folders that a killed test run leaves to the next one to remove."""

import os
import shutil
import tempfile
from pathlib import Path


def make(prefix: str) -> Path:
    """A new private folder below /tmp, short enough for sockets; its name carries our pid."""
    _remove_abandoned(prefix)
    return Path(tempfile.mkdtemp(prefix=f"{prefix}{os.getpid()}-", dir="/tmp"))


def _remove_abandoned(prefix: str) -> None:
    for folder in Path("/tmp").glob(f"{prefix}*"):
        owner = folder.name.removeprefix(prefix).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
