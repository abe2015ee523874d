"""Rendered text, compressed, in a bounded folder: see `surveys.byte_store`."""

from __future__ import annotations

import zlib

from surveys.byte_store import ByteStore

LEVEL = 6  # of compression: a table of 337 cities shrinks to a tenth


class TextStore(ByteStore):
    """Texts by key."""

    def get(self, key: str) -> str | None:
        """The text; None where it is not kept, or its file is damaged."""
        packed = self.read(key)
        if packed is None:
            return None
        try:
            return zlib.decompress(packed).decode()
        except (zlib.error, UnicodeDecodeError):
            self.drop(key)
            return None

    def put(self, key: str, text: str) -> None:
        self.write(key, zlib.compress(text.encode(), LEVEL))
