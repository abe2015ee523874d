"""The form of a reply, judged beside its substance: seven points, each there or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from surveys.errors import Refused
from surveys.models import Question

# The question on whose answer it stands: how good the reply is.
QUALITY = "reply_quality"
POINTS: Mapping[str, Promise] = {
    "numbered": gettext_lazy("number and date"),
    "sealed": gettext_lazy("seal"),
    "restated": gettext_lazy("request restated"),
    "article": gettext_lazy("legal article cited"),
    "reasons": gettext_lazy("reasons when refusing"),
    "remedy": gettext_lazy("remedy and period stated"),
    "contact": gettext_lazy("responsible office and contact"),
}
# How a table writes that none of them is there.
NONE = "0"
_BETWEEN = re.compile(r"[、,，;；\n]+")
Checklist = dict[str, int]


@dataclass(frozen=True)
class Point:
    name: str
    words: str
    there: bool


def checklist_of(
    question: Question, number: float | None, ticked: Collection[str]
) -> Checklist | None:
    """Every point as 0 or 1; None for another question, and for a city without a reply (a zero or
    no number) where nothing is ticked. Refused: a point that there is none of."""
    if not set(ticked) <= set(POINTS if question.code == QUALITY else ()):
        raise Refused(_no_such_point(), field="choice")
    if question.code != QUALITY or not (ticked or number):
        return None
    return {name: int(name in ticked) for name in POINTS}


def checklist_check(question: Question, checklist: Checklist | None) -> None:
    """Refuse one of another question, or with other points or grades than there are."""
    if checklist is None:
        return
    known = question.code == QUALITY and set(checklist) == set(POINTS)
    if not known or not set(checklist.values()) <= {0, 1}:
        raise Refused(_no_such_point(), field="choice")


def points_of(checklist: Mapping[str, int]) -> list[Point]:
    return [Point(name, str(words), bool(checklist.get(name))) for name, words in POINTS.items()]


def checklist_text(checklist: Checklist) -> str:
    """As a table of a round writes it: the points that are there, in Chinese."""
    with override("zh-hans"):
        return "、".join(one.words for one in points_of(checklist) if one.there) or NONE


def checklist_read(text: str) -> Checklist:
    """Of such words in either language; Refused for others."""
    known: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            known |= {str(words).casefold(): name for name, words in POINTS.items()}
    typed = [word.strip().casefold() for word in _BETWEEN.split(text) if word.strip()]
    if typed != [NONE] and not set(typed) <= set(known):
        raise Refused(_no_such_point(), field="form")
    ticked = {known[word] for word in typed if word != NONE}
    return {name: int(name in ticked) for name in POINTS}


def _no_such_point() -> str:
    return _("The form checklist has no such point.")
