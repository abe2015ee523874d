"""What a page showed of a row, as one word that its form carries back.

A write is refused where the word is not the one of the row as it stands now: its author
decided on something else than what is stored.
"""

from __future__ import annotations

import hashlib

from django.db.models import Model
from django.utils.translation import gettext as _

from surveys.errors import ChangedMeanwhile

# Of each model what a person decides on; a form that changes its rows carries the word of it.
_FACTS: dict[str, tuple[str, ...]] = {
    "surveys.answer": ("revision", "state"),
    "surveys.edition": ("frozen", "inputs_version", "year", "title_zh", "title_en"),
    "surveys.evidence": ("personal",),
    "surveys.roundimport": ("state",),
    "surveys.round": ("cutoff", "closed_on", "counts_late"),
    "surveys.user": ("full_name", "role", "language", "is_active", "password"),
    "scoring.importbatch": ("state",),
    "scoring.indicatorvalue": ("current", "approved"),
}


def seen_is_carried(row: Model) -> bool:
    return row._meta.label_lower in _FACTS


def seen_word(row: Model) -> str:
    facts = [str(getattr(row, name)) for name in _FACTS[row._meta.label_lower]]
    return hashlib.sha256("\n".join([str(row.pk), *facts]).encode()).hexdigest()[:16]


def seen_check(row: Model, word: str) -> None:
    """Raise `ChangedMeanwhile` unless the form that carries `word` showed the row as it is."""
    if word != seen_word(row):
        raise ChangedMeanwhile(
            _("%(row)s changed while you were looking at it: see how it is now, then decide again.")
            % {"row": row}
        )
