"""Rendered text in files under a bound of bytes: what was looked at longest ago goes first.

A folder beside the database and no broker: every process of a machine finds what another one
rendered, and what cannot be kept (a full disk, a folder without rights) costs time and nothing
else. A file appears whole or not at all; whatever a killed process left is cleared like the rest.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
import zlib
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

LEVEL = 6  # of compression: a table of 337 cities shrinks to a tenth
# The folder is measured after so large a share of the bound was written by this process.
MEASURED_AFTER = 16
KEPT_SHARE = 0.8  # of the bound stays when room is made
TOUCH_SECONDS = 60.0  # how old the time of the last look may grow


class TextStore:
    """Texts by key; `most_bytes` bounds the files' sizes, 0 keeps nothing."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self._unmeasured = most_bytes  # the first text measures what earlier processes left

    def get(self, key: str) -> str | None:
        """The text; None where it is not kept, or its file is damaged."""
        path = self.folder / key
        try:
            packed = path.read_bytes()
        except OSError:
            return None
        try:
            text = zlib.decompress(packed).decode()
        except (zlib.error, UnicodeDecodeError):
            _remove(path)
            return None
        self.holds(key)
        return text

    def holds(self, key: str) -> bool:
        """Whether a text is kept; asking counts as a look at it."""
        path = self.folder / key
        try:
            if time.time() - path.stat().st_mtime > TOUCH_SECONDS:
                os.utime(path)
        except OSError:
            return False
        return True

    def put(self, key: str, text: str) -> None:
        """Keep the text, unless it alone takes a large share of the bound."""
        packed = zlib.compress(text.encode(), LEVEL)
        if len(packed) > self.most_bytes // MEASURED_AFTER:
            return
        try:
            self._write(key, packed)
            self._unmeasured += len(packed)
            if self._unmeasured >= self.most_bytes // MEASURED_AFTER:
                self._make_room()
                self._unmeasured = 0
        except OSError as error:
            logger.warning("a rendered page cannot be kept: %s", error)

    def _write(self, key: str, packed: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
            try:
                file.write(packed)
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
