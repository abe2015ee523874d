"""The readers without a process: whoever asks is answered so, and the answers are the same."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ecoasset.env import BASE_DIR
from surveys.limited.call import Failed, limited_call
from surveys.limited.fault import Fault
from tests.surveys.files.samples import pdf_file
from tests.surveys.limited.here import BY_DEFAULT, BY_NAME, asked_here
from tests.surveys.sheets.tables import workbook

READERS = "tests.surveys.limited.limited_readers"
KIND = "surveys.files.door:kind_of"


def _named(pattern: str) -> set[tuple[str, str]]:
    """Module, and what the pattern captures there, in all the product's files."""
    return {
        (".".join(path.relative_to(BASE_DIR).with_suffix("").parts), found)
        for part in ("surveys", "scoring", "ecoasset")
        for path in (BASE_DIR / part).rglob("*.py")
        if path.parent.name != "limited"
        for found in re.findall(pattern, path.read_text("utf-8"))
    }


def test_nobody_who_asks_is_left_out() -> None:
    # Pages are drawn in a process of their own in tests too: what is large stays out of ours.
    here = {module for module, _ in _named(r"limited_call(\()")} - {"surveys.files.images"}
    assert here == {m.__name__ for m in BY_NAME}
    asking = _named(r"def (\w+)\([^)]*\bask: [^)]*= limited_call")
    assert asking == {(function.__module__, function.__name__) for function in BY_DEFAULT}


def _told(ask: Any, reader: str, content: bytes, **options: Any) -> Any:
    try:
        return ask(reader, content, **options)
    except Fault as fault:
        return fault.code, fault.details
    except Failed as failed:
        return failed.why, str(failed)


@pytest.mark.parametrize(
    ("reader", "content", "options"),
    [
        (f"{READERS}:same", bytes(range(256)), {}),
        (f"{READERS}:said", b"x", {"name": "甲", "rows": [1]}),
        (f"{READERS}:refuse", b"", {}),
        (f"{READERS}:fail", b"", {}),
        (KIND, b"a,b", {"extension": "csv"}),
        (KIND, b"MZ", {"extension": "exe"}),
        ("surveys.files.pdf.document:pdf_check", pdf_file("甲"), {"extension": "pdf"}),
        ("surveys.sheets.readers.table:read", workbook([["a", 1.5]]).content, {"title": "t"}),
    ],
)
def test_the_answer_is_the_same(reader: str, content: bytes, options: dict[str, Any]) -> None:
    here, there = (_told(ask, reader, content, **options) for ask in (asked_here, limited_call))
    assert (here, type(here)) == (there, type(there))
