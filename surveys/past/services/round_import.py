"""A team's past round: checked, kept for the decision, stored whole, or discarded.

Reading, comparing and writing of files happen outside every transaction; the one transaction
writes the rows.
"""

from __future__ import annotations

import datetime
import errno
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.evidence.store import (
    StoreAway,
    sha256_of,
    store_is_empty,
    store_write,
)
from surveys.files.document import Document
from surveys.history.services import trail_write
from surveys.models import (
    Edition,
    RoundImport,
    RoundImportFile,
    StoredFile,
    TrailEntry,
    User,
)
from surveys.open_edition import edition_hold_open, edition_require_open, edition_touch
from surveys.past.folder import Folder
from surveys.past.judging.judge import plan_of, source_of
from surveys.past.judging.plan import Fate, Plan
from surveys.past.judging.storable import require_storable
from surveys.past.writing.letters import AT_ONCE
from surveys.past.writing.plan import plan_write
from surveys.sheets.report import TableReport

Token = tuple[int | None, int]


def round_import_check(
    *, edition: Edition, document: Document, folder: Folder, today: datetime.date
) -> Plan:
    """The dry run: the fate of every row, with nothing stored."""
    edition_require_open(edition=edition)
    return plan_of(edition=edition, source=source_of(document, folder), today=today)


def round_import_store(
    *,
    actor: User | None,
    edition: Edition,
    document: Document,
    folder: Folder,
    partial: bool,
    today: datetime.date,
) -> tuple[RoundImport | None, Plan]:
    """Store a workbook with its files as one batch: all of it, or with `partial` the right rows.
    Where all of it is there already, nothing is written and there is no batch.

    `ImportRefused` where anything is refused and `partial` is not set, or nothing is right.
    """
    edition_require_open(edition=edition)
    source = source_of(document, folder)
    token = _token(edition)
    plan = plan_of(edition=edition, source=source, today=today)
    require_storable(plan, partial=partial)
    if not plan.new:
        return None, plan
    _files_write(plan, folder, document)
    batch = RoundImport(edition=edition, name=document.name, brought_by=actor, partial=partial)
    with transaction.atomic():
        _hold(edition, plan)
        if _token(edition) != _after(token, plan):
            plan = plan_of(edition=edition, source=source, today=today)
            require_storable(plan, partial=partial)
        files = _stored_rows(plan, [document])
        batch.workbook = files[sha256_of(document.content)]
        _store(actor, batch, plan, files)
    return batch, plan


def _token(edition: Edition) -> Token:
    """What every service leaves behind: another one says that somebody wrote meanwhile."""
    entries = TrailEntry.objects.filter(Q(edition=edition) | Q(edition=None)).order_by()
    version = Edition.objects.values_list("inputs_version", flat=True).get(pk=edition.pk)
    return entries.aggregate(last=Max("pk"))["last"], version


def _after(token: Token, plan: Plan) -> Token:
    """The same with our own touch counted in."""
    return token[0], token[1] + plan.new


def _hold(edition: Edition, plan: Plan) -> None:
    if plan.new:
        edition_touch(edition=edition)
    else:
        edition_hold_open(edition=edition)


def _files_write(plan: Plan, folder: Folder, document: Document) -> None:
    """Complete on disk before any row names them; what no row names in the end is a leftover."""
    if store_is_empty() and StoredFile.objects.exists():
        raise StoreAway(errno.ENOENT, "the store is empty, and it was not")
    store_write(document.content)
    for file in plan.files:
        if file.fate is Fate.REFUSED or file.stored:
            continue
        content = folder.read(file.name)
        if sha256_of(content) != file.sha256:
            text = _("%(name)s was changed while it was read. Try again.")
            raise Refused(text % {"name": file.name}, field="files")
        store_write(content)


def _stored_rows(plan: Plan, documents: Sequence[Document]) -> Mapping[str, StoredFile]:
    """The row of each file, made where there is none yet; by SHA-256."""
    wanted = {
        file.sha256: StoredFile(sha256=file.sha256, size=file.size, media_type=file.media_type)
        for file in plan.files
        if file.fate is not Fate.REFUSED
    }
    for document in documents:
        sha256, size = sha256_of(document.content), len(document.content)
        wanted[sha256] = StoredFile(sha256=sha256, size=size, media_type=document.media_type)
    found = _rows_of([*wanted])
    missing = [row for sha256, row in wanted.items() if sha256 not in found]
    StoredFile.objects.bulk_create(missing, batch_size=AT_ONCE, ignore_conflicts=True)
    return found | _rows_of([row.sha256 for row in missing])


def _rows_of(hashes: Sequence[str]) -> dict[str, StoredFile]:
    found: dict[str, StoredFile] = {}
    for start in range(0, len(hashes), AT_ONCE):
        rows = StoredFile.objects.filter(sha256__in=hashes[start : start + AT_ONCE])
        found |= {row.sha256: row for row in rows}
    return found


def _store(
    actor: User | None, batch: RoundImport, plan: Plan, files: Mapping[str, StoredFile]
) -> None:
    """The rows of the plan, the batch as it is then, and the one entry of the history."""
    batch.state, batch.stored_at = RoundImport.State.STORED, timezone.now()
    _record(batch, plan)
    batch.save()
    plan_write(actor=actor, batch=batch, plan=plan, files=files)
    there = set(batch.files.values_list("name", flat=True))
    RoundImportFile.objects.bulk_create(
        (
            RoundImportFile(batch=batch, file=files[file.sha256], name=file.name)
            for file in plan.files
            if file.fate is not Fate.REFUSED and file.name not in there
        ),
        batch_size=AT_ONCE,
    )
    trail_write(
        actor=actor,
        action="round.import",
        subject=batch,
        edition=batch.edition,
        new={
            "file": batch.name,
            "sha256": batch.workbook.sha256,
            **{f"new_{name}": counted["new"] for name, counted in plan.counts.items()},
            "refused": len(plan.refused),
        },
    )


def _record(batch: RoundImport, plan: Plan) -> None:
    """What a batch keeps of its check."""
    told = TableReport(tuple(plan.refused), tuple(plan.findings.all_remarks()))
    batch.counts, batch.refusal = plan.counts, ""
    report: dict[str, Any] = told.as_json()
    batch.report = {**report, "refusals": len(plan.refused)}
