"""A team's past round: checked, kept for the decision, stored whole, or discarded.

Reading, comparing and writing of files happen outside every transaction; the one transaction
writes the rows.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.evidence.services import file_store
from surveys.evidence.store import sha256_of
from surveys.files.document import Document
from surveys.hint import task_hint
from surveys.models import Edition, RoundImport, RoundImportFile, User
from surveys.open_edition import edition_hold_open, edition_require_open
from surveys.past.folder import Folder
from surveys.past.judging.judge import plan_of, source_of
from surveys.past.judging.plan import Plan
from surveys.past.judging.storable import require_storable
from surveys.past.reading.workbook import is_of_a_round, workbook_sheets
from surveys.past.writing.batch import (
    batch_leave,
    batch_trail,
    batch_write,
    counted,
    files_write,
    held_plan,
    stored_rows,
    token_of,
)

WORK_TASK = "surveys.round_import"


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
    source, token = source_of(document, folder), token_of(edition)
    plan = plan_of(edition=edition, source=source, today=today)
    require_storable(plan, partial=partial)
    if not plan.new:
        return None, plan
    files_write(plan, folder, document)
    batch = RoundImport(edition=edition, name=document.name, brought_by=actor, partial=partial)
    with transaction.atomic():
        plan = held_plan(plan, token, source, batch, today)
        files = stored_rows(plan, [document])
        batch.workbook = files[sha256_of(document.content)]
        batch_write(batch, plan, files)
        batch_trail(actor, "round.import", batch, **counted(plan))
    return batch, plan


def round_import_upload(
    *, actor: User, edition: Edition, document: Document, parts: Sequence[Document]
) -> RoundImport:
    """Keep a workbook and what came along, documents and archives of them, for a worker to
    check; no row of it is stored yet. `Refused` where the workbook is none of a round."""
    edition_require_open(edition=edition)
    if not is_of_a_round(workbook_sheets(document)):
        raise Refused(_("The workbook needs a sheet called 函件, 答复 or 答案."), field="workbook")
    names = [part.name for part in parts]
    if len(set(names)) < len(names):
        raise Refused(_("Two files have the same name."), field="files")
    workbook = file_store(document=document)
    files = [file_store(document=part) for part in parts]
    with transaction.atomic():
        edition_hold_open(edition=edition)
        batch = RoundImport.objects.create(
            edition=edition, workbook=workbook, name=document.name, brought_by=actor
        )
        RoundImportFile.objects.bulk_create(
            RoundImportFile(batch=batch, file=file, name=name)
            for file, name in zip(files, names, strict=True)
        )
        batch_trail(actor, "round.upload", batch)
        transaction.on_commit(lambda: task_hint(WORK_TASK, batch.pk))
    return batch


@transaction.atomic
def round_import_ask(*, actor: User, batch: RoundImport, partial: bool) -> None:
    """Have a checked round stored by a worker: all of it, or the right rows alone.

    Refused where the check found what does not allow that, or somebody was faster.
    """
    edition_hold_open(edition=batch.edition)
    refused, right = batch.report.get("refusals", 0), batch.report.get("right", False)
    if batch.refusal or not right or (refused and not partial):
        raise Refused(_("As it is this round cannot be stored. Correct the workbook first."))
    batch_leave(batch, RoundImport.State.CHECKED, RoundImport.State.STORING, partial=partial)
    batch_trail(actor, "round.ask", batch)
    transaction.on_commit(lambda: task_hint(WORK_TASK, batch.pk))


@transaction.atomic
def round_import_discard(*, actor: User, batch: RoundImport) -> None:
    """Drop a round of which nothing is stored; Refused once it is stored or being so."""
    edition_hold_open(edition=batch.edition)
    before = RoundImport.objects.get(pk=batch.pk).state
    if before not in (RoundImport.State.CHECKING, RoundImport.State.CHECKED):
        raise Refused(_("Nothing can be taken back any more: the round is stored or being so."))
    batch_leave(batch, before, RoundImport.State.DISCARDED)
    batch_trail(actor, "round.discard", batch)
