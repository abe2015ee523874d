"""What was made once, in files under a bound of bytes: what was looked at longest ago goes first.

A folder beside the database and no broker: every process of a machine finds what another one
made, and what cannot be kept (a full disk, a folder without rights) costs time and nothing else.
A file appears whole or not at all; whatever a killed process left is cleared like the rest.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

# The folder is measured after so large a share of the bound was written by this process.
MEASURED_AFTER = 16
KEPT_SHARE = 0.8  # of the bound stays when room is made
TOUCH_SECONDS = 60.0  # how old the time of the last look may grow


class ByteStore:
    """Bytes by key; `most_bytes` bounds the files' sizes, 0 keeps nothing."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self._unmeasured = most_bytes  # the first file measures what earlier processes left

    def read(self, key: str) -> bytes | None:
        """The bytes; None where they are not kept."""
        try:
            content = (self.folder / key).read_bytes()
        except OSError:
            return None
        self.holds(key)
        return content

    def holds(self, key: str) -> bool:
        """Whether something is kept; asking counts as a look at it."""
        path = self.folder / key
        try:
            if time.time() - path.stat().st_mtime > TOUCH_SECONDS:
                os.utime(path)
        except OSError:
            return False
        return True

    def write(self, key: str, content: bytes) -> None:
        """Keep the bytes, unless they alone take a large share of the bound."""
        if len(content) > self.most_bytes // MEASURED_AFTER:
            return
        try:
            self._write(key, content)
            self._unmeasured += len(content)
            if self._unmeasured >= self.most_bytes // MEASURED_AFTER:
                self._make_room()
                self._unmeasured = 0
        except OSError as error:
            logger.warning("what was rendered cannot be kept: %s", error)

    def drop(self, key: str) -> None:
        _remove(self.folder / key)

    def _write(self, key: str, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
            try:
                file.write(content)
                file.close()
                os.replace(file.name, self.folder / key)
            except OSError:
                _remove(Path(file.name))
                raise

    def _make_room(self) -> None:
        found = []
        with os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(OSError):  # another process was quicker
                    about = entry.stat()
                    found.append((about.st_mtime, about.st_size, entry.path))
        total = sum(size for _time, size, _path in found)
        if total <= self.most_bytes * (1 - 1 / MEASURED_AFTER):
            return
        for _time, size, path in sorted(found):
            if total <= KEPT_SHARE * self.most_bytes:
                return
            _remove(Path(path))
            total -= size


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
