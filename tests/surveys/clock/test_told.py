"""What is written down about events and flags is all that there is."""

from __future__ import annotations

import re

import pytest

from ecoasset.env import BASE_DIR
from surveys.clock.events import Call, Fault, Kind, Route
from surveys.clock.flags import Flag
from surveys.rounds import event_words


@pytest.mark.parametrize("name", ["law.md", "law.en.md"])
def test_the_law_names_every_event_route_code_and_flag(name: str) -> None:
    text = re.sub(r"```.*?```", "", (BASE_DIR / "docs" / name).read_text("utf-8"), flags=re.S)
    spans = set(re.findall(r"`([^`]+)`", text))
    named = {part for span in spans for part in span.split(":")}
    assert {*Kind, *Route, *Call} <= named
    rows = re.findall(
        r"^\| ((?:`\w+`(?:, |、)?)+) \|", text.partition("receipt_unconfirmed")[2], re.M
    )
    flags = {"receipt_unconfirmed", *re.findall(r"`(\w+)`", " ".join(rows))}
    assert flags == set(Flag)


def test_every_refusal_has_words() -> None:
    assert set(event_words.WORDS) == set(Fault)
