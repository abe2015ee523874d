"""What killed uploads leave behind: temporary files, and stored files that no row names."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from surveys.evidence.store import NEW, STALE_SECONDS
from surveys.models import StoredFile

# A database that is not the store's knows none of its files. So many are never of killed
# uploads, and only a person who looked may remove them.
MOST_UNNAMED = 20
_ASIDE = ".aside-"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Kind(StrEnum):
    UPLOAD = "upload"  # in the folder for uploads under way
    DRAFT = "draft"  # begun in the store
    UNNAMED = "unnamed"  # complete in the store, and no row names it
    ASIDE = "aside"  # unnamed before and set aside; deleted a day later


class TooMany(Exception):
    """More unnamed files than killed uploads leave."""

    def __init__(self, count: int) -> None:
        super().__init__(
            f"{count} files of the store are named by no row: is this its database? "
            "Nothing of the store was removed"
        )


@dataclass(frozen=True)
class Leftover:
    path: Path
    kind: Kind
    size: int


def leftovers() -> list[Leftover]:
    """All that is older than a day, so that nothing under way is among it. A date to come was
    written by a clock that was ahead, and counts as old."""
    found = [*_below(Path(settings.FILE_UPLOAD_TEMP_DIR), "*", Kind.UPLOAD)]
    store = Path(settings.EVIDENCE_DIR)
    found += _below(store, f"??/{NEW}*", Kind.DRAFT)
    found += _below(store, f"??/{_ASIDE}*", Kind.ASIDE)
    return found + _unnamed(store)


def leftovers_remove(*, found: list[Leftover], many: bool = False) -> int:
    """How many were removed. An unnamed file is set aside first and deleted a day later: the
    same bytes may be arriving at this moment, and `aside_restore` brings them back.

    TooMany, with nothing of the store removed, unless `many`.
    """
    unnamed = sum(one.kind == Kind.UNNAMED for one in found)
    too_many = unnamed > MOST_UNNAMED and not many
    removed = 0
    for one in found:
        if too_many and one.kind in (Kind.UNNAMED, Kind.ASIDE):
            continue
        try:
            if one.kind == Kind.UNNAMED:
                os.utime(one.path)
                one.path.rename(one.path.with_name(_ASIDE + one.path.name))
            else:
                one.path.unlink()
            removed += 1
        except FileNotFoundError:
            continue  # another process was faster
    if too_many:
        raise TooMany(unnamed)
    return removed


def aside_restore() -> int:
    """Bring back what was set aside and is named by now; how many."""
    aside = {
        path.name.removeprefix(_ASIDE): path
        for path in Path(settings.EVIDENCE_DIR).glob(f"??/{_ASIDE}*")
    }
    named = _named(list(aside))
    for sha256 in named:
        aside[sha256].rename(aside[sha256].with_name(sha256))
    return len(named)


def _unnamed(store: Path) -> list[Leftover]:
    old = [one for one in _below(store, "??/*", Kind.UNNAMED) if _SHA256.fullmatch(one.path.name)]
    named = _named([one.path.name for one in old])
    return [one for one in old if one.path.name not in named]


def _named(hashes: list[str]) -> set[str]:
    named: set[str] = set()
    for start in range(0, len(hashes), 500):
        rows = StoredFile.objects.filter(sha256__in=hashes[start : start + 500])
        named.update(rows.values_list("sha256", flat=True))
    return named


def _below(folder: Path, pattern: str, kind: Kind) -> Iterator[Leftover]:
    now = time.time()
    for path in folder.glob(pattern):
        try:
            found = path.stat()
        except FileNotFoundError:
            continue
        if path.is_file() and abs(now - found.st_mtime) > STALE_SECONDS:
            yield Leftover(path, kind, found.st_size)
