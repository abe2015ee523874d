"""Numbers and names of a code as its words show them."""

from __future__ import annotations

from collections.abc import Mapping

from scoring.index.codes import Detail
from scoring.words.method import RULE_WORDS
from surveys.numbers import number_text


def shown_details(details: Mapping[str, Detail]) -> dict[str, str]:
    """Numbers without trailing zeros, means by their names."""
    shown = {
        key: number_text(value) if isinstance(value, float) else str(value)
        for key, value in details.items()
    }
    if "rule" in details:
        shown["rule"] = str(RULE_WORDS["aggregate"].get(str(details["rule"]), details["rule"]))
    return shown
