"""What was read or drawn of documents, kept by the hash of their bytes; may be lost at any time."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from surveys.byte_store import ByteStore


def shelf() -> ByteStore:
    return _store(Path(settings.PAGE_IMAGES_DIR), settings.PAGE_IMAGES_MAX_BYTES)


@cache
def _store(folder: Path, most_bytes: int) -> ByteStore:
    return ByteStore(folder, most_bytes)
