"""Parts of result pages as functions of what they show: rendered once, then looked up.

A part is rendered without the request, so that nothing of a person, a role or a session can
stand in it; whatever decides how it looks is one of its facts, and the facts are its key.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from scoring.models import ScoreRun
from scoring.rendered.program import program_stamp
from scoring.rendered.store import TextStore
from surveys.models import Edition, ReferenceLoad

Fact = str | int | float | bool | None
Facts = Mapping[str, Fact | Sequence[Fact]]


@dataclass(frozen=True)
class Part:
    """What `part` is given, so that one may ask whether it is kept before it is rendered."""

    template: str
    facts: Facts
    context: Callable[[], Mapping[str, Any]]

    def rendered(self) -> SafeString:
        return part(self.template, self.facts, self.context)

    def is_kept(self, stamp: str) -> bool:
        """In the language in force, for that state of the reference tables; no query."""
        return _shelf().holds(_key(self.template, self.facts, stamp))


def part(template: str, facts: Facts, context: Callable[[], Mapping[str, Any]]) -> SafeString:
    """The rendered template, or part of one (`ranking.html#body`); `context` is asked only where it
    is not kept.

    `context` may read what follows from the facts and nothing else: what a run holds where
    `facts_of_run` is among them, an edition's particulars where `facts_of_edition` is, and the
    reference tables always.
    """
    return kept(
        key_of(template, facts), lambda: render_to_string(template, dict(context())).strip()
    )


def kept_data(name: str, facts: Facts, make: Callable[[], Any]) -> Any:
    """What several parts are put together from, kept in the same way under a name of its own:
    texts, numbers, lists and mappings by text."""
    text = kept(key_of(name, facts), lambda: json.dumps(make(), ensure_ascii=False))
    return json.loads(text)


def kept(key: str, make: Callable[[], str]) -> SafeString:
    """The kept text of the key, or the one that `make` gives, kept from now on.

    After an approval fifty people ask for the same new page: one thread renders it, the others
    of its process wait for that.
    """
    text = _shelf().get(key)
    if text is None:
        with _making.setdefault(key, Lock()):
            text = _shelf().get(key)
            if text is None:
                text = make()
                _shelf().put(key, text)
    return mark_safe(text)  # noqa: S308 - a template rendered it


# By key, as long as a thread holds one.
_making: WeakValueDictionary[str, Any] = WeakValueDictionary()


def _shelf() -> TextStore:
    return store(Path(settings.RENDERED_DIR), settings.RENDERED_MAX_BYTES)


@cache
def store(folder: Path, most_bytes: int) -> TextStore:
    return TextStore(folder, most_bytes)


def key_of(template: str, facts: Facts) -> str:
    """A name for a file: program, reference tables, language, template and facts in one digest."""
    return _key(template, facts, reference_stamp())


def _key(template: str, facts: Facts, stamp: str) -> str:
    told = [program_stamp(), stamp, get_language(), template, sorted(facts.items())]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


# What was read within a `stamp_held`, empty before the first reading; None outside of any.
_held: ContextVar[list[str] | None] = ContextVar("reference_stamp", default=None)


@contextmanager
def stamp_held() -> Iterator[None]:
    """Within it the state of the reference tables is asked for once: a page is of one state, and
    of its parts each would ask again."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def reference_stamp() -> str:
    """The state of cities, codebook, indicators and published ranks: when they last changed."""
    held = _held.get()
    if held:
        return held[0]
    row = ReferenceLoad.objects.values_list("number", "at").first()
    stamp = f"{row[0]} {row[1].isoformat()}" if row else ""
    if held is not None:
        held.append(stamp)
    return stamp


def facts_of_run(run: ScoreRun | None) -> tuple[Fact, ...]:
    """A run never changes; the hash and the time tell it from another of the same key, which a
    restored copy of the database can hold. Nothing where there is no run."""
    if run is None:
        return ()
    edition = run.edition
    return run.pk, run.input_hash, run.computed_at.isoformat(), edition.code, edition.synthetic


def facts_of_edition(edition: Edition) -> tuple[Fact, ...]:
    """What pages show of an edition itself, and which inputs it has."""
    return *facts_of_heading(edition), edition.inputs_version


def facts_of_heading(edition: Edition) -> tuple[Fact, ...]:
    """What pages show of an edition whatever its inputs: where each of them is shown by a run
    alone, the next approval leaves the page as it is until that is counted."""
    return (
        *(edition.pk, edition.code, edition.year, edition.title_zh, edition.title_en),
        *(edition.synthetic, edition.frozen, edition.ranks_only),
    )
