from __future__ import annotations

import errno

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import ChangedMeanwhile, Refused
from surveys.files.document import Document
from surveys.intake.store import StoreAway, store_is_empty, store_write
from surveys.models import City, Edition, Evidence, Reply, StoredFile, User
from surveys.services.inputs import edition_hold_open
from surveys.services.trail import personal_digest, trail_write


def file_store(*, document: Document) -> StoredFile:
    """The stored file of these bytes; the same bytes are kept once.

    The file is on disk before the row, and outside any transaction: a crash leaves at
    most a file that no row names. StoreAway where the store is, or has lost all its files.
    """
    if store_is_empty() and StoredFile.objects.exists():
        raise StoreAway(errno.ENOENT, "the store is empty, and it was not")
    sha256 = store_write(document.content)
    row, _created = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": len(document.content), "media_type": document.media_type},
    )
    return row


@transaction.atomic
def evidence_add(
    *,
    actor: User | None,
    edition: Edition,
    city: City,
    file: StoredFile,
    name: str,
    kind: str,
    reply: Reply | None = None,
    url: str = "",
    personal: bool = False,
) -> Evidence:
    """Attach a stored file to the place where it proves something."""
    edition_hold_open(edition=edition)
    row = Evidence.objects.create(
        edition=edition,
        city=city,
        reply=reply,
        file=file,
        name=name,
        kind=kind,
        url=url,
        personal=personal,
        added_by=actor,
    )
    trail_write(
        actor=actor,
        action="evidence.add",
        subject=row,
        edition=edition,
        city=city,
        new={
            # A document that repeats somebody's name often bears it in its own.
            "name": personal_digest(name) if personal else name,
            "sha256": file.sha256,
            "kind": kind,
            "url": url,
            "reply": reply,
        },
    )
    return row


@transaction.atomic
def evidence_mark_personal(*, actor: User, evidence: Evidence, personal: bool, reason: str) -> None:
    """Close or open a document that repeats somebody's name, identity or contact.

    On a frozen edition too: personal data must not stay open because work on it has ended,
    and what the index reads does not change. Refused where somebody was faster.
    """
    if not reason.strip():
        raise Refused(_("Give a reason."), field="reason")
    if evidence.personal == personal:
        raise Refused(_("The document is marked so already."))
    as_seen = Evidence.objects.filter(pk=evidence.pk, personal=evidence.personal)
    if not as_seen.update(personal=personal):
        raise ChangedMeanwhile(_("Somebody else marked this document meanwhile."))
    evidence.personal = personal
    trail_write(
        actor=actor,
        action="evidence.mark_personal",
        subject=evidence,
        edition=evidence.edition,
        city=evidence.city,
        old={"personal": not personal},
        new={"personal": personal},
        reason=reason,
    )
