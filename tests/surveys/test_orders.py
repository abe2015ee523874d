"""Lists with three rows, stored in another order than they are shown in."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from surveys.coding.code_facts import code_facts
from surveys.coding.pending import pending_of, returned_answers
from surveys.coding.selectors import review_queue
from surveys.coding.services.submission import submissions_write
from surveys.coding.views.review_queue import Place, place_of
from surveys.models import (
    Answer,
    City,
    Edition,
    Question,
    ReviewDecision,
    SearchRecord,
)
from surveys.rounds.forms.reply import ReplyForm
from tests.builders import (
    AFTER_CUTOFF,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_organ,
    make_question,
    make_round,
    send_again,
)
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
DAY = datetime.timedelta(days=1)
TURNED = (2, 0, 1)


@pytest.fixture
def answers(cast: Cast, edition: Edition, question: Question) -> list[Answer]:
    return [make_answer(edition, make_city(), question, cast.coder) for _ in TURNED]


def dated(rows: Sequence[Any], column: str) -> list[Any]:
    """The rows by `TURNED`, oldest first, after their times are set so."""
    for row, days in zip(rows, TURNED, strict=True):
        at = timezone.now() + days * DAY
        type(row)._base_manager.filter(pk=row.pk).update(**{column: at})
    return [rows[TURNED.index(place)] for place in range(len(TURNED))]


def _sent(answers: Sequence[Answer]) -> list[Answer]:
    for answer, days in zip(answers, TURNED, strict=True):
        code = answer.submission.code
        again = submissions_write(codes=[code], at=timezone.now() + days * DAY)[code.pk]
        Answer.objects.filter(pk=answer.pk).update(submission=again)
    return [answers[TURNED.index(place)] for place in range(len(TURNED))]


def test_the_queue_and_the_places_in_it(
    cast: Cast, edition: Edition, answers: list[Answer]
) -> None:
    first, second, third = oldest = _sent(answers)
    assert list(review_queue(edition, cast.reviewer)) == oldest
    places = [place_of(row, cast.reviewer, QueryDict()) for row in oldest]
    assert places == [
        Place(1, 3, third.pk, second.pk),
        Place(2, 3, first.pk, third.pk),
        Place(3, 3, second.pk, first.pk),
    ]
    Answer.objects.filter(pk=third.pk).update(state="approved")
    assert place_of(third, cast.reviewer, QueryDict()) == Place(0, 2, None, first.pk)
    Answer.objects.filter(pk=second.pk).update(state="approved")
    assert place_of(first, cast.reviewer, QueryDict()) == Place(1, 1, None, None)
    Answer.objects.filter(pk=first.pk).update(state="approved")
    assert place_of(first, cast.reviewer, QueryDict()) == Place(0, 0, None, None)


@pytest.mark.parametrize("state", ["returned", "approved"])
def test_decided_answers_newest_first(
    cast: Cast, edition: Edition, answers: list[Answer], state: str
) -> None:
    Answer.objects.update(state=state)
    newest = dated(answers, "updated_at")[::-1]
    address = f"/editions/{edition.code}/review/"
    page = browser(cast.reviewer).get(address, {"state": state})
    assert list(page.context["page"]) == newest
    assert page.context["state"] == state
    assert page.context["counts"] == {
        **dict.fromkeys(("in_review", "own", "waiting", "taken_back"), 0),
        "returned": 3 if state == "returned" else 0,
        "approved": 3 if state == "approved" else 0,
        "unanswered": 0,
    }


def test_what_came_back_with_its_newest_reason(
    cast: Cast, edition: Edition, answers: list[Answer]
) -> None:
    Answer.objects.update(state="returned", revision=3)
    for answer in answers:
        for revision, verdict in (
            (2, "returned"),
            (3, "returned"),
            (1, "returned"),
            (4, "approved"),
        ):
            ReviewDecision.objects.create(
                answer=answer,
                revision=revision,
                verdict=verdict,
                reviewer=cast.reviewer,
                reason=f"{verdict} {revision}",
            )
    last = [answer.decisions.get(revision=3) for answer in answers]
    newest = [row.answer for row in dated(last, "decided_at")][::-1]
    found = list(returned_answers(edition, cast.coder))
    assert found == newest
    assert {row.reason for row in found} == {"returned 3"}
    assert list(returned_answers(edition, cast.second_coder)) == []
    assert list(returned_answers(make_edition(), cast.coder)) == []


def test_cities_with_drafts_in_the_order_of_their_codes(cast: Cast, edition: Edition) -> None:
    one, other = make_question("one"), make_question("other")
    elsewhere = make_edition()
    for adcode in ("990002", "990003", "990001"):
        city = make_city(adcode=adcode)
        make_code(edition, city, one, cast.coder)
        make_code(elsewhere, city, one, cast.coder)
        make_code(edition, city, one, cast.second_coder)
    make_code(edition, City.objects.get(adcode="990003"), other, cast.coder)
    page = browser(cast.coder).get(f"/editions/{edition.code}/log/", {"show": "drafts"})
    shown = [(city.adcode, city.open_codes) for city in page.context["page"]]
    assert shown == [("990001", 1), ("990002", 1), ("990003", 2)]
    counts = {"replies": 0, "open": 0, "returned": 0, "drafts": 4, "again": 0}
    assert page.context["counts"] == counts


def test_what_waits_for_a_person_newest_edition_first(cast: Cast, question: Question) -> None:
    for code in ("2024-b", "2026-a", "2025-c"):
        edition = make_edition(code)
        make_code(edition, make_city(), question, cast.coder)
        make_answer(edition, make_city(), question, cast.coder, state="returned")
        make_answer(edition, make_city(), question, cast.second_coder, state="returned")
        make_answer(edition, make_city(), question, cast.second_coder)
    make_edition("2027-empty")
    make_code(make_edition("2028", frozen=True), make_city(), question, cast.coder)
    found = [
        (row.edition.code, row.returned, row.drafts, row.waiting) for row in pending_of(cast.coder)
    ]
    assert found == [("2026-a", 1, 1, 0), ("2025-c", 1, 1, 0), ("2024-b", 1, 1, 0)]
    assert [row.waiting for row in pending_of(cast.reviewer)] == [1, 1, 1]
    assert pending_of(cast.outsider) == []


def test_proofs_stand_as_they_were_entered(cast: Cast, edition: Edition) -> None:
    city = make_city()
    answer = make_answer(edition, city, make_question(), cast.coder)
    code = answer.submission.code
    for page in (7, 3, 5):
        code.citations.create(
            evidence=make_evidence(edition, city), page=page, quotation=f"引文{page}"
        )
        SearchRecord.objects.create(code=code, place=f"{page}", words="词", searched_on=TODAY)
    send_again(answer)
    sent = answer.submission
    assert [row.page for row in sent.citations.all()] == [None, 7, 3, 5]
    assert [row.place for row in sent.searches.all()] == ["7", "3", "5"]
    facts: dict[str, Any] = code_facts(code)
    assert [page for _key, page, _words in facts["citations"]] == [None, 7, 3, 5]
    assert facts["searches"][0] == ["7", "词", TODAY.isoformat()]


def test_the_newest_open_round_is_proposed(edition: Edition) -> None:
    city = make_city()
    closed = {"closed_on": AFTER_CUTOFF}
    rounds = {
        number: make_round(edition, number=number, **fields)
        for number, fields in ((2, {}), (4, closed), (3, {}), (1, closed))
    }
    form = ReplyForm(edition=edition, city=city, today=TODAY)
    assert [row.number for row in form.rounds] == [3, 2, 4, 1]
    assert form.initial["survey_round"] == rounds[3].pk
    assert form.initial["received_on"] == TODAY
    assert isinstance(form.initial["form_token"], uuid.UUID)
    assert "organ" not in form.initial
    # Who came here by keyboard goes on by keyboard.
    assert [name for name in form.fields if " autofocus" in str(form[name])] == ["organ"]
    organ = make_organ(city)
    assert ReplyForm(edition=edition, city=city, today=TODAY).initial["organ"] == organ.pk
    make_organ(city, name="另一机关")
    assert "organ" not in ReplyForm(edition=edition, city=city, today=TODAY).initial


@pytest.mark.parametrize(("days", "proposed"), [(-1, False), (0, True), (30, True), (31, False)])
def test_today_is_proposed_while_it_is_in_time(edition: Edition, days: int, proposed: bool) -> None:
    make_round(edition, opens_on=TODAY, cutoff=TODAY + 30 * DAY)
    today = TODAY + days * DAY
    form = ReplyForm(edition=edition, city=make_city(), today=today)
    assert form.initial["received_on"] == (today if proposed else None)
