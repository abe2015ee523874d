"""What a worker does of a round that comes in."""

from __future__ import annotations

import datetime
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.evidence.store import store_read
from surveys.files.document import Document
from surveys.models import RoundImport
from surveys.open_edition import edition_require_open
from surveys.past.folder import Folder, ParcelFolder
from surveys.past.judging.documents import Source
from surveys.past.judging.judge import plan_of, source_of
from surveys.past.judging.plan import Plan
from surveys.past.judging.storable import require_storable
from surveys.past.writing.batch import (
    Token,
    batch_leave,
    batch_record,
    batch_trail,
    batch_write,
    counted,
    files_write,
    held_plan,
    stored_rows,
    token_of,
)

# Files between two words on how far the work is.
TOLD_EACH = 5
# Not those of a disk or a database that is away, which may be back at the next try.
_LASTING = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError),
    *(DataError, IntegrityError),
)


def round_import_work(*, batch: RoundImport, today: datetime.date) -> None:
    """What a worker does of it: check what is to be checked, store what is to be stored.

    What is done already is left alone; a refusal is kept for its page, and so is that it met what
    nobody expected, which another try would meet again. Killed in the middle it leaves nothing of
    the round, and the next one begins anew.
    """
    state = RoundImport.objects.filter(pk=batch.pk).values_list("state", flat=True).first()
    if state not in (RoundImport.State.CHECKING, RoundImport.State.STORING):
        return
    batch.refresh_from_db()
    try:
        document, folder = _came_along(batch)
        source, token = source_of(document, folder), token_of(batch.edition)
        plan = plan_of(
            edition=batch.edition, source=source, today=today, tell=partial(_tell, batch)
        )
        if state == RoundImport.State.STORING:
            _store_asked(batch, plan, token, source, document, today)
        else:
            _checked(batch, plan)
    except (Refused, PermissionDenied) as refusal:
        _stopped(batch, state, str(refusal))
    except _LASTING as error:
        text = _("Nothing was stored: something in it was not expected (%(error)s).")
        _stopped(batch, state, text % {"error": type(error).__name__})
        raise


def _stopped(batch: RoundImport, state: str, words: str) -> None:
    working = RoundImport.objects.filter(pk=batch.pk, state=state)
    working.update(state=RoundImport.State.CHECKED, refusal=words)


def _checked(batch: RoundImport, plan: Plan) -> None:
    batch_record(batch, plan)
    checked = RoundImport.objects.filter(pk=batch.pk, state=RoundImport.State.CHECKING)
    facts = {name: getattr(batch, name) for name in ("counts", "report", "refusal")}
    checked.update(state=RoundImport.State.CHECKED, **facts)


def _store_asked(
    batch: RoundImport,
    plan: Plan,
    token: Token,
    source: Source,
    document: Document,
    today: datetime.date,
) -> None:
    edition_require_open(edition=batch.edition)
    require_storable(plan, partial=batch.partial)
    files_write(plan, source.folder, document)
    with transaction.atomic():
        plan = held_plan(plan, token, source, batch, today)
        stored = {"stored_at": timezone.now()}
        batch_leave(batch, RoundImport.State.STORING, RoundImport.State.STORED, **stored)
        batch_write(batch, plan, stored_rows(plan, []))
        batch_trail(batch.brought_by, "round.import", batch, **counted(plan))


def _came_along(batch: RoundImport) -> tuple[Document, Folder]:
    workbook = batch.workbook
    content = store_read(workbook.sha256)
    document = Document(name=batch.name, content=content, media_type=workbook.media_type)
    parts = batch.files.select_related("file").order_by("pk")
    hashes = {part.name: part.file.sha256 for part in parts}
    return document, ParcelFolder(hashes, batch.name)


def _tell(batch: RoundImport, done: int, total: int) -> None:
    """How far it is; not for each file, which would cost more than the file."""
    if done % TOLD_EACH and done != total:
        return
    facts = {"done": done, "total": total, "touched_at": timezone.now()}
    RoundImport.objects.filter(pk=batch.pk).update(**facts)
