"""Parts of a sum, rounded so that what a page shows adds up."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor

STEPS = 100  # of a point; scores and contributions are shown with two decimals


def shown_difference(one: float, other: float) -> float:
    """Between two scores as they are shown, each rounded by itself."""
    return round(round(one, 2) - round(other, 2), 2)


def apportioned(parts: Mapping[str, float], whole: float) -> dict[str, float]:
    """Each part with two decimals, so that all sum to `whole`, which has two.

    By the largest remainders, so that a part is off by less than a hundredth; what `whole`
    itself was rounded by goes to the largest part, and nothing to a part of 0.
    """
    steps = {name: floor(part * STEPS) for name, part in parts.items()}
    some = [name for name, part in parts.items() if part]
    if some:
        left = round(whole * STEPS) - sum(steps.values())
        up = min(max(left, 0), len(some))
        for name in sorted(some, key=lambda name: steps[name] - parts[name] * STEPS)[:up]:
            steps[name] += 1
        steps[max(some, key=lambda name: abs(parts[name]))] += left - up
    return {name: step / STEPS for name, step in steps.items()}
