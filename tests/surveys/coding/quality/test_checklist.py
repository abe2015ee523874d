"""The form checklist of a reply: typed on its card, sent for good, shown to its reviewer."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from surveys.coding.checklist import POINTS, QUALITY, checklist_read, checklist_text
from surveys.coding.codebook import Value
from surveys.coding.services.code import CodeInput, code_save
from surveys.errors import Refused
from surveys.models import Answer, Code, Edition, Question, Submission
from surveys.models.request import Channel
from surveys.rounds.axes import axes_of
from surveys.rounds.services.letter_state import letter_state_refresh
from tests.builders import (
    TODAY,
    Cast,
    make_city,
    make_evidence,
    make_letter,
    make_organ,
    make_question,
    make_reply,
    make_round,
)
from tests.surveys.coding.desk import Desk
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
TICKED = ["numbered", "sealed", "contact"]
CHECKED = {name: int(name in TICKED) for name in POINTS}


@pytest.fixture
def desk(cast: Cast, edition: Edition) -> Desk:
    grade = make_question(QUALITY, kind=Question.Kind.ORDINAL, minimum=0, maximum=4)
    city = make_city()
    return Desk(browser(cast.coder), edition, city, grade, make_evidence(edition, city))


def test_it_is_saved_sent_and_shown_to_the_reviewer(desk: Desk, cast: Cast) -> None:
    saved = desk.post(value="3", point=TICKED)
    assert (saved.status_code, saved.content.decode().count("checked")) == (200, 4)
    assert Code.objects.get().checklist == CHECKED
    again = desk.post(value="3", point=TICKED, revision=1)
    assert again.context["card"].unchanged
    desk.post(value="3", point=["numbered"], revision=1, action="send")
    sent = Submission.objects.get()
    assert sent.checklist == {**dict.fromkeys(POINTS, 0), "numbered": 1}
    page = browser(cast.reviewer).get(f"/answers/{Answer.objects.get().pk}/").content.decode()
    assert page.count('type="checkbox" disabled checked') == 1
    assert page.count('type="checkbox" disabled') == len(POINTS)


def test_a_city_without_a_reply_has_none_and_another_question_takes_none(desk: Desk) -> None:
    desk.post(value="0", quotation="", page="", place="网站", words="词", searched_on="2025-05-05")
    assert Code.objects.get().checklist is None
    assert desk.post(value="2", point=["stamped"], revision=1).status_code == 422
    desk.question = make_question("leading_group")
    refused = desk.post(point=TICKED)
    assert refused.status_code == 422
    assert not Code.objects.filter(question=desk.question).exists()
    assert 'name="point"' not in refused.content.decode()


@pytest.mark.parametrize("checklist", [{"numbered": 1}, {**CHECKED, "sealed": 2}, {"more": 1}])
def test_the_service_refuses_another_list(desk: Desk, cast: Cast, checklist: Any) -> None:
    with pytest.raises(Refused):
        code_save(
            actor=cast.coder,
            edition=desk.edition,
            city=desk.city,
            question=desk.question,
            typed=CodeInput(Value(number=2), checklist=checklist),
            revision=0,
            today=TODAY,
        )
    assert not Code.objects.exists()


def test_what_was_sent_is_closed_to_the_database(desk: Desk) -> None:
    desk.post(value="3", point=TICKED, action="send")
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE surveys_submission SET checklist = NULL")
    refused = pytest.raises(DatabaseError, match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM surveys_submission")
    assert Submission.objects.get().checklist == CHECKED


def test_a_table_writes_it_in_words_and_reads_both_languages() -> None:
    with translation.override("en"):
        assert checklist_text(CHECKED) == "文号和日期、印章、承办机构和联系方式"
    assert checklist_read(checklist_text(CHECKED)) == CHECKED
    assert checklist_read("Seal, number and date；responsible office and contact") == CHECKED
    none = dict.fromkeys(POINTS, 0)
    assert checklist_read(checklist_text(none)) == none
    with pytest.raises(Refused):
        checklist_read("印章、骑缝章")


def test_timeliness_and_outcome_come_from_the_letters(edition: Edition) -> None:
    organ = make_organ()
    letter = make_letter(make_round(edition), organ, channel=Channel.DISCLOSURE)
    elsewhere = make_letter(make_round(), make_organ(), channel=Channel.DISCLOSURE)
    for one in (letter, elsewhere):
        letter_state_refresh(request=one)
    letter.refresh_from_db()
    due = letter.due
    assert due is not None
    later = due + datetime.timedelta(days=1)

    def told(today: datetime.date) -> str:
        with translation.override("en"):
            [found] = axes_of(edition, organ.city, today)
        assert found.letter == letter
        return found.timeliness

    assert (told(due), told(later)) == ("not due", "silent")
    make_reply(letter.round, organ=organ, letters=[letter], received_on=later)
    assert told(later) == "late by 1 working day"
    assert axes_of(edition, make_city(), TODAY) == []
