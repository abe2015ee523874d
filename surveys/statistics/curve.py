"""The survival curve as lines of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 640, 240
LEFT, BOTTOM, EDGE = 44, 28, 10
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
TICKS = 6


@dataclass(frozen=True)
class Tick:
    at: float
    words: str


@dataclass(frozen=True)
class Curve:
    """`line` and `band` are paths; marks of the axes stand at their pixel."""

    line: str
    band: str
    days: tuple[Tick, ...]
    shares: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - EDGE
    floor: int = HEIGHT - BOTTOM


def curve_of(steps: Sequence[dict[str, Any]]) -> Curve:
    """It falls on each day with a reply; the band follows the last bounds that are defined."""
    last = max(step["day"] for step in steps) or 1

    def x(day: float) -> float:
        return round(LEFT + (WIDTH - LEFT - EDGE) * day / last, 1)

    def y(share: float) -> float:
        return round(EDGE + (HEIGHT - BOTTOM - EDGE) * (1 - share), 1)

    def stairs(name: str) -> list[tuple[float, float]]:
        found, level = [(x(0), y(1.0))], 1.0
        for step in steps:
            found.append((x(step["day"]), y(level)))
            level = step[name] if step[name] is not None else level
            found.append((x(step["day"]), y(level)))
        return found

    apart = -(-last // TICKS)
    return Curve(
        line=_path(stairs("share")),
        band=f"{_path([*stairs('high'), *reversed(stairs('low'))])} Z",
        days=tuple(Tick(x(day), str(day)) for day in range(0, last + 1, apart)),
        shares=tuple(Tick(y(share), f"{share:.0%}") for share in SHARES),
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M " + " L ".join(f"{across} {down}" for across, down in points)
