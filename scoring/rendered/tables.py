"""The reference tables as this process read them last, held until they are loaded again.

A result page that nobody has looked at yet would ask for the same cities, nodes and indicators
several times. They change by loading alone, which `reference_stamp` tells. Nobody changes a row
of these: other requests hold the same ones.
"""

from __future__ import annotations

from functools import cached_property, lru_cache

from scoring.models import Indicator, Node
from scoring.rendered.part import reference_stamp
from surveys.models import City


class Tables:
    """Each is read when somebody first asks for it."""

    @cached_property
    def cities(self) -> dict[str, City]:
        """By adcode."""
        return {city.adcode: city for city in City.objects.all()}

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """In reading order."""
        return tuple(Node.objects.all())

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """In reading order."""
        return tuple(Indicator.objects.all())

    @cached_property
    def indicators_by_code(self) -> dict[str, Indicator]:
        return {row.code: row for row in self.indicators}


def reference_tables() -> Tables:
    """As they are now: one query. What was filled without loading is read anew each time."""
    stamp = reference_stamp()
    return _loaded(stamp) if stamp else Tables()


@lru_cache(maxsize=1)
def _loaded(_stamp: str) -> Tables:
    return Tables()
