"""Two people, or two windows, saved the same thing: what the page may show of both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from surveys.coding.forms import Typed
from surveys.coding.views.cards import Card, cards_of
from surveys.errors import StaleRevision
from surveys.models import Answer, City, Code, Edition, Question, Submission, User
from surveys.permissions import can_read


@dataclass(frozen=True)
class Version:
    """One side of the comparison, in words."""

    value: str
    detail: str
    note: str
    who: str = ""
    state: str = ""


@dataclass(frozen=True)
class Conflict:
    """Both versions and the form for another try; `theirs` may be this person's own (`mine`)."""

    card: Card
    message: str
    ours: Version
    theirs: Version | None
    mine: bool
    hidden: bool


def conflict_of(
    stale: StaleRevision,
    typed: Typed,
    question: Question,
    edition: Edition,
    city: City,
    person: User,
) -> Conflict:
    """What was stored meanwhile beside what was typed; the form's revisions are renewed.

    Saving again from that page is therefore a choice made in the sight of both versions. Of
    another coder's answer that this person may not read nothing is told but that it is there.
    """
    card = cards_of(edition, city, person, question)[0]
    stored = card.typed
    mine = _is_of(person, stale.current)
    hidden = isinstance(stale.current, Answer) and not can_read(person, stale.current)
    card.typed = replace(typed, revision=stored.revision, answer_revision=stored.answer_revision)
    return Conflict(
        card=card,
        message=_told(stale.current, mine, card),
        theirs=None if hidden else _version(stale.current),
        mine=mine,
        hidden=hidden,
        ours=Version(
            value=question.answer_words(typed.value) if typed.value else _("no answer"),
            detail=typed.detail,
            note=typed.note,
            who=str(person),
        ),
    )


def _is_of(person: User, current: Any) -> bool:
    """Whether the stored version is this person's own, from another window."""
    code = current.submission.code if isinstance(current, Answer) else current
    return isinstance(code, Code) and code.coder_id == person.pk


def _told(current: Any, mine: bool, card: Card) -> str:
    if card.waits:
        return _("Another coder has sent an answer to this question. Yours is kept as a draft.")
    if card.passed_back:
        return _("Another coder's answer was sent and returned meanwhile. Look again, then send.")
    if current is None:
        return _("What you started from is no longer there. Compare, then save again.")
    if mine and card.returned:
        return _("A reviewer returned this answer meanwhile. Read why, then send again.")
    if mine:
        return _("You saved this in another window meanwhile. Compare, then save again.")
    return _("Another coder was faster: both versions are shown. Compare, then send again.")


def _version(current: Any) -> Version | None:
    """The stored code, or what the answer rests on; None where it was taken away meanwhile."""
    read = current.submission if isinstance(current, Answer) else current
    if not isinstance(read, Code | Submission):
        return None
    return Version(
        value=current.value_display,
        detail=read.detail,
        note=read.note,
        who=str(read.coder),
        state=str(current.get_state_display()),
    )
