from __future__ import annotations

import errno

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import ChangedMeanwhile, Refused
from surveys.evidence.likeness.services import wordings_forget
from surveys.evidence.store import StoreAway, store_is_empty, store_read, store_write
from surveys.files.document import Document, document_check
from surveys.files.reading import part_take
from surveys.history.services import personal_digest, trail_write
from surveys.models import City, Edition, Evidence, Reply, StoredFile, User
from surveys.open_edition import edition_hold_open, edition_require_open
from surveys.permissions import visible_evidence
from surveys.reasons import require_reason


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


def evidence_take_part(*, actor: User, evidence: Evidence, number: int) -> Evidence:
    """A document inside another, attached to the same reply or city on its own.

    Taken again, the row of the first time comes back. `Refused` where there is no such part,
    where it is of a kind that no upload is taken of, or where the edition is closed.
    """
    edition_require_open(edition=evidence.edition)
    name, file = _part_stored(evidence, number)
    with transaction.atomic():
        # Held, the edition lets one of two equal requests through and shows its row to the other.
        edition_hold_open(edition=evidence.edition)
        # What somebody else closed stays closed: its row is not given away.
        rows = visible_evidence(actor).filter(edition=evidence.edition, city=evidence.city)
        earlier = rows.filter(reply=evidence.reply, file=file, name=name).first()
        if earlier is not None:
            return earlier
        return evidence_add(
            actor=actor,
            edition=evidence.edition,
            city=evidence.city,
            reply=evidence.reply,
            file=file,
            name=name,
            kind=evidence.kind,
            url=evidence.url,
            personal=evidence.personal,
        )


def _part_stored(evidence: Evidence, number: int) -> tuple[str, StoredFile]:
    """Checked as every upload is; the large bytes of both are let go of at the end."""
    content = store_read(evidence.file.sha256)
    name, taken = part_take(evidence.file.media_type, content, number)
    del content
    document = document_check(name=name, content=taken)
    return document.name, file_store(document=document)


@transaction.atomic
def evidence_mark_personal(*, actor: User, evidence: Evidence, personal: bool, reason: str) -> None:
    """Close or open a document that repeats somebody's name, identity or contact.

    On a frozen edition too: personal data must not stay open because work on it has ended,
    and what the index reads does not change. Refused where somebody was faster.
    """
    reason = require_reason(reason)
    if evidence.personal == personal:
        raise Refused(_("The document is marked so already."))
    as_seen = Evidence.objects.filter(pk=evidence.pk, personal=evidence.personal)
    if not as_seen.update(personal=personal):
        raise ChangedMeanwhile(_("Somebody else marked this document meanwhile."))
    evidence.personal = personal
    wordings_forget(file=evidence.file)
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
