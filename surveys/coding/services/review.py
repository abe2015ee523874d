from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.coding.cited import broken_citations
from surveys.errors import ChangedMeanwhile, Refused, StaleRevision
from surveys.history.services import trail_write
from surveys.models import Answer, ReviewDecision, User
from surveys.open_edition import edition_touch
from surveys.permissions import can_undo, coded_by
from surveys.reasons import require_reason

_STATE_AFTER = {
    ReviewDecision.Verdict.APPROVED: Answer.State.APPROVED,
    ReviewDecision.Verdict.RETURNED: Answer.State.RETURNED,
}
# One that was taken back can be returned, for its coder to know why; approved is what was sent.
_OPEN = {
    ReviewDecision.Verdict.APPROVED: (Answer.State.IN_REVIEW,),
    ReviewDecision.Verdict.RETURNED: (Answer.State.IN_REVIEW, Answer.State.TAKEN_BACK),
}
_OPEN_AGAIN = (Answer.State.APPROVED,)


def review_decide(
    *, actor: User, answer: Answer, verdict: str, revision: int, reason: str = ""
) -> ReviewDecision:
    """Approve an answer or return it with a reason; `revision` is the one the reviewer read.

    A return opens a new revision, of an approved answer too: its coder sends again from a page
    that tells of it. Refused where the reviewer coded it, a quotation of what is to be approved
    does not stand in its document, a return has no reason, or it was decided or changed
    meanwhile.
    """
    verdict = ReviewDecision.Verdict(verdict)
    if verdict == ReviewDecision.Verdict.APPROVED:
        # Files are read before anything is held; the revision says whether these are the words.
        _refuse_broken(answer)
    return _decide(actor, answer, verdict, revision, reason)


@transaction.atomic
def _decide(
    actor: User, answer: Answer, verdict: ReviewDecision.Verdict, revision: int, reason: str
) -> ReviewDecision:
    # First, since it locks the edition: no draft is saved and no answer sent meanwhile.
    edition_touch(edition=answer.edition)
    _check(actor, answer, verdict)
    reason = _reason(verdict, reason)
    old_state = answer.state
    reopened = old_state == Answer.State.APPROVED and verdict == ReviewDecision.Verdict.RETURNED
    new_revision = revision + 1 if verdict == ReviewDecision.Verdict.RETURNED else revision
    open_states = _OPEN_AGAIN if reopened else _OPEN[verdict]
    read = Answer.objects.filter(pk=answer.pk, revision=revision, state__in=open_states)
    changed = read.update(
        state=_STATE_AFTER[verdict], revision=new_revision, updated_at=timezone.now()
    )
    if not changed:
        current = Answer.objects.select_related("submission__code__coder").get(pk=answer.pk)
        raise StaleRevision(
            current=current, submitted={"choice": answer.choice, "number": answer.number}
        )
    decision = _record(actor, answer, verdict, new_revision, reason)
    trail_write(
        actor=actor,
        action=f"review.{verdict}",
        subject=answer,
        edition=answer.edition,
        city=answer.city,
        old={"state": old_state},
        new={"state": _STATE_AFTER[verdict]},
        reason=reason,
    )
    answer.refresh_from_db()
    return decision


@transaction.atomic
def approval_undo(*, actor: User, decision: ReviewDecision) -> Answer:
    """Put an approved answer back into review as it was: the same revision on the same
    submission, which anybody may decide on again.

    `ChangedMeanwhile` where the approval does not stand any more; refused to whoever may not
    undo it. The decision stays, marked as undone.
    """
    answer = decision.answer
    edition_touch(edition=answer.edition)
    if not can_undo(actor, decision):
        raise Refused(_("Who approved it, or a manager, can undo an approval. You can return it."))
    now = timezone.now()
    standing = ReviewDecision.objects.filter(
        pk=decision.pk, verdict=ReviewDecision.Verdict.APPROVED, undone_at__isnull=True
    )
    approved = Answer.objects.filter(
        pk=answer.pk, revision=decision.revision, state=Answer.State.APPROVED
    )
    if not (
        standing.update(undone_at=now, undone_by=actor)
        and approved.update(state=Answer.State.IN_REVIEW, updated_at=now)
    ):
        raise ChangedMeanwhile(_("This approval does not stand any more: see how it is now."))
    trail_write(
        actor=actor,
        action="review.undone",
        subject=answer,
        edition=answer.edition,
        city=answer.city,
        old={"state": Answer.State.APPROVED},
        new={"state": Answer.State.IN_REVIEW},
    )
    answer.refresh_from_db()
    decision.refresh_from_db()
    return answer


def _refuse_broken(answer: Answer) -> None:
    broken = broken_citations(answer.submission)
    if broken:
        text = _(
            "“%(words)s” does not stand in its document: nothing can rest on it. Return the answer,"
            " so that its coder cites anew."
        )
        raise Refused(text % {"words": str(broken[0])}, field="proof")


def _reason(verdict: str, reason: str) -> str:
    """A return needs one; beside an approval it is kept where somebody typed it."""
    if verdict != ReviewDecision.Verdict.RETURNED and not reason.strip():
        return ""
    missing = _("Say why you return it, so that the coder can act on it.")
    return require_reason(reason, missing=missing)


def _check(actor: User, answer: Answer, verdict: str) -> None:
    if coded_by(actor, answer):
        raise Refused(_("You coded this answer yourself; another reviewer has to decide."))
    taken = Answer.objects.filter(pk=answer.pk, state=Answer.State.TAKEN_BACK)
    if verdict == ReviewDecision.Verdict.APPROVED and taken.exists():
        raise Refused(_("Its coder is changing this answer; decide when it is sent again."))


def _record(
    actor: User, answer: Answer, verdict: ReviewDecision.Verdict, revision: int, reason: str
) -> ReviewDecision:
    try:
        with transaction.atomic():
            return ReviewDecision.objects.create(
                answer=answer,
                revision=revision,
                verdict=verdict,
                reviewer=actor,
                reason=reason,
            )
    except IntegrityError as error:
        raise StaleRevision(
            current=answer, submitted={"choice": answer.choice, "number": answer.number}
        ) from error
