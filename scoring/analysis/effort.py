"""How much was asked of a city, beside the indicators that tell how well it replied."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from scoring.runs.questions import questions_behind
from surveys.models import City, Edition
from surveys.rounds.first_letters import Effort, efforts_of
from surveys.rounds.lateness import SILENT_QUESTION

WORDS = {
    "letters": pgettext_lazy("of ours", "Letters"),
    "organs": gettext_lazy("Organs"),
    "waves": gettext_lazy("Waves"),
    "reminders": gettext_lazy("Reminders"),
    "calls": gettext_lazy("Calls"),
}


def reply_indicators() -> frozenset[str]:
    """Codes of those that rest on how well a city replied."""
    rests = questions_behind().items()
    return frozenset(code for code, questions in rests if SILENT_QUESTION in questions)


def effort_of(edition: Edition, city: City) -> Effort:
    return efforts_of(edition, city).get(city.pk, Effort())


def effort_words(effort: Effort) -> str:
    """In one line, with what a method that counts first letters alone would make of it."""
    counts = [f"{words} {getattr(effort, name)}" for name, words in WORDS.items()]
    if effort.later_only:
        counts.append(_("only later letters were answered"))
    return " · ".join(map(str, counts))


def effort_note(effort: Effort) -> SafeString:
    return mark_safe(f' <small class="muted">{escape(effort_words(effort))}</small>')  # noqa: S308
