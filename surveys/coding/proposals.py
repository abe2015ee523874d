"""What was proposed to a coder, and what became of each city, in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys.coding.services.proposal import Fate
from surveys.models import City, CodeProposal, Edition, Question, User
from surveys.permissions import visible_evidence

FATES: Mapping[Fate, str | Promise] = {
    Fate.PROPOSED: _("proposed: confirm it on the coding screen"),
    Fate.CODED: _("skipped: you have coded this question here already"),
    Fate.APPROVED: _("skipped: an answer is approved"),
    Fate.PENDING: _("skipped: proposed already"),
    Fate.DISMISSED: _("skipped: you dismissed a proposal here"),
    Fate.ABSENT: _("skipped: the quotation does not stand in the letter"),
    Fate.SEVERAL: _("skipped: the quotation stands there more than once"),
    Fate.UNREAD: _("skipped: the letter cannot be read here"),
    Fate.LATER: _("not looked at yet: propose again"),
}


def own_proposals(person: User, edition: Edition) -> QuerySet[CodeProposal]:
    """Those alone whose document this person may still cite."""
    documents = visible_evidence(person).exclude(reply__withdrawn=True).order_by()
    rows = CodeProposal.objects.filter(edition=edition, coder=person)
    return rows.filter(evidence__in=documents).select_related(
        "evidence", "question", "source__city", "city"
    )


def proposal_of(
    person: User, edition: Edition, city: City, question: Question
) -> CodeProposal | None:
    return own_proposals(person, edition).filter(city=city, question=question).first()
