"""The whole measurement: editions built, every list looked at, the sweep and readiness asked."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.test import Client

from surveys.evidence.store import path_of
from surveys.models import StoredFile

from . import looks
from .addresses import addresses
from .copies import Copier, counts, editions_close, sequences_reset
from .edition import FirstEdition, People
from .history import history_write

EDITIONS, CITIES, OPEN = 50, 337, 2


def measured(scale: float, times: int, only: str) -> dict[str, Any]:
    """At full scale 50 editions of 337 cities; smaller ones keep at least three of each."""
    people = _build(max(3, round(EDITIONS * scale)), max(3, round(CITIES * min(1, 10 * scale))))
    client = Client()
    client.force_login(people.administrator)
    found = [one for one in addresses(people.administrator) if one.startswith(only)]
    _say(f"{len(found)} pages")
    return {
        "rows": dict(counts()),
        "pages": looks.pages(client, found, times),
        "sweep": looks.sweep(),
        "readyz": looks.readyz(client),
    }


def _build(editions: int, cities: int) -> People:
    first = FirstEdition(cities)
    first.build()
    history_write(first)
    _say("first edition")
    copier = Copier()
    for copy in range(1, editions):
        copier.copy(copy)
        if copy % 10 == 0:
            _say(f"{copy} copies")
    editions_close(OPEN)
    sequences_reset()
    for sha256 in StoredFile.objects.values_list("sha256", flat=True):
        place = path_of(sha256)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"x")
    _say("built")
    return first.people


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr)
