"""Names for the keys that stand in the history: one query for each kind of thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Model
from django.utils.translation import gettext as _

from surveys.history.words import FORMER, KEYS, ROWS
from surveys.models import Evidence, Question, TrailEntry
from surveys.numbers import number_text

Names = dict[tuple[type[Model], str], str]


def names_of(entries: Iterable[TrailEntry]) -> Names:
    """What the keys in the entries' changes are called; what is gone has no name."""
    entries = list(entries)
    wanted: dict[type[Model], set[str]] = defaultdict(set)
    for entry in entries:
        for model, key in _keys(entry):
            wanted[model].add(key)
    found: Names = {}
    for model, keys in wanted.items():
        for row in model._default_manager.select_related().filter(pk__in=keys):
            found[model, str(row.pk)] = _name(row)
    return found | _about_names(entries)


def _about_names(entries: Iterable[TrailEntry]) -> Names:
    """Names for the keys of what the entries are about."""
    wanted: dict[tuple[type[Model], str], set[Any]] = defaultdict(set)
    for entry in entries:
        for key, value in (*(entry.about or {}).items(), *_parts(entry)):
            if key in KEYS:
                wanted[KEYS[key]].add(value)
    found: Names = {}
    for (model, field), values in wanted.items():
        for row in model._default_manager.filter(**{f"{field}__in": values}):
            found[model, str(getattr(row, field))] = str(row)
            if isinstance(row, Question):
                found |= _answer_names(row)
    return found


def _parts(entry: TrailEntry) -> Iterator[tuple[str, str]]:
    """What letters ask, which is kept by the code of a question and not by its key."""
    pair = entry.changes.get("part")
    if isinstance(pair, list):
        yield from (("part", value) for value in pair if isinstance(value, str))


def _answer_names(question: Question) -> Names:
    """What its answers are called, each by question and stored value."""
    values = question.words
    return {
        (Question, answer_key(question.code, value)): question.answer_words(value)
        for value in values
    }


def answer_key(question: str, value: str | float) -> str:
    """Under which the words of an answer stand among the names."""
    return f"{question}={value if isinstance(value, str) else number_text(value)}"


def field_of(entry: TrailEntry, name: str) -> Field[Any, Any] | None:
    """The field of the entry's model that a change is of, where there is one."""
    try:
        field = apps.get_model(entry.subject_type)._meta.get_field(name)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, Field) else None


def model_of(entry: TrailEntry, name: str) -> type[Model] | None:
    """The model whose key the change holds."""
    field = field_of(entry, name)
    if field is None:
        return FORMER.get((entry.subject_type, name))
    return field.related_model if isinstance(field.related_model, type) else None


def _keys(entry: TrailEntry) -> Iterator[tuple[type[Model], str]]:
    for name, pair in entry.changes.items():
        values = pair if isinstance(pair, list) else [pair]
        if name in ROWS:
            rows = [row for value in values for row in value or []]
            yield from (
                pair for row in rows if isinstance(row, list) for pair in _of_row(name, row)
            )
        elif model := model_of(entry, name):
            yield from ((model, str(value)) for value in values if _is_key(model, value))


def _of_row(name: str, row: list[Any]) -> Iterator[tuple[type[Model], str]]:
    for model, cell in zip(ROWS[name], row, strict=False):
        if model is not None and _is_key(model, cell):
            yield model, str(cell)


def _is_key(model: type[Model], value: Any) -> bool:
    """Outcomes have words for keys, all else numbers."""
    if value in (None, ""):
        return False
    try:
        model._meta.pk.to_python(value)
    except ValidationError:
        return False
    return True


def _name(row: Model) -> str:
    """A document that repeats somebody's name is not called by it."""
    if isinstance(row, Evidence):
        return _("a document with personal data") if row.personal else row.name
    return str(row)
