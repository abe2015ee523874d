"""What takes a library that no web process loads, as plain data with the hash of what it is of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils.module_loading import import_string

from surveys.statistics.measures.facts import Facts
from surveys.statistics.measures.forecast import forecast
from surveys.statistics.measures.spells import city_waits, letter_spells

# By name: it computes with SciPy, which nobody loads for anything else.
_SURVIVAL = "surveys.statistics.measures.survival.survival"
# Counted up when the same facts come to other numbers.
PROGRAM = 1


def slow_inputs(facts: Facts, today: date) -> dict[str, Any]:
    """Days of all letters and waits of all cities; the same facts make the same."""
    waits, replied = city_waits(facts, today)
    spells = letter_spells(facts.letters, today)
    return {
        "answered": sorted(spell.days for spell in spells if spell.answered),
        "censored": sorted(spell.days for spell in spells if not spell.answered),
        "waits": waits,
        "replied": sorted(replied),
    }


def stamp_of(inputs: dict[str, Any]) -> str:
    plain = {**inputs, "waits": [list(vars(wait).values()) for wait in inputs["waits"]]}
    text = json.dumps([PROGRAM, plain], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def slow_results(inputs: dict[str, Any]) -> dict[str, Any]:
    """`survival` and `forecast`; loads SciPy into the process."""
    steps = import_string(_SURVIVAL)(inputs["answered"], inputs["censored"])
    return {
        "survival": [asdict(step) for step in steps],
        "forecast": asdict(forecast(inputs["waits"], inputs["replied"])),
    }
