"""How many processes a worker holds, by what is under way; the clock is the test's."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from celery.worker import state
from django.core.management.base import CommandError

from ecoasset.celery import app
from ecoasset.management.commands import worker
from ecoasset.upkeep import pool
from ecoasset.upkeep.pool import QUIET_SECONDS, NeededProcesses

MOST = 2


@dataclass
class Pool:
    """As much of Celery's pool as a scaler asks for."""

    num_processes: int

    def grow(self, count: int) -> None:
        self.num_processes += count

    def shrink(self, count: int) -> None:
        self.num_processes -= count

    def maintain_pool(self) -> None:
        """Nobody dies here."""


class Play:
    """A scaler over some seconds; messages are taken and ended by their numbers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, least: int) -> None:
        self.now = 1000.0
        self.under_way: set[int] = set()
        monkeypatch.setattr(pool.time, "monotonic", lambda: self.now)
        monkeypatch.setattr(state, "reserved_requests", self.under_way)
        self.pool = Pool(least)
        self.scaler = NeededProcesses(self.pool, MOST, least)

    def take(self, number: int) -> int:
        self.under_way.add(number)
        self.scaler.maybe_scale(object())
        return self.pool.num_processes

    def look(self, seconds: float) -> int:
        self.now += seconds
        self.scaler.maybe_scale()
        return self.pool.num_processes


@pytest.mark.parametrize("least", [0, 1])
def test_there_are_as_many_as_messages_and_never_more_than_allowed(
    monkeypatch: pytest.MonkeyPatch, least: int
) -> None:
    play = Play(monkeypatch, least)
    assert [play.take(number) for number in range(4)] == [1, 2, 2, 2]


@pytest.mark.parametrize("least", [0, 1])
def test_after_a_quiet_while_the_least_number_is_left(
    monkeypatch: pytest.MonkeyPatch, least: int
) -> None:
    play = Play(monkeypatch, least)
    play.take(1)
    play.take(2)
    play.under_way.clear()
    assert play.look(QUIET_SECONDS) == 2
    assert play.look(1) == least
    assert play.look(QUIET_SECONDS + 1) == least
    assert play.take(3) == 1, "and they come back"


def test_none_is_ended_while_another_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that is chosen might just have been given a message."""
    play = Play(monkeypatch, 0)
    play.take(1)
    play.take(2)
    play.under_way.discard(2)
    assert play.look(100 * QUIET_SECONDS) == 2


def test_a_message_now_and_then_keeps_one_process_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the sweep comes, more often than it is quiet for long."""
    play = Play(monkeypatch, 1)
    play.take(1)
    play.take(2)
    play.under_way.clear()
    for number in range(3):
        assert play.take(number) == 2
        play.under_way.clear()
        play.look(QUIET_SECONDS / 3)
    assert play.look(1) == 1


def test_the_product_uses_it() -> None:
    assert app.conf.worker_autoscaler == "ecoasset.upkeep.pool:NeededProcesses"


def test_a_worker_that_is_told_no_queue_does_what_is_urgent() -> None:
    parser = worker.Command().create_parser("manage.py", "worker")
    assert parser.parse_args([]).queue == "celery"
    assert parser.parse_args(["--queue", "studies"]).queue == "studies"
    with pytest.raises(CommandError):
        parser.parse_args(["--queue", "mail"])
