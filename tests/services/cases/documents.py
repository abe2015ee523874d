"""Documents: stored, attached, taken out of others, closed."""

from __future__ import annotations

from surveys.evidence.likeness.services import wording_keep, wordings_catch_up
from surveys.evidence.services import (
    evidence_add,
    evidence_mark_personal,
    evidence_take_part,
    file_store,
)
from surveys.files.document import EML, Document
from surveys.models import Evidence, StoredFile, TrailEntry, Wording, WordingBand
from tests.builders import make_evidence, make_file
from tests.services.case import Case
from tests.services.results import Full


def _page(world: Full) -> Evidence:
    """As stored: a call that was rolled back leaves its mark on the object it was given."""
    return Evidence.objects.get(pk=world.letters[1].page.pk)


def _add_evidence(world: Full) -> Evidence:
    return evidence_add(
        actor=world.cast.coder,
        edition=world.edition,
        city=world.city,
        file=StoredFile.objects.all()[0],
        name="页面.txt",
        kind=Evidence.Kind.WEB,
    )


MAIL = b"""MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

see the attachment
--b
Content-Type: text/plain; name="reply.txt"
Content-Disposition: attachment; filename="reply.txt"

There is a group.
--b--
"""


def _take_part(world: Full) -> Evidence:
    mail = file_store(document=Document("mail.eml", MAIL, EML.media_type))
    row = make_evidence(world.edition, world.city, file=mail, name="mail.eml")
    return evidence_take_part(actor=world.cast.coder, evidence=row, number=0)


CASES = (
    Case(file_store, lambda world: make_file(), added={StoredFile: 1}),
    Case(evidence_add, _add_evidence, added={Evidence: 1, TrailEntry: 1}),
    Case(
        evidence_take_part,
        _take_part,
        added={Evidence: 1, TrailEntry: 1},
        # The mail that holds it is made beside it.
        before={StoredFile: 2, Evidence: 1},
    ),
    Case(
        evidence_mark_personal,
        lambda world: evidence_mark_personal(
            actor=world.cast.coder, evidence=_page(world), personal=True, reason="姓名"
        ),
        changed=lambda world: [world.letters[1].page],
        added={TrailEntry: 1},
    ),
    Case(
        wording_keep,
        lambda world: wording_keep(
            file=world.letters[1].page.file,
            opening="已成立",
            shingles=frozenset({1, 2, 3}),
            bands=[4, 5],
        ),
        added={Wording: 1, WordingBand: 2},
    ),
    Case(wordings_catch_up, lambda world: wordings_catch_up(limit=1), added={Wording: 1}),
)
