"""The codebook: the draft of the next version, its publishing, and what an edition is coded by."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Model

from surveys.coding.book.content import Entry, digest, part_of
from surveys.coding.book.services.draft import (
    codebook_draft_begin,
    codebook_draft_discard,
    codebook_draft_save,
)
from surveys.coding.book.services.version import codebook_publish, edition_set_codebook
from surveys.models import CodebookDraft, CodebookVersion, Edition, ReferenceLoad, TrailEntry
from tests.builders import TODAY
from tests.services.case import Case
from tests.services.results import Full


def _draft() -> CodebookDraft:
    return CodebookDraft.objects.get()


def _part() -> Entry:
    found = part_of(_draft().content, "leading_group")
    assert found is not None
    return found


def _touched() -> Iterable[Model]:
    """Open editions that a run has read."""
    return Edition.objects.writable().filter(inputs_version__gt=0)


def _publish(world: Full) -> CodebookVersion:
    return codebook_publish(
        actor=world.cast.manager,
        reason="更清楚",
        again=["leading_group"],
        holds_from=TODAY,
        seen=digest(_draft().content),
    )


CASES = (
    Case(
        codebook_publish,
        _publish,
        changed=lambda world: [*_touched(), *ReferenceLoad.objects.all()],
        removed=lambda world: [_draft()],
        added={CodebookVersion: 1, TrailEntry: 1},
        anywhere=True,
    ),
    Case(
        codebook_draft_begin,
        lambda world: codebook_draft_begin(actor=world.cast.manager),
        how="one that is there",
    ),
    Case(
        codebook_draft_save,
        lambda world: codebook_draft_save(
            actor=world.cast.manager,
            entry={**_part(), "evidence_en": "The document."},
            seen=digest(_part()),
        ),
        changed=lambda world: [_draft()],
    ),
    Case(
        codebook_draft_discard,
        lambda world: codebook_draft_discard(
            actor=world.cast.manager, seen=digest(_draft().content)
        ),
        removed=lambda world: [_draft()],
    ),
    Case(
        edition_set_codebook,
        lambda world: edition_set_codebook(
            actor=world.cast.manager,
            edition=world.edition,
            version=CodebookVersion.objects.get(number=2),
            seen=1,
        ),
        changed=lambda world: [world.edition],
        added={TrailEntry: 1},
    ),
)
