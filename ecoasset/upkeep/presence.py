"""Which workers are there: each renews its own entry at the broker; and how long the queues are."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import redis
from celery import bootsteps
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)
KEY = "ecoasset-workers"
QUEUES = ("celery", "studies")
SECONDS = 5
MISSED = 4  # renewals; who missed so many is not there


@dataclass(frozen=True)
class BrokerState:
    """Living workers and waiting messages, by queue."""

    workers: dict[str, int]
    waiting: dict[str, int]


def broker_client() -> redis.Redis:
    """Without retries: whoever asks here must not wait for a broker that hangs."""
    url = settings.CELERY_BROKER_URL
    if url.startswith("redis+socket://"):
        url = url.replace("redis+socket://", "unix://", 1).replace("virtual_host=", "db=")
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=settings.BROKER_CONNECT_SECONDS,
        socket_timeout=settings.BROKER_CONNECT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def broker_state() -> BrokerState:
    """By the broker's own clock, so that no machine's can be wrong; one round trip."""
    with broker_client() as client, client.pipeline(transaction=False) as pipe:
        pipe.time()
        pipe.hgetall(KEY)
        for queue in QUEUES:
            pipe.llen(queue)
        (now, _), entries, *lengths = pipe.execute()
    workers = dict.fromkeys(QUEUES, 0)
    for name, at in entries.items():
        queue = name.decode().partition(" ")[0]
        if queue in workers and 0 <= now - int(at) <= MISSED * SECONDS:
            workers[queue] += 1
    return BrokerState(workers, dict(zip(QUEUES, lengths, strict=True)))


def worker_renew(*, hostname: str, queues: Iterable[str]) -> None:
    """The entries of one worker; what fails here shows as a worker that is not there."""
    try:
        with broker_client() as client:
            now = int(client.time()[0])
            client.hset(KEY, mapping={f"{queue} {hostname}": now for queue in queues})
    except redis.RedisError as error:
        logger.warning("cannot tell the broker that this worker is there: %s", error)


class Presence(bootsteps.StartStopStep):
    """Renews from the worker's main process, again after each new connection."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, consumer: Any, **options: Any) -> None:
        self.timer: Any = None
        super().__init__(consumer, **options)

    def start(self, consumer: Any) -> None:
        queues = [queue for queue in QUEUES if queue in consumer.app.amqp.queues.consume_from]
        fields = {"hostname": consumer.hostname, "queues": queues}
        worker_renew(**fields)
        self.timer = consumer.timer.call_repeatedly(SECONDS, worker_renew, kwargs=fields)

    def stop(self, consumer: Any) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
