"""Words for the history's rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from surveys.filters import action_label
from surveys.models import Answer, Code, Evidence, InfoRequest, Organ, TrailEntry
from surveys.models.code import Choice
from surveys.models.request import Channel
from surveys.models.user import Role

register = template.Library()
register.filter("action_label", action_label)

MOST_SHOWN = 160

# Words for the fields and the stored values of the history; what is not here stands as stored.
_FIELDS = {
    "channel": _("channel"),
    "choice": _("answer"),
    "citations": _("citations"),
    "closed_on": _("closed on"),
    "code": _("code"),
    "contact": _("contact at the organ"),
    "cutoff": _("cut-off"),
    "dated_on": _("dated"),
    "detail": _("what exactly"),
    "frozen": _("frozen"),
    "full_name": _("name"),
    "is_active": _("active"),
    "is_demo": _("demo account"),
    "kind": _("kind"),
    "language": _("language"),
    "name": _("name"),
    "note": _("note"),
    "number": _("number"),
    "opens_on": _("opens on"),
    "organ": _("organ"),
    "outcome": _("outcome"),
    "personal": _("holds personal data"),
    "posted_on": _("postmark"),
    "ranks_only": _("published ranks only"),
    "received_on": _("received on"),
    "reply": _("reply"),
    "request": _("request"),
    "role": _("role"),
    "searches": _("search records"),
    "state": _("state"),
    "status": _("status"),
    "summary": _("summary"),
    "synthetic": _("synthetic data"),
    "url": _("address"),
    "username": _("user name"),
    "value": _("value"),
    "wave": _("wave"),
    "year": _("year"),
}
_WORDS: dict[str, dict[str, Any]] = {
    "channel": dict(Channel.choices),
    "choice": dict(Choice.choices),
    "kind": {**dict(Evidence.Kind.choices), **dict(Organ.Kind.choices)},
    "role": dict(Role.choices),
    "state": {**dict(Code.State.choices), **dict(Answer.State.choices)},
    "status": dict(InfoRequest.Status.choices),
}


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
        if not (_is_empty(old) and _is_empty(new)):
            yield Change(str(_FIELDS.get(name, name)), _shown(name, old), _shown(name, new))


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _shown(name: str, value: Any) -> str:
    if _is_empty(value):
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        text = "; ".join(_row(part) for part in value)
    elif isinstance(value, float):
        text = f"{value:g}"
    else:
        text = str(_WORDS.get(name, {}).get(str(value), value))
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…"


def _row(part: Any) -> str:
    """A citation or search record of a code: its parts side by side."""
    if not isinstance(part, list):
        return str(part)
    return " · ".join(str(cell) for cell in part if cell is not None)
