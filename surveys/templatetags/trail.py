"""Words for the history's rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext as _

from surveys.filters import action_label
from surveys.models import TrailEntry

register = template.Library()
register.filter("action_label", action_label)

MOST_SHOWN = 160


@dataclass(frozen=True)
class Change:
    field: str
    old: str
    new: str


@register.filter
def changes(entry: TrailEntry) -> Iterator[Change]:
    """Old and new value of every field, shortened to a line each."""
    for name, pair in entry.changes.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        yield Change(name, _shown(old), _shown(new))


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = "; ".join(str(part) for part in value) if isinstance(value, list) else str(value)
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…"
