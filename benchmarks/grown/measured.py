"""The whole measurement: editions built, every list looked at, the sweep and readiness asked."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.test import Client
from django.urls import reverse

from scoring.board.presets import PRESETS
from surveys.evidence.store import path_of
from surveys.models import Edition, StoredFile

from . import looks
from .addresses import addresses
from .copies import Copier, counts, editions_close, sequences_reset
from .edition import FirstEdition
from .history import history_write

EDITIONS, CITIES, OPEN = 50, 337, 2


def measured(scale: float, times: int, only: str) -> dict[str, Any]:
    """At full scale 50 editions of 337 cities; smaller ones keep at least three of each."""
    first = _first(max(3, round(CITIES * min(1, 10 * scale))))
    people, client = first.people, Client()
    client.force_login(people.administrator)
    alone = _board(client, times)
    _copy(max(3, round(EDITIONS * scale)))
    found = [one for one in addresses(people.administrator) if one.startswith(only)]
    _say(f"{len(found)} pages")
    return {
        "rows": dict(counts()),
        "pages": {**looks.pages(client, found, times), **_beside(alone, only, client, times)},
        "sweep": looks.sweep(),
        "readyz": looks.readyz(client),
    }


def _board(client: Client, times: int) -> dict[str, dict[str, Any]]:
    """Each preset of the newest edition."""
    newest = Edition.objects.filter(runs__isnull=False).order_by("-pk")[0]
    here = reverse("board", args=[newest.code])
    return looks.pages(client, [f"{here}?preset={one.name}" for one in PRESETS], times)


def _beside(alone: dict[str, Any], only: str, client: Client, times: int) -> dict[str, Any]:
    """The board's presets again, each with what it took while there was one edition."""
    among = _board(client, times)
    pairs = zip(alone.values(), among.items(), strict=True)
    return {
        address: {**look, "one_edition": one}
        for one, (address, look) in pairs
        if address.startswith(only)
    }


def _first(cities: int) -> FirstEdition:
    first = FirstEdition(cities)
    first.build()
    history_write(first)
    _say("first edition")
    return first


def _copy(editions: int) -> None:
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


def _say(words: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr)
