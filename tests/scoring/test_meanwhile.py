"""A table of values that arrives while its edition is being frozen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scoring.inputs.services.batch import batch_store, batch_upload
from scoring.models import ImportBatch
from surveys.errors import EditionClosed
from surveys.files.document import Document
from surveys.models import Edition
from surveys.rounds.services.edition import edition_freeze
from tests.builders import Cast
from tests.scoring.inputs.batches import TODAY, current, make_values_edition, sheet, store
from tests.surveys.sheets.tables import text_document
from tests.surveys.test_meanwhile import while_under_way

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("evidence_folder"),
]
Way = Callable[[Edition, Document], ImportBatch]


def _checked(edition: Edition, document: Document) -> ImportBatch:
    return batch_upload(actor=None, edition=edition, document=document, today=TODAY)


def _stored(edition: Edition, document: Document) -> ImportBatch:
    return batch_store(actor=None, edition=edition, document=document, partial=False, today=TODAY)


@pytest.mark.parametrize(
    ("way", "value"),
    [(_checked, 2.0), (_stored, 2.0), (_stored, 1.0)],
    ids=["checked alone", "a new value", "nothing new"],
)
def test_no_table_is_taken_while_the_edition_is_frozen(cast: Cast, way: Way, value: float) -> None:
    edition = make_values_edition()
    store(edition, sheet(甲市=1.0))
    document = text_document(sheet(甲市=value))
    edition.refresh_from_db()
    error = while_under_way(
        lambda: edition_freeze(actor=cast.manager, edition=edition, reason="完成"),
        lambda: way(edition, document),
    )
    assert isinstance(error, EditionClosed)
    assert ImportBatch.objects.count() == 1
    assert current(edition) == {"甲市": 1.0}
