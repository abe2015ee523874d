"""What a reader finds wrong with a file, without the words for it."""

from __future__ import annotations


class Fault(Exception):
    """`code` says what; `details` are texts and numbers for the message."""

    def __init__(self, code: str, **details: str | int | float) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
