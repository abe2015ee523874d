"""Readers in closed loops: each reloads as soon as it has its answer."""

import asyncio
import math
import statistics
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from .browser import Answer, Browser

LEVELS = (1, 10, 50)
LOOKS_AGAIN = 5
# A server that refuses connections is asked no more often than this.
PAUSE_AFTER_FAILURE = 0.1
Json = dict[str, object]


@dataclass
class Tally:
    """What came of many requests: seconds of right answers, and how many were none."""

    seconds: list[float] = field(default_factory=list)
    errors: int = 0

    def add(self, answer: Answer) -> None:
        if answer.is_right:
            self.seconds.append(answer.seconds)
        else:
            self.errors += 1

    def to_json(self) -> Json:
        shares = {"p50_ms": 0.5, "p95_ms": 0.95}
        found = {key: percentile(self.seconds, share) for key, share in shares.items()}
        return {**found, "errors": self.errors}


def percentile(seconds: Sequence[float], share: float) -> float | None:
    """Milliseconds that this share of the values does not exceed (nearest rank); None of none."""
    if not seconds:
        return None
    return milliseconds(sorted(seconds)[max(0, math.ceil(share * len(seconds)) - 1)])


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)


@dataclass
class Crowd:
    """Browsers that reload one page until they are told to stop.

    What counts is asked for after the reader's own first answer: those come out of an empty
    queue. A wrong first answer is an error all the same.
    """

    browsers: Sequence[Browser]
    path: str
    tally: Tally = field(default_factory=Tally)
    stopping: bool = False
    _arrived: int = 0
    _all_there: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self, browser: Browser) -> None:
        browser.tags.pop(self.path, None)
        first = await browser.look(self.path)
        if not first.is_right:
            self.tally.add(first)
        self._arrived += 1
        if self._arrived == len(self.browsers):
            self._all_there.set()
        while not self.stopping:
            answer = await browser.look(self.path)
            self.tally.add(answer)
            if not answer.status:
                await asyncio.sleep(PAUSE_AFTER_FAILURE)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Tally]:
        """From when everybody has had an answer; ends when the last one is received."""
        async with asyncio.TaskGroup() as group:
            for browser in self.browsers:
                group.create_task(self.read(browser))
            try:
                await self._all_there.wait()
                yield self.tally
            finally:
                self.stopping = True


async def level(browsers: Sequence[Browser], path: str, seconds: float) -> Json:
    """So many seconds with all of them; longer where a first answer takes longer."""
    started = time.monotonic()
    async with Crowd(browsers, path).reading() as tally:
        await asyncio.sleep(max(0.0, started + seconds - time.monotonic()))
    return tally.to_json()


async def page(browsers: Sequence[Browser], path: str, seconds: float) -> Json:
    """The first look at an address by one person, looks at it by another, then the levels.

    The other asks for the whole page each time, as somebody who never saw it.
    """
    first, other = browsers[:2]
    found = await first.look(path, anew=True)
    again = [(await other.look(path, anew=True)).seconds for _ in range(LOOKS_AGAIN)]
    entry: Json = {
        "first_ms": milliseconds(found.seconds),
        "again_ms": milliseconds(statistics.median(again)),
    }
    for count in LEVELS:
        entry[str(count)] = await level(browsers[:count], path, seconds)
    for browser in browsers:
        await browser.close()
    return entry
