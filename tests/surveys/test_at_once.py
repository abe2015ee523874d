"""People who really act at the same moment, each over a connection of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from surveys.coding.services.code import code_submit
from surveys.coding.services.review import review_decide
from surveys.models import (
    Answer,
    Code,
    Edition,
    InfoRequest,
    Organ,
    Reply,
    ReviewDecision,
    TrailEntry,
)
from surveys.rounds.said import Said
from surveys.rounds.services.edition import edition_freeze, edition_open
from surveys.rounds.services.event import EventFacts, event_record
from surveys.rounds.services.organ import organ_add
from surveys.rounds.services.reply import ReplyFacts, reply_register
from tests.at_once import at_once
from tests.builders import (
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_code,
    make_document,
    make_letter,
    make_organ,
    make_outcome,
    make_question,
    make_round,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4
TWENTY = 20


def test_one_of_several_first_submissions_gets_in(edition: Edition) -> None:
    city, question = make_city(), make_question()
    codes = [make_code(edition, city, question, make_user()) for _ in range(PEOPLE)]

    def deed(code: Code) -> Callable[[], object]:
        return lambda: code_submit(actor=code.coder, code=code, answer_revision=0)

    assert at_once([deed(code) for code in codes]) == {"done": 1, "StaleRevision": PEOPLE - 1}
    assert Answer.objects.get().revision == 1
    edition.refresh_from_db()
    assert edition.inputs_version == 1, "who was told left nothing behind"
    assert TrailEntry.objects.filter(action="answer.submit").count() == 1


def test_one_of_several_reviewers_decides(cast: Cast, edition: Edition) -> None:
    answer = make_answer(edition, make_city(), make_question(), cast.coder)
    reviewers = [make_user("reviewer") for _ in range(PEOPLE)]

    def deed(number: int) -> Callable[[], object]:
        copy = Answer.objects.select_related("submission", "edition", "city").get(pk=answer.pk)
        verdict = ("approved", "returned")[number % 2]
        return lambda: review_decide(
            actor=reviewers[number], answer=copy, verdict=verdict, revision=1, reason="理由"
        )

    assert at_once([deed(n) for n in range(PEOPLE)]) == {"done": 1, "StaleRevision": PEOPLE - 1}
    answer.refresh_from_db()
    assert answer.state == ReviewDecision.objects.get().verdict


def test_replies_to_one_letter_settle_it_together(cast: Cast) -> None:
    survey_round, organ, outcome = make_round(), make_organ(), make_outcome()
    letter = make_letter(survey_round, organ)
    documents = [make_document() for _ in range(PEOPLE)]

    def deed(number: int) -> Callable[[], object]:
        return lambda: reply_register(
            actor=cast.coder,
            survey_round=survey_round,
            organ=organ,
            said=[Said(outcome, letter)],
            facts=ReplyFacts(received_on=TODAY),
            documents=[documents[number]],
            today=TODAY,
        )

    assert at_once([deed(number) for number in range(PEOPLE)]) == {"done": PEOPLE}
    assert InfoRequest.objects.get().outcomes.count() == PEOPLE
    assert Reply.objects.filter(evidence__isnull=False).count() == PEOPLE


def test_twenty_people_register_replies_and_events_and_none_is_lost(cast: Cast) -> None:
    """Each a reply to a letter of his or her own, and a call about one that all share."""
    survey_round, outcome = make_round(), make_outcome()
    shared = make_letter(survey_round, make_organ(name="都问的机关"))
    letters = [make_letter(survey_round, make_organ(name=f"机关{n}")) for n in range(TWENTY)]
    documents = [make_document() for _ in range(TWENTY)]

    def reply(number: int) -> Callable[[], object]:
        return lambda: reply_register(
            actor=cast.coder,
            survey_round=survey_round,
            organ=letters[number].organ,
            said=[Said(outcome, letters[number])],
            facts=ReplyFacts(received_on=TODAY),
            documents=[documents[number]],
            today=TODAY,
        )

    def call(number: int) -> Callable[[], object]:
        facts = EventFacts(kind="telephone", date=TODAY, call="other", note=f"第{number}次")
        return lambda: event_record(actor=cast.coder, request=shared, facts=facts, today=TODAY)

    deeds = [deed(number) for number in range(TWENTY) for deed in (reply, call)]
    assert at_once(deeds) == {"done": 2 * TWENTY}
    answered = InfoRequest.objects.filter(status=InfoRequest.Status.REPLIED)
    assert set(answered) == set(letters)
    assert Reply.objects.filter(evidence__isnull=False).count() == TWENTY
    notes = {row.note for row in shared.history.filter(kind="telephone")}
    assert notes == {f"第{number}次" for number in range(TWENTY)}
    shared.refresh_from_db()
    assert shared.event_count == TWENTY + 1
    assert TrailEntry.objects.filter(action="event.record").count() == TWENTY


def test_replies_and_a_freeze_at_the_same_moment(cast: Cast) -> None:
    """Whoever is told "done" has a whole reply, older than the freeze; nobody else has any."""
    survey_round, organ, outcome = make_round(), make_organ(), make_outcome()
    letter = make_letter(survey_round, organ)
    documents = [make_document() for _ in range(PEOPLE)]

    def reply(number: int) -> Callable[[], object]:
        return lambda: reply_register(
            actor=cast.coder,
            survey_round=survey_round,
            organ=organ,
            said=[Said(outcome, letter)],
            facts=ReplyFacts(received_on=TODAY),
            documents=[documents[number]],
            today=TODAY,
        )

    def freeze() -> None:
        edition_freeze(actor=cast.manager, edition=survey_round.edition, reason="完成")

    outcomes = at_once([*(reply(number) for number in range(PEOPLE)), freeze])
    registered = Reply.objects.filter(evidence__isnull=False).count()
    assert outcomes == Counter({"done": registered + 1, "EditionClosed": PEOPLE - registered})
    assert Reply.objects.count() == registered
    newest = TrailEntry.objects.order_by("-pk").first()
    assert newest is not None
    assert newest.action == "edition.freeze"


def test_one_of_several_editions_of_a_code_is_opened(cast: Cast, edition: Edition) -> None:
    """And of an organ of one name, beside those of another city."""
    city, other = make_city(), make_city()
    Organ.objects.create(city=other, kind=Organ.Kind.OTHER, name="林业局")

    def open_it() -> object:
        return edition_open(
            actor=cast.manager, code="2026", year=2026, title_zh="二〇二六", title_en="2026"
        )

    def add_it() -> object:
        return organ_add(actor=cast.coder, city=city, kind=Organ.Kind.OTHER, name="林业局")

    for deed in (open_it, add_it):
        assert at_once([deed] * PEOPLE) == {"done": 1, "Refused": PEOPLE - 1}
    assert set(Edition.objects.values_list("code", flat=True)) == {edition.code, "2026"}
    assert Organ.objects.filter(city=city).count() == 1
    assert TrailEntry.objects.count() == 2
