"""A round that a team kept elsewhere, and the account of coders whom nobody noted."""

from __future__ import annotations

from surveys.files.document import Document
from surveys.models import (
    Answer,
    Code,
    InfoRequest,
    LetterOutcome,
    Organ,
    Reply,
    RequestEvent,
    RoundImport,
    RoundImportFile,
    SearchRecord,
    StoredFile,
    Submission,
    SubmissionSearch,
    TrailEntry,
    User,
)
from surveys.past.folder import StoredFolder
from surveys.past.services.round_import import (
    round_import_ask,
    round_import_check,
    round_import_discard,
    round_import_store,
    round_import_upload,
)
from surveys.past.services.round_import_work import round_import_work
from surveys.people.services.unknown_coder import unknown_coder_get
from tests.builders import OPENS, TODAY
from tests.services.case import Case
from tests.services.results import Full
from tests.surveys.past.batches import brought_in
from tests.surveys.past.books import ANSWERS, LETTERS, REPLIES, Book

FREE = "gep_accounting"


def past_of(world: Full) -> Document:
    """A letter of a new organ with its reply, and an answer of a cell that has none."""
    book = Book()
    organ = {"organ": "新设局", "organ_kind": "other", "channel": "依申请公开", "round": 1}
    book.put(LETTERS, key="L1", city=world.city.name, sent=OPENS, route="web", **organ)
    book.put(REPLIES, key="R1", letter="L1", outcome="予以公开", received=TODAY)
    search = {"place": "网站", "words": "核算", "searched": TODAY}
    book.put(ANSWERS, city=world.city.name, question=FREE, answer="否", **search)
    return book.document()


def _store(world: Full) -> object:
    return round_import_store(
        actor=world.cast.manager,
        edition=world.edition,
        document=past_of(world),
        folder=StoredFolder({}),
        partial=False,
        today=TODAY,
    )


def _checked(world: Full) -> RoundImport:
    return brought_in(world.edition)


def _uploaded(world: Full) -> RoundImport:
    """By the service, so that its workbook is in the store."""
    return round_import_upload(
        actor=world.cast.manager, edition=world.edition, document=past_of(world), parts=[]
    )


CASES = (
    Case(
        round_import_check,
        lambda world: round_import_check(
            edition=world.edition,
            document=past_of(world),
            folder=StoredFolder({}),
            today=TODAY,
        ),
    ),
    Case(
        round_import_store,
        _store,
        changed=lambda world: [world.edition],
        added={
            **dict.fromkeys((RoundImport, StoredFile, Organ, User, InfoRequest, Reply), 1),
            **dict.fromkeys((LetterOutcome, Code, SearchRecord, Submission, Answer), 1),
            SubmissionSearch: 1,
            RequestEvent: 2,
            # Of the organ, of the account for unknown coders, and of the whole round.
            TrailEntry: 3,
        },
        anywhere=True,
    ),
    Case(
        round_import_upload,
        lambda world: round_import_upload(
            actor=world.cast.manager,
            edition=world.edition,
            document=past_of(world),
            parts=[Document("页面.txt", "全文".encode(), "text/plain")],
        ),
        added={RoundImport: 1, RoundImportFile: 1, TrailEntry: 1},
        before={StoredFile: 2},
    ),
    Case(
        round_import_ask,
        lambda world: round_import_ask(
            actor=world.cast.manager, batch=_checked(world), partial=False
        ),
        added={TrailEntry: 1},
        before={RoundImport: 1, StoredFile: 1},
    ),
    Case(
        round_import_discard,
        lambda world: round_import_discard(actor=world.cast.manager, batch=_checked(world)),
        added={TrailEntry: 1},
        before={RoundImport: 1, StoredFile: 1},
    ),
    Case(
        round_import_work,
        lambda world: round_import_work(batch=_uploaded(world), today=TODAY),
        added={RoundImport: 1, TrailEntry: 1, StoredFile: 1},
        alone=False,
    ),
    Case(
        unknown_coder_get,
        lambda _world: unknown_coder_get(),
        added={User: 1, TrailEntry: 1},
        anywhere=True,
    ),
)
