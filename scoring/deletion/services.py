from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from surveys.belongings import belongings
from surveys.deletion_mark import edition_being_deleted
from surveys.history.services import trail_write
from surveys.models import Edition, User


@transaction.atomic
def edition_delete_synthetic(*, actor: User, edition: Edition) -> None:
    """Delete a synthetic edition with everything that belongs to it, its own trail included.

    Raises PermissionDenied for a real one. The deletion itself is an event of the trail
    that belongs to no edition. What editions share stays, stored files too: others may use
    the same bytes. Where a row of another edition rests on one of this, the database
    refuses and nothing is deleted.
    """
    held = Edition.objects.select_for_update().filter(pk=edition.pk, synthetic=True).first()
    if held is None:
        raise PermissionDenied(_("Only a synthetic edition can be deleted."))
    trail_write(
        actor=actor,
        action="edition.delete",
        subject=edition,
        edition=None,
        old={"code": edition.code, "inputs_version": edition.inputs_version},
        new={},
    )
    with edition_being_deleted(edition.pk, using=DEFAULT_DB_ALIAS):
        for belonging in belongings():
            # One statement a table: no run's arrays are read, no row is asked one by one.
            belonging.rows(edition)._raw_delete(DEFAULT_DB_ALIAS)
