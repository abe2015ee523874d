"""Boxes become words on the way back, what was sent stays closed in either direction."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from surveys.models import Citation, Edition, SubmissionCitation
from tests.builders import QUOTATION, Cast, make_city, make_code, make_question, make_submission
from tests.migrating import migrate_to, newest_migration

BEFORE = "0034_unchanged_answers"
BOX: dict[str, Any] = {"box_x": 0.1, "box_y": 0.2, "box_width": 0.5, "box_height": 0.3}
KINDS = ("citation", "submissioncitation")


@pytest.fixture
def forth_again() -> Iterator[None]:
    yield
    migrate_to("surveys", newest_migration("surveys"))


def _words(models: Any) -> list[list[str]]:
    rows = [models.get_model("surveys", kind).objects.order_by("pk") for kind in KINDS]
    return [list(found.values_list("quotation", flat=True)) for found in rows]


def _stays() -> None:
    for statement in ("DELETE FROM", "UPDATE"):
        end = " SET page = 9" if statement == "UPDATE" else ""
        refused = pytest.raises(DatabaseError, match="append-only")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"{statement} surveys_submissioncitation{end}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("forth_again", "evidence_folder")
def test_boxes_go_back_as_words_and_what_was_sent_stays(cast: Cast, edition: Edition) -> None:
    code = make_code(edition, make_city(), make_question(), cast.coder, state="draft")
    evidence = code.citations.get().evidence
    facts = {"code": code, "evidence": evidence, "page": 2, "sha256": evidence.file.sha256, **BOX}
    Citation.objects.create(transcription="框内的字", **facts)
    Citation.objects.create(**facts)
    make_submission(code)
    _stays()
    old = migrate_to("surveys", BEFORE)
    assert _words(old) == [[QUOTATION, "框内的字", "[□]"]] * 2
    _stays()
    migrate_to("surveys", newest_migration("surveys"))
    _stays()
    for model in (Citation, SubmissionCitation):
        assert [row.box for row in model.objects.all()] == [None] * 3
        assert [row.words for row in model.objects.order_by("pk")][1:] == ["框内的字", "[□]"]
