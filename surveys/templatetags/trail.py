"""Words for the history's rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from surveys.history.names import Names, answer_key, field_of, model_of
from surveys.history.words import FIELDS, KEYS, ROWS, VALUES, action_label
from surveys.models import Evidence, InfoRequest, Outcome, Question, TrailEntry, User
from surveys.numbers import number_text

register = template.Library()
register.filter("action_label", action_label)

ANSWER = ("choice", "number")
MOST_SHOWN, SHOWN_OF_DIGEST = 160, 12
_DIGEST = re.compile(r"hmac:[0-9a-f]{16,}|[0-9a-f]{64}")


@dataclass(frozen=True)
class Change:
    field: str
    old: str
    new: str


@register.filter
def changes(entry: TrailEntry, names: Names | None = None) -> Iterator[Change]:
    """Old and new value of every field, shortened to a line each; keys by their names."""
    for name, pair in entry.changes.items():
        old, new = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
        if not (_is_empty(old) and _is_empty(new)):
            field = field_of(entry, name)
            label = field.verbose_name if field else FIELDS.get(name, name)
            show = _shower(entry, name, names or {})
            yield Change(str(label), show(old), show(new))


def _shower(entry: TrailEntry, name: str, names: Names) -> Callable[[Any], str]:
    """How a value of this field is put into words."""
    field, model = field_of(entry, name), model_of(entry, name)
    # An answer that is taken back tells of its code's states: the entry's model has not all words.
    words = {**VALUES.get(name, {}), **dict(field.flatchoices if field and field.choices else [])}
    if name in ROWS:
        put = _PUT[name]
        return lambda rows: _shown({}, [put(row, names) for row in rows or []])
    if model is not None:
        return lambda key: "–" if _is_empty(key) else names.get((model, str(key)), _unnamed(key))
    if name in ANSWER:
        return lambda value: _answered(entry, value, names) or _shown(words, value)
    if name in KEYS:
        return lambda value: names.get((KEYS[name][0], str(value))) or _shown(words, value)
    return lambda value: _shown(words, value)


def _answered(entry: TrailEntry, value: Any, names: Names) -> str:
    """An answer in the words of the entry's question; empty where it has none for it."""
    question = (entry.about or {}).get("question")
    if question is None or not isinstance(value, str | float | int):
        return ""
    return names.get((Question, answer_key(str(question), value)), "")


def _unnamed(key: Any) -> str:
    """The number of what is gone; a batch tells its file by name at once."""
    return f"#{key}" if str(key).isdigit() else _short(str(key))


@register.filter
def subject_words(entry: TrailEntry, names: Names | None = None) -> str:
    """What was changed; an account by its number only, since names are personal data.

    An entry from before keys were kept stands as it was written.
    """
    if entry.subject_type == User._meta.label_lower:
        return str(_("user %(number)s")) % {"number": entry.subject_id}
    if entry.about is None:
        return entry.subject
    return " · ".join(_part(entry, key, value, names or {}) for key, value in entry.about.items())


def _part(entry: TrailEntry, key: str, value: Any, names: Names) -> str:
    answered = _answered(entry, value, names) if key in ANSWER else ""
    if answered:
        return answered
    if key in KEYS:
        return names.get((KEYS[key][0], str(value))) or _shown(VALUES.get(key, {}), value)
    return _shown(VALUES.get(key, {}), value)


def _is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _shown(words: dict[Any, Any], value: Any) -> str:
    if _is_empty(value):
        return "–"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        text = "; ".join(_row(part) for part in value)
    elif isinstance(value, float):
        text = number_text(value)
    else:
        text = _short(str(words.get(str(value), value)))
    return text if len(text) <= MOST_SHOWN else text[:MOST_SHOWN] + "…"


def _short(text: str) -> str:
    """A digest by its first characters, which are enough to see that two are the same."""
    return f"{text[:SHOWN_OF_DIGEST]}…" if _DIGEST.fullmatch(text) else text


def _cited(row: Any, names: Names) -> Any:
    """A citation with its document's name in the place of its key; of a box also its sides and
    the file that it was drawn on."""
    if not isinstance(row, list) or len(row) not in (3, 4, 5):
        return row
    # Of words the number of letters before them, which tells a reader nothing, may stand last.
    key, page, words, *drawn = row if len(row) != 4 else row[:3]
    place = _("page %(page)s") % {"page": page} if page else None
    box = _("box %(sides)s") % {"sides": drawn[0]} if drawn else None
    digests = [_short(digest) for digest in drawn[1:]]
    return [names.get((Evidence, str(key))), place, box, words or None, *digests]


def _letter(row: Any, names: Names) -> Any:
    """A letter and its outcome; none where the reply answered none of ours."""
    if not isinstance(row, list) or len(row) != 2:
        return row
    letter, outcome = row
    label = str(_("no letter of ours"))
    if letter is not None:
        label = names.get((InfoRequest, str(letter)), _unnamed(letter))
    return [label, names.get((Outcome, str(outcome)), str(outcome))]


_PUT: dict[str, Callable[[Any, Names], Any]] = {"citations": _cited, "letters": _letter}


def _row(part: Any) -> str:
    """A citation or search record of a code: its parts side by side."""
    if not isinstance(part, list):
        return str(part)
    return " · ".join(str(cell) for cell in part if cell is not None)
