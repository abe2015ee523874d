"""The words of a PDF, page by page, read by a process of its own.

The library is native, takes one thread at a time, and reads what strangers sent: there, a
file that crashes it or keeps it busy costs nobody else anything.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_PROGRAM = Path(__file__).with_name("pdf_process.py")
_SECONDS = 10


class NoWords(ValueError):
    """The library failed, or took too long."""


def pdf_words(content: bytes) -> str:
    """Each page begins with a form feed; a scan without a text layer has no words."""
    try:
        # Without our environment, which holds what a stranger's file has no business with.
        done = subprocess.run(
            [sys.executable, "-I", str(_PROGRAM)],
            input=content,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise NoWords(f"not read in {_SECONDS} seconds") from error
    if done.returncode:
        raise NoWords(f"status {done.returncode}: {done.stderr[-200:].decode(errors='replace')}")
    return done.stdout.decode("utf-8")
