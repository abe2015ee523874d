"""The sections of the output, measured on a serving product."""

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from . import memory, pages, readers
from .approvals import Approvals
from .browser import Browser
from .product import Product
from .readers import Json


@dataclass(frozen=True)
class Length:
    """How long it takes: seconds of a level of readers, seconds of quiet before memory is
    measured (longer than from one sweep to the next), the number of approvals."""

    level: float = 2.0
    quiet: float = 60.0
    approvals: int = 60


THOROUGH, QUICK = Length(), Length(level=0.5, quiet=3.0, approvals=10)


def say(text: str) -> None:
    """Progress; standard output is for the result."""
    print(text, file=sys.stderr, flush=True)


class Measures:
    """Of one product; people and objects are made when something asks for them."""

    def __init__(self, product: Product, length: Length) -> None:
        self.product, self.length = product, length
        product.stage("computed")

    @cached_property
    def _cast(self) -> dict[str, Any]:
        return self.product.stage("cast")

    def _browsers(self, role: str) -> list[Browser]:
        return [Browser(self.product.port, dict(one)) for one in self._cast["cookies"][role]]

    def idle_pss_mb(self) -> float:
        """After a while in which nobody looked at anything; to be measured first."""
        time.sleep(self.length.quiet)
        return memory.pss_mb(self.product.pid)

    def empty(self) -> Json:
        """The lightest page within the whole frame."""
        return self._each([pages.EMPTY])[pages.EMPTY]

    def pages(self, pattern: str) -> dict[str, Json]:
        """The main pages by address, as managers see them, who may open every one."""
        objects = {**self._cast, **self.product.stage("objects")}
        return self._each(pages.addresses(objects, pattern))

    def _each(self, paths: Sequence[str]) -> dict[str, Json]:
        managers = self._browsers("manager")

        async def work() -> dict[str, Json]:
            found = {}
            for path in paths:
                found[path] = await readers.page(managers, path, self.length.level)
                say(f"{path}  {found[path]}")
            return found

        return _told(lambda: asyncio.run(work()), managers)

    def approvals(self) -> Json:
        """One reviewer's, beside fifty analysts who reload the approved ranking."""
        analysts, (reviewer, *_) = self._browsers("analyst"), self._browsers("reviewer")
        first = pages.ANSWER.format_map(self._cast)
        work = Approvals(reviewer, first, self.length.approvals)

        async def beside() -> Json:
            entry = await work.beside(analysts, pages.RANKING.format_map(self._cast))
            say(f"{len(work.tally.seconds)} approvals  {entry}")
            return entry

        return _told(lambda: asyncio.run(beside()), [*analysts, reviewer])


def _told(work: Callable[[], Any], browsers: Sequence[Browser]) -> Any:
    """What the work gives; says what its requests cost this process, beside the product."""
    asked, used = sum(one.asked for one in browsers), time.process_time()
    found = work()
    requests = sum(one.asked for one in browsers) - asked
    cost = (time.process_time() - used) / max(1, requests) * 1000
    say(f"client: {cost:.2f} ms of processor time for each of {requests} requests")
    return found
