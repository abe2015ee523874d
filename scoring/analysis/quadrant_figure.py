"""The quadrant figure in pixels: a circle per city, axes with ticks, and where they are split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.analysis.profile import CityProfile, Profile

WIDTH, HEIGHT = 720, 460
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 46
STEPS = (1, 2, 5, 10, 20, 25, 50)
MOST_TICKS = 6


@dataclass(frozen=True)
class Point:
    x: float
    y: float
    city: CityProfile


@dataclass(frozen=True)
class Tick:
    """A place on an axis in pixels and the score that stands there."""

    at: float
    label: int


@dataclass(frozen=True)
class QuadrantFigure:
    points: tuple[Point, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    split_x: float
    split_y: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    middle_x: int = (LEFT + WIDTH - RIGHT) // 2
    middle_y: int = (TOP + HEIGHT - BOTTOM) // 2


def quadrant_figure(found: Profile) -> QuadrantFigure:
    """x: resource endowment; y: the mean of compensation and market."""
    scored = [city for city in found.cities if city.quadrant]
    across = _span([city.resource for city in scored])
    up = _span([city.realisation for city in scored])

    def x(value: float) -> float:
        return _place(value, across, LEFT, WIDTH - RIGHT)

    def y(value: float) -> float:
        return _place(value, up, HEIGHT - BOTTOM, TOP)

    return QuadrantFigure(
        points=tuple(Point(x(city.resource), y(city.realisation), city) for city in scored),
        x_ticks=tuple(Tick(x(value), value) for value in _ticks(across)),
        y_ticks=tuple(Tick(y(value), value) for value in _ticks(up)),
        split_x=x(found.split[0]),
        split_y=y(found.split[1]),
    )


def _span(values: Sequence[float]) -> tuple[float, float]:
    """A little more than the range, so that no circle is cut."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    margin = (high - low or 1.0) * 0.03
    return low - margin, high + margin


def _place(value: float, span: tuple[float, float], start: int, end: int) -> float:
    low, high = span
    return round(start + (value - low) / (high - low) * (end - start), 1)


def _ticks(span: tuple[float, float]) -> list[int]:
    """Round numbers inside the span, at most `MOST_TICKS` of them where that can be."""
    low, high = span
    step = next((step for step in STEPS if (high - low) / step <= MOST_TICKS), STEPS[-1])
    first = int(-(-low // step))
    return [number * step for number in range(first, int(high // step) + 1)]
