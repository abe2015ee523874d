"""Reads across models: whose priorities are behind."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from scoring.analysis.priorities import UNDECIDED, open_keys
from surveys.models import Answer, Edition, ReviewPriority


def editions_unprioritised(*among: Edition) -> list[Edition]:
    """Those whose priorities are behind, of `among` or of all that are computed; the same few
    queries however many editions there are."""
    editions = Edition.objects.computed()
    if among:
        editions = editions.filter(pk__in=[edition.pk for edition in among])
    stored = ReviewPriority.objects.filter(edition=OuterRef("pk"))
    newest = stored.filter(inputs_version__gte=OuterRef("inputs_version"))
    undecided = Answer.objects.filter(edition=OuterRef("pk"), state__in=UNDECIDED)
    # Nobody codes in a closed edition, so that its thousands of codes need no look each time.
    worth = Q(stored=True) | Q(frozen=False) | Exists(undecided)
    lacking = list(editions.filter(~Exists(newest)).annotate(stored=Exists(stored)).filter(worth))
    without = [edition.pk for edition in lacking if not edition.stored]
    waiting = {edition for edition, _city, _question in open_keys(without)} if without else set()
    return [edition for edition in lacking if edition.stored or edition.pk in waiting]
