"""Parts of a letter: which of the round's questions it asks.

Portals want one item in one form and an organ may split a letter of many questions, so a
letter asks all of them, those of one organ, or a single one. The code of a part is `all`, a kind
of organ, or the code of a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.models import Organ, Question
from surveys.models.request import WHOLE


def asked_questions() -> list[Question]:
    """The questions that letters ask; a derived one is never asked."""
    rows = Question.objects.filter(source=Question.Source.SURVEY)
    return [row for row in rows.exclude(kind=Question.Kind.DERIVED) if row.organ]


def questions_of_part(part: str, asked: Iterable[Question]) -> list[Question]:
    """Those of `asked` in their order; none where the part names nothing that is asked."""
    if part == WHOLE:
        return list(asked)
    return [row for row in asked if part in (row.organ, row.code)]


def part_check(part: str) -> None:
    """Refused where the part asks nothing."""
    if not questions_of_part(part, asked_questions()):
        raise Refused(_("Choose which questions the letter asks."), field="part")


def part_choices() -> list[tuple[str, str]]:
    """All, then each organ's own questions, then each question, with words."""
    asked = asked_questions()
    kinds = [kind for kind in Organ.Kind if any(row.organ == kind for row in asked)]
    return [
        (WHOLE, _("all questions")),
        *((kind.value, part_words(kind.value)) for kind in kinds),
        *((row.code, row.name) for row in asked),
    ]


def part_words(part: str, names: Mapping[str, str] | None = None) -> str:
    """What the part is called; `names` of questions by code spare a look-up of each."""
    if part == WHOLE:
        return _("all questions")
    if part in Organ.Kind.values:
        return _("questions of: %(organ)s") % {"organ": Organ.Kind(part).label}
    if names is None:
        names = {row.code: row.name for row in Question.objects.filter(code=part)}
    return names.get(part, part)
