"""Every invariant that one table can hold is held by the database, under its name."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from surveys.models import (
    AnnualTable,
    Answer,
    CalendarDay,
    CaseNote,
    City,
    Code,
    DueMove,
    Edition,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Question,
    ReferenceLoad,
    Reply,
    RequestEvent,
    ReviewDecision,
    RoundImport,
    RoundImportFile,
    StoredFile,
    Submission,
    SubmissionCitation,
    User,
)
from tests.builders import (
    CUTOFF,
    OPENS,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_file,
    make_letter,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
    make_round,
    make_user,
)
from tests.constraints import assert_violated, constraint_names
from tests.surveys.coding.book.shelf import second_draft
from tests.surveys.models.twice import (
    propose,
    twice_the_band,
    twice_the_priority,
    twice_the_statistics,
)


def _twice_the_letter() -> None:
    survey_round, organ = make_round(), make_organ()
    for _ in range(2):
        make_letter(survey_round, organ)


def _decide(cast: Cast, times: int = 1, **fields: object) -> None:
    answer = make_answer(make_edition(), make_city(), make_question(), cast.coder)
    for _ in range(times):
        facts = {"verdict": "approved", "revision": 1, "reviewer": cast.reviewer, **fields}
        ReviewDecision.objects.create(answer=answer, **facts)


FORM = uuid.UUID(int=1)
BOX = {"box_x": 0.1, "box_y": 0.2, "box_width": 0.5, "box_height": 0.3}


def _two_answers(cast: Cast) -> None:
    edition, city = make_edition(), make_city()
    make_answer(edition, city, make_question(), cast.coder)
    make_answer(edition, city, make_question(), cast.second_coder)


def _two_codes(cast: Cast) -> None:
    edition, city = make_edition(), make_city()
    for _ in range(2):
        make_code(edition, city, make_question(), cast.coder)


def _code(cast: Cast, **fields: object) -> Code:
    code = make_code(make_edition(), make_city(), make_question(), cast.coder)
    Code.objects.filter(pk=code.pk).update(**fields)
    return code


def _answer(cast: Cast, **fields: object) -> None:
    answer = make_answer(make_edition(), make_city(), make_question(), cast.coder)
    Answer.objects.filter(pk=answer.pk).update(**fields)


def _reply(**fields: object) -> None:
    Reply.objects.filter(pk=make_reply().pk).update(received_on=OPENS, **fields)


def _twice_said(letter: InfoRequest | None) -> None:
    reply = make_reply()
    for _ in range(2):
        LetterOutcome.objects.create(reply=reply, request=letter, outcome=make_outcome())


def _twice_the_round() -> None:
    edition = make_edition()
    make_round(edition)
    make_round(edition)


def _request_received_before_sent() -> None:
    InfoRequest.objects.create(
        round=make_round(), organ=make_organ(), channel="x", sent_on=TODAY, received_on=OPENS
    )


def _brought_in(**fields: object) -> RoundImport:
    return RoundImport.objects.create(edition=make_edition(), workbook=make_file(), **fields)


def _twice_the_file() -> None:
    batch = _brought_in()
    for _ in range(2):
        RoundImportFile.objects.create(batch=batch, file=batch.workbook, name="复函.txt")


def _table(times: int = 1, source: str = "page") -> None:
    organ, edition = make_organ(), make_edition()
    for _ in range(times):
        facts = {"edition": edition, "organ": organ, "source": source}
        AnnualTable.objects.create(year=2024, cells={}, **facts)


def _send(cast: Cast, **fields: object) -> Submission:
    """Once more, unlike what the builders write."""
    sent = make_answer(make_edition(), make_city(), make_question(), cast.coder).submission
    facts = {name: getattr(sent, name) for name in ("edition", "code", "choice", "sent_at")}
    sent = Submission(**{**facts, "sequence": 2, "question_hash": "0" * 64, **fields})
    sent.save()
    return sent


def _day(times: int = 1, **fields: object) -> None:
    facts = {"scope": "city", "adcode": "540100", "date": TODAY, "kind": "off", "source": "公告"}
    for _ in range(times):
        CalendarDay.objects.create(**{**facts, **fields})


def _twice_moved() -> None:
    letter = make_letter()
    for _ in range(2):
        DueMove.objects.create(request=letter, calendar="0" * 16)


def _event(**facts: Any) -> None:
    RequestEvent.objects.create(request=make_letter(), date=TODAY, **facts)


def _twice_the_form() -> None:
    letter = make_letter()
    for kind in ("received", "acknowledged"):
        RequestEvent.objects.create(request=letter, date=TODAY, kind=kind, form_token=FORM)


def _letter(**facts: Any) -> None:
    InfoRequest.objects.filter(pk=make_letter().pk).update(**facts)


VIOLATIONS: dict[str, Callable[[Cast], object]] = {
    "user_role_is_known": lambda _: make_user("spy"),
    "city_region_is_known": lambda _: make_city(region="南部"),
    "one_organ_per_city_and_name": lambda _: [make_organ(city) for city in [make_city()] * 2],
    "frozen_edition_has_a_date": lambda _: Edition.objects.create(
        code="2020", year=2020, frozen=True
    ),
    "one_round_per_number": lambda _: _twice_the_round(),
    "round_cutoff_after_opening": lambda _: make_round(cutoff=OPENS),
    "round_closes_after_cutoff": lambda _: make_round(closed_on=CUTOFF),
    "one_letter_per_round_wave_organ_channel_part": lambda _: _twice_the_letter(),
    "one_outcome_per_reply_and_letter": lambda _: _twice_said(make_letter()),
    "one_outcome_of_a_reply_unasked": lambda _: _twice_said(None),
    "request_received_after_sent": lambda _: _request_received_before_sent(),
    "extension_alone_has_days": lambda _: _event(kind="extended"),
    "call_alone_says_what": lambda _: _event(kind="telephone"),
    "sending_alone_has_a_route": lambda _: _event(kind="received", route="web"),
    "struck_event_has_a_reason": lambda _: _event(kind="received", struck_at=timezone.now()),
    "one_event_per_form_and_letter": lambda _: _twice_the_form(),
    "remedy_has_a_ground": lambda _: _letter(remedy_from=TODAY),
    "owed_until_says_what": lambda _: _letter(owed_by=TODAY),
    "one_move_per_request_and_calendar": lambda _: _twice_moved(),
    "organ_limit_has_unit_and_source": lambda _: make_organ(limit_days=15),
    "reply_dated_before_received": lambda _: _reply(dated_on=TODAY),
    "reply_posted_before_received": lambda _: _reply(posted_on=TODAY),
    "stored_round_import_has_a_date": lambda _: _brought_in(state="stored"),
    "one_file_per_name_of_a_round_import": lambda _: _twice_the_file(),
    "stored_file_not_empty": lambda _: StoredFile.objects.create(sha256="0" * 64, size=0),
    "reply_evidence_has_its_reply": lambda _: make_evidence(
        make_edition(), make_city(), kind=Evidence.Kind.REPLY
    ),
    "derived_question_has_a_rule": lambda _: make_question("d", kind=Question.Kind.DERIVED),
    "one_code_per_city_question_coder": _two_codes,
    "one_note_per_city_and_person": lambda cast: CaseNote.objects.bulk_create(
        [CaseNote(edition=make_edition(), city=make_city(), author=cast.coder)] * 2
    ),
    "code_is_choice_or_number": lambda cast: _code(cast, number=1.0),
    "submitted_code_has_a_value": lambda cast: _code(cast, state="submitted", choice=""),
    "citation_is_a_quotation_or_a_box": lambda cast: _code(cast).citations.update(quotation=""),
    "box_names_its_file": lambda cast: _code(cast).citations.update(quotation="", page=1, **BOX),
    "one_submission_per_sending": lambda cast: _send(cast, sequence=1),
    "submission_is_choice_or_number": lambda cast: _send(cast, number=1.0),
    "sent_citation_is_a_quotation_or_a_box": lambda cast: SubmissionCitation.objects.create(
        submission=(sent := _send(cast)), evidence=sent.code.citations.get().evidence, quotation=""
    ),
    "one_answer_per_city_question": _two_answers,
    "answer_is_choice_or_number": lambda cast: _answer(cast, number=1.0),
    "one_decision_per_answer_revision": lambda cast: _decide(cast, times=2),
    "approval_is_undone_by_somebody": lambda cast: _decide(cast, undone_at=timezone.now()),
    "one_priority_per_city_question": lambda _: twice_the_priority(),
    "one_annual_table_per_organ_and_year": lambda _: _table(times=2),
    "annual_table_has_a_source": lambda _: _table(source=""),
    "one_statistics_per_edition_and_round": lambda _: twice_the_statistics(),
    "one_proposal_per_city_question_coder": lambda cast: propose(cast, times=2),
    "proposal_is_choice_or_number": lambda cast: propose(cast, number=1.0),
    "one_band_per_value_and_wording": lambda _: twice_the_band(),
    "one_calendar_day_per_area_and_date": lambda _: _day(times=2),
    "calendar_day_names_its_area": lambda _: _day(scope="nation"),
    "calendar_day_kind_is_known": lambda _: _day(kind="half"),
    "calendar_day_has_a_source": lambda _: _day(source=""),
    "set_calendar_day_has_a_reason": lambda _: _day(set_at=timezone.now()),
    "one_reference_state": lambda _: ReferenceLoad(2, 1, timezone.now()).save(),
    "one_codebook_draft": second_draft,
    "return_has_a_reason": lambda cast: _decide(cast, verdict="returned"),
}


@pytest.mark.engines
@pytest.mark.parametrize("name", VIOLATIONS)
def test_the_database_refuses(name: str, cast: Cast) -> None:
    assert_violated(name, lambda: VIOLATIONS[name](cast))


def test_every_named_constraint_has_a_case() -> None:
    models = apps.get_app_config("surveys").get_models()
    assert {name for model in models for name in constraint_names(model)} == set(VIOLATIONS)


def test_an_answer_without_any_value(cast: Cast) -> None:
    assert_violated("answer_is_choice_or_number", lambda: _answer(cast, choice=""))


@pytest.mark.parametrize(
    ("make", "column"),
    [
        (lambda: [make_city(adcode="350700") for _ in range(2)], "adcode"),
        (lambda: [make_city("南平市") for _ in range(2)], "name"),
        (lambda: [make_edition("2025") for _ in range(2)], "code"),
        (lambda: [make_user(username="x") for _ in range(2)], "username"),
        (lambda: [StoredFile.objects.create(sha256="0" * 64, size=1) for _ in "12"], "sha256"),
    ],
)
def test_keys_are_unique(db: None, make: Callable[[], object], column: str) -> None:
    assert_violated(column, make)


def test_what_others_point_to_stays(cast: Cast) -> None:
    make_reply(city=make_city("南平市"))
    make_answer(make_edition("2025"), make_city(), make_question(), cast.coder)
    outcome = make_outcome()
    for row in (
        City.objects.get(name="南平市"),
        Edition.objects.get(code="2025"),
        User.objects.get(username="coder"),
        outcome,
    ):
        with pytest.raises(Exception, match="protected"), transaction.atomic():
            row.delete()
