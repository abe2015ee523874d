"""Who may do and see what: the one module that decides, for pages, commands and exports.

A rule is either a role's (the table below) or an object's (the functions under it).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from surveys.models import (
    Answer,
    Code,
    Edition,
    Evidence,
    InfoRequest,
    ReviewDecision,
    Submission,
    TrailEntry,
    User,
)
from surveys.models.user import Role

if TYPE_CHECKING:
    Person = User | AnonymousUser

M = TypeVar("M", bound=Model)


class Action(StrEnum):
    SEE_RESULTS = "see_results"
    SEE_ANSWERS = "see_answers"
    SEE_EVIDENCE = "see_evidence"
    SEE_PROVISIONAL = "see_provisional"
    SEE_TRAIL = "see_trail"
    EXPORT = "export"
    LOG_REPLY = "log_reply"
    CODE_ANSWER = "code_answer"
    REVIEW_ANSWER = "review_answer"
    IMPORT_VALUES = "import_values"
    SIGN_OFF = "sign_off"
    EDIT_METHOD = "edit_method"
    EDIT_CODEBOOK = "edit_codebook"
    RUN_STUDY = "run_study"
    MANAGE_EDITION = "manage_edition"
    OPEN_EDITION = "open_edition"
    ENTER_ADMIN = "enter_admin"
    MANAGE_USERS = "manage_users"
    SET_CALENDAR = "set_calendar"


_READ = frozenset({Action.SEE_RESULTS, Action.EXPORT})
_STAFF_READ = _READ | {Action.SEE_ANSWERS, Action.SEE_EVIDENCE}
_MANAGER = frozenset(Action) - {Action.MANAGE_USERS, Action.SET_CALENDAR}
ROLE_ACTIONS: dict[str, frozenset[Action]] = {
    Role.ANALYST: _READ | {Action.SEE_ANSWERS, Action.EDIT_METHOD, Action.RUN_STUDY},
    Role.ASSISTANT: _STAFF_READ | {Action.LOG_REPLY, Action.CODE_ANSWER, Action.IMPORT_VALUES},
    Role.REVIEWER: _STAFF_READ | {Action.SEE_PROVISIONAL, Action.REVIEW_ANSWER, Action.SEE_TRAIL},
    Role.MANAGER: _MANAGER,
    Role.ADMINISTRATOR: _MANAGER | {Action.MANAGE_USERS, Action.SET_CALENDAR},
}
# What changes an edition is refused for a closed one, whatever the role.
_WRITES = frozenset(
    {Action.LOG_REPLY, Action.CODE_ANSWER, Action.REVIEW_ANSWER}
    | {Action.IMPORT_VALUES, Action.SIGN_OFF}
)
# What reaches beyond the synthetic editions is nothing for a demo account.
_BEYOND_DEMO = frozenset(
    {Action.OPEN_EDITION, Action.ENTER_ADMIN, Action.MANAGE_USERS, Action.SET_CALENDAR}
)
# What every edition shares.
_SHARED = frozenset({Action.EDIT_METHOD, Action.EDIT_CODEBOOK})


def can(person: Person, action: Action, edition: Edition | None = None) -> bool:
    """True where the role allows the action and, for a write, the edition is open; never before
    a first password that came from somebody else is changed."""
    if not isinstance(person, User) or not person.is_active or person.must_change_password:
        return False
    if action not in ROLE_ACTIONS.get(person.role, frozenset()):
        return False
    if person.is_demo and not _demo_may(action, edition):
        return False
    closed = edition is not None and (edition.frozen or edition.ranks_only)
    return not (closed and action in _WRITES)


def _demo_may(action: Action, edition: Edition | None) -> bool:
    """On synthetic editions alone; what every edition shares only where there are no others."""
    if settings.PRODUCTION or action in _BEYOND_DEMO:
        return False
    if edition is not None:
        return edition.synthetic
    return action not in _SHARED or not Edition.objects.real().exists()


def works_on(person: Person, edition: Edition) -> bool:
    """The gate before every other rule: for a demo account a real edition is not there."""
    return not _is_demo(person) or edition.synthetic


def within_reach(person: Person, rows: QuerySet[M], edition: str = "edition") -> QuerySet[M]:
    """The rows whose edition passes `works_on`; `edition` is the way to it, "" for editions."""
    if not _is_demo(person):
        return rows
    return rows.filter(**{f"{edition}__synthetic" if edition else "synthetic": True})


def may_record(actor: User, edition: Edition | None, subject: Model) -> bool:
    """Asked for every entry of the history, so that no door leads round the gate. What belongs to
    no edition is a demo account's own, or reaches the others: refused where there are any."""
    if not actor.is_demo:
        return True
    owner = subject if isinstance(subject, Edition) else edition
    if owner is not None:
        return owner.synthetic
    return subject == actor or not Edition.objects.real().exists()


def _is_demo(person: Person) -> bool:
    return isinstance(person, User) and person.is_demo


def _reached(seen: Callable[[Person], QuerySet[M]]) -> Callable[[Person], QuerySet[M]]:
    @wraps(seen)
    def inner(person: Person) -> QuerySet[M]:
        return within_reach(person, seen(person))

    return inner


def can_on(person: Person, maker_id: int | None, *, own: Action, others: Action) -> bool:
    """Whether this person may decide on what somebody made: with `own` on what is his or
    hers, with `others` on everybody's."""
    mine = maker_id is not None and person.pk == maker_id
    return can(person, others) or (mine and can(person, own))


def can_hand(person: Person, letter: InfoRequest) -> bool:
    """One's own letter, or nobody's, by who logs replies; others' by managers."""
    holder = letter.handler_id or person.pk
    return can_on(person, holder, own=Action.LOG_REPLY, others=Action.MANAGE_EDITION)


def require(person: Person, action: Action) -> User:
    """The person, or PermissionDenied; a closed edition is the services' refusal, with words."""
    if not can(person, action) or not isinstance(person, User):
        raise PermissionDenied(_("Your role does not allow this."))
    return person


def can_review(person: Person, answer: Answer) -> bool:
    """A reviewer never decides on what he or she coded."""
    return (
        can(person, Action.REVIEW_ANSWER, answer.edition)
        and isinstance(person, User)
        and not coded_by(person, answer)
    )


def can_undo(person: Person, decision: ReviewDecision) -> bool:
    """An approval is taken back by who gave it, or by a manager; never on what he or she coded."""
    own, others = Action.REVIEW_ANSWER, Action.MANAGE_EDITION
    may = can_on(person, decision.reviewer_id, own=own, others=others)
    return may and can_review(person, decision.answer)


def coded_by(person: User, answer: Answer) -> bool:
    """Whether this person has a code for the answer's question, sent or only drafted."""
    return with_own_code(person, Answer.objects.filter(pk=answer.pk)).filter(own_code=True).exists()


def with_own_code(person: User, answers: QuerySet[Answer]) -> QuerySet[Any]:
    """Answers with `own_code`: whether this person coded the same question of the same city."""
    same = {name: OuterRef(name) for name in ("edition", "city", "question")}
    return answers.annotate(own_code=Exists(Code.objects.filter(coder=person, **same)))


@_reached
def visible_codes(person: Person) -> QuerySet[Code]:
    """Own codes always; others' only when submitted, and never to a fellow coder before
    the answer is approved, so that two readings of one letter stay independent."""
    if not isinstance(person, User) or not can(person, Action.SEE_ANSWERS):
        return Code.objects.none()
    if can(person, Action.REVIEW_ANSWER):
        return Code.objects.filter(Q(coder=person) | Q(state=Code.State.SUBMITTED))
    decided = Q(state=Code.State.SUBMITTED, submissions__answers__state=Answer.State.APPROVED)
    if can(person, Action.CODE_ANSWER):
        return Code.objects.filter(Q(coder=person) | decided).distinct()
    return Code.objects.filter(decided).distinct()


@_reached
def visible_submissions(person: Person) -> QuerySet[Submission]:
    """What was sent: own ones always, all of them to reviewers, and to every other reader what
    an approved answer rests on."""
    if not isinstance(person, User) or not can(person, Action.SEE_ANSWERS):
        return Submission.objects.none()
    if can(person, Action.REVIEW_ANSWER):
        return Submission.objects.all()
    decided = Q(answers__state=Answer.State.APPROVED)
    if can(person, Action.CODE_ANSWER):
        return Submission.objects.filter(Q(code__coder=person) | decided).distinct()
    return Submission.objects.filter(decided).distinct()


@_reached
def visible_answers(person: Person) -> QuerySet[Answer]:
    """Approved answers to every reader; undecided ones to their coder and to reviewers."""
    if not isinstance(person, User) or not can(person, Action.SEE_ANSWERS):
        return Answer.objects.none()
    if can(person, Action.REVIEW_ANSWER):
        return Answer.objects.all()
    return Answer.objects.filter(Q(state=Answer.State.APPROVED) | Q(submission__code__coder=person))


def visible_decisions(person: Person) -> QuerySet[ReviewDecision]:
    """Verdicts with their reasons. Of an undecided answer its coder reads those on what he or
    she sent: a reason given to a coder before tells of that one's reading."""
    if not isinstance(person, User) or not can(person, Action.SEE_ANSWERS):
        return ReviewDecision.objects.none()
    reached = within_reach(person, ReviewDecision.objects.all(), "answer__edition")
    if can(person, Action.REVIEW_ANSWER):
        return reached
    cell = {
        f"code__{name}": OuterRef(f"answer__{name}") for name in ("edition", "city", "question")
    }
    sent = Submission.objects.filter(**cell, sent_at__lte=OuterRef("decided_at"))
    judged = Subquery(sent.order_by("-sent_at", "-pk").values("code__coder")[:1])
    own = Q(judged=person.pk) | Q(decided_at__gte=F("answer__submission__sent_at"))
    mine = Q(answer__submission__code__coder=person) & own
    return reached.annotate(judged=judged).filter(Q(answer__state=Answer.State.APPROVED) | mine)


def with_readable(person: Person, answers: QuerySet[Answer]) -> QuerySet[Any]:
    """Answers with `readable`: whether this person may read them."""
    return answers.annotate(
        readable=Exists(visible_answers(person).order_by().filter(pk=OuterRef("pk")))
    )


def can_read(person: Person, answer: Answer) -> bool:
    return visible_answers(person).filter(pk=answer.pk).exists()


def can_replace(person: Person, answer: Answer) -> bool:
    """Whether this person may send another reading in the answer's place: nobody overwrites
    what he or she may not read, but a returned answer counts nowhere and stands in no way."""
    return answer.state == Answer.State.RETURNED or can_read(person, answer)


@_reached
def visible_evidence(person: Person) -> QuerySet[Evidence]:
    """Documents for those who code and review; marked personal ones for their keepers alone."""
    if not isinstance(person, User) or not can(person, Action.SEE_EVIDENCE):
        return Evidence.objects.none()
    if can(person, Action.REVIEW_ANSWER):
        return Evidence.objects.all()
    return Evidence.objects.filter(Q(personal=False) | Q(added_by=person))


@_reached
def named_evidence(person: Person) -> QuerySet[Evidence]:
    """Documents of which this person may read the name and what an answer quotes from them, as
    he or she may read the answer; opening one takes `visible_evidence`."""
    if not isinstance(person, User) or not can(person, Action.SEE_ANSWERS):
        return Evidence.objects.none()
    if can(person, Action.SEE_EVIDENCE):
        return visible_evidence(person)
    return Evidence.objects.filter(personal=False)


@_reached
def visible_trail(person: Person) -> QuerySet[TrailEntry]:
    """The history, without the steps of codes that this person may not read yet; the code is
    looked up by the key of each entry that is read, never all codes at once."""
    if not can(person, Action.SEE_TRAIL):
        return TrailEntry.objects.none()
    readable = Exists(visible_codes(person).order_by().filter(pk=OuterRef("code_key")))
    others = ~Q(subject_type=Code._meta.label_lower)
    return TrailEntry.objects.with_code_key().filter(others | readable)
