from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from scoring.models import (
    EditionMethod,
    ImportBatch,
    IndicatorValue,
    MethodVersion,
    PublishedRank,
    ScoreRun,
    Study,
)
from surveys.models import (
    Answer,
    Code,
    Edition,
    Evidence,
    InfoRequest,
    Reply,
    ReviewDecision,
    ReviewPriority,
    Submission,
    SubmissionCitation,
    SubmissionSearch,
    TrailEntry,
    User,
)
from surveys.services.inputs import edition_touch
from surveys.services.trail import trail_write


@transaction.atomic
def edition_choose_method(*, actor: User, edition: Edition, version: MethodVersion) -> None:
    """Compute the edition by another method version from now on."""
    edition_touch(edition=edition)
    old = EditionMethod.objects.select_related("version").filter(edition=edition).first()
    EditionMethod.objects.update_or_create(edition=edition, defaults={"version": version})
    trail_write(
        actor=actor,
        action="edition.choose_method",
        subject=edition,
        edition=edition,
        old={"method": str(old.version)} if old else {},
        new={"method": str(version)},
    )


@transaction.atomic
def edition_delete_synthetic(*, actor: User, edition: Edition) -> None:
    """Delete a synthetic edition with everything in it, its own trail included.

    Raises PermissionDenied for a real one. The deletion itself is an event of the trail
    that belongs to no edition. Stored files stay: other editions may use the same bytes.
    """
    if not Edition.objects.filter(pk=edition.pk, synthetic=True).exists():
        raise PermissionDenied(_("Only a synthetic edition can be deleted."))
    trail_write(
        actor=actor,
        action="edition.delete",
        subject=edition,
        edition=None,
        old={"code": edition.code, "inputs_version": edition.inputs_version},
        new={},
    )
    Study.objects.filter(run__edition=edition).delete()
    ScoreRun.objects.filter(edition=edition).delete()
    ReviewPriority.objects.filter(edition=edition).delete()
    EditionMethod.objects.filter(edition=edition).delete()
    IndicatorValue.objects.filter(edition=edition).delete()
    ImportBatch.objects.filter(edition=edition).delete()
    PublishedRank.objects.filter(edition=edition).delete()
    ReviewDecision.objects.filter(answer__edition=edition).delete()
    Answer.objects.filter(edition=edition).delete()
    for model in (SubmissionCitation, SubmissionSearch, Submission):
        model.objects.all().delete_chain(edition)
    Code.objects.filter(edition=edition).delete()
    Evidence.objects.filter(edition=edition).delete()
    Reply.objects.filter(request__round__edition=edition).delete()
    InfoRequest.objects.filter(round__edition=edition).update(referred_from=None)
    InfoRequest.objects.filter(round__edition=edition).delete()
    edition.rounds.all().delete()
    TrailEntry.objects.all().delete_chain(edition)
    edition.delete()
