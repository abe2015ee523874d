"""A batch with its files around the rows: what was there before, what is kept, who brought it."""

from __future__ import annotations

import datetime
import errno
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.errors import ChangedMeanwhile, Refused
from surveys.evidence.store import StoreAway, sha256_of, store_is_empty, store_write
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
from surveys.open_edition import edition_hold_open, edition_touch
from surveys.past.folder import Folder
from surveys.past.judging.documents import Source
from surveys.past.judging.judge import plan_of
from surveys.past.judging.plan import Fate, Plan
from surveys.past.judging.storable import require_storable
from surveys.past.writing.letters import AT_ONCE
from surveys.past.writing.plan import plan_write
from surveys.sheets.report import TableReport

Token = tuple[int | None, int]


def token_of(edition: Edition) -> Token:
    """What every service leaves behind: another one says that somebody wrote meanwhile."""
    entries = TrailEntry.objects.filter(Q(edition=edition) | Q(edition=None)).order_by()
    version = Edition.objects.values_list("inputs_version", flat=True).get(pk=edition.pk)
    return entries.aggregate(last=Max("pk"))["last"], version


def held_plan(
    plan: Plan, token: Token, source: Source, batch: RoundImport, today: datetime.date
) -> Plan:
    """With the edition held: the plan, made anew where somebody wrote meanwhile."""
    if plan.new:
        edition_touch(edition=batch.edition)
    else:
        edition_hold_open(edition=batch.edition)
    if token_of(batch.edition) == (token[0], token[1] + plan.new):
        return plan
    again = plan_of(edition=batch.edition, source=source, today=today)
    require_storable(again, partial=batch.partial)
    return again


def files_write(plan: Plan, folder: Folder, document: Document) -> None:
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


def stored_rows(plan: Plan, documents: Sequence[Document]) -> Mapping[str, StoredFile]:
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


def batch_write(batch: RoundImport, plan: Plan, files: Mapping[str, StoredFile]) -> None:
    """The rows of the plan, and the batch as it is then."""
    actor = batch.brought_by
    batch.state, batch.stored_at = RoundImport.State.STORED, timezone.now()
    batch_record(batch, plan)
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


def batch_record(batch: RoundImport, plan: Plan) -> None:
    """What a batch keeps of its check."""
    told = TableReport(tuple(plan.refused), tuple(plan.findings.all_remarks()))
    batch.counts, batch.refusal = plan.counts, ""
    right = bool(plan.fates - {Fate.REFUSED})
    batch.report = {**told.as_json(), "refusals": len(plan.refused), "right": right}


def counted(plan: Plan) -> dict[str, int]:
    """For the entry of the history: how much is new, and how many places were refused."""
    new = {f"new_{name}": found["new"] for name, found in plan.counts.items()}
    return {**new, "refused": len(plan.refused)}


def batch_trail(actor: User | None, action: str, batch: RoundImport, **counts: int) -> None:
    """One entry for the whole of it: its workbook's hash is the provenance of every row."""
    file = {"file": batch.name, "sha256": batch.workbook.sha256}
    new = {**file, **counts}
    trail_write(actor=actor, action=action, subject=batch, edition=batch.edition, new=new)


def batch_leave(batch: RoundImport, old: str, new: str, **facts: Any) -> None:
    """From one state to the next; refused where somebody was faster."""
    rows = RoundImport.objects.filter(pk=batch.pk, state=old)
    facts |= {"state": new, "touched_at": timezone.now(), "refusal": ""}
    if not rows.update(**facts):
        raise ChangedMeanwhile(_("Somebody else decided on this round already."))
    batch.refresh_from_db()
