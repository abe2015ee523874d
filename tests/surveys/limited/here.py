"""Files read by the tests' own process, but for those tests that look at the limited one.

Starting it costs more than most tests that store a document; what it answers is the same.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import IO, Any

import pytest

from scoring.inputs.table.reading import document_read, document_sheets
from surveys.files import document, reading
from surveys.limited import program
from surveys.limited.call import Bounds, Failed, Why, _decoded, limited_call
from surveys.limited.fault import Fault
from surveys.past import folder
from surveys.past.judging import documents
from surveys.sheets import door
from surveys.sheets.reading import sheets_read
from surveys.sheets.records import records_read
from surveys.workdays.services import calendar_load
from surveys.workdays.sheet import days_read

# Whoever asks: by the function's name, or as the default of `ask`.
BY_NAME: tuple[ModuleType, ...] = (document, reading, folder, door)
BY_DEFAULT: tuple[Any, ...] = (
    *(sheets_read, records_read, days_read, calendar_load),
    *(document_read, document_sheets),
)
_real: list[bool] = []
_AT_ONCE = documents._AT_ONCE


def asked_here(
    reader: str, content: bytes | IO[bytes], *, bounds: Bounds | None = None, **options: Any
) -> Any:
    """What the limited process would answer, through the same code of bytes."""
    if not isinstance(content, bytes):
        content.seek(0)
        content = content.read()
    module, _colon, name = reader.partition(":")
    try:
        answer = getattr(importlib.import_module(module), name)(content, **options)
    except Fault:
        raise
    except Exception as error:
        raise Failed(Why.ERROR, f"{type(error).__name__}: {error}") from error
    return _decoded(bytearray(program._coded(answer)), 0)


def asked(reader: str, content: bytes | IO[bytes], **options: Any) -> Any:
    return (limited_call if _real else asked_here)(reader, content, **options)


@contextmanager
def readers_here() -> Iterator[None]:
    """Whoever asks is answered by this process, unless within `in_a_limited_process`."""
    with pytest.MonkeyPatch.context() as patch:
        for module in BY_NAME:
            patch.setattr(module, "limited_call", asked)
        for function in BY_DEFAULT:
            patch.setitem(function.__kwdefaults__, "ask", asked)
        # A reader of PDFs is for one thread of a process.
        patch.setattr(documents, "_AT_ONCE", 1)
        yield


@contextmanager
def in_a_limited_process() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(documents, "_AT_ONCE", _AT_ONCE)
        _real.append(True)
        try:
            yield
        finally:
            _real.pop()
