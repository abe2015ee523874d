"""What was sent without an answer behind it says what it waits for, never that it is not coded."""

from __future__ import annotations

import pytest

from surveys.coding.services.code import code_withdraw
from surveys.coding.states import CellState, bare_states
from surveys.coding.views.cards import cards_of, progress_of
from surveys.models import Answer, City, Code, Edition, Question, TrailEntry, User
from surveys.rounds.progress import progress_by_province
from surveys.rounds.selectors import round_progress
from surveys.rounds.unanswered import Unanswered
from tests.builders import Cast, make_answer, make_city, make_code, make_edition, make_question
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]
SUBMITTED = Code.State.SUBMITTED


@pytest.fixture
def city() -> City:
    return make_city("甲市")


def _sent(edition: Edition, city: City, question: Question, *readings: tuple[User, str]) -> None:
    for coder, value in readings:
        make_code(edition, city, question, coder, value, state=SUBMITTED)


def _card(edition: Edition, city: City, coder: User) -> CellState:
    [card] = cards_of(edition, city, coder)
    return card.state


def _cell(edition: Edition, city: City, person: User) -> CellState | None:
    return next(iter(bare_states(edition, person, [city.pk]).values()), None)


def test_one_reading_waits_for_the_second_coder(
    cast: Cast, edition: Edition, city: City, question: Question
) -> None:
    _sent(edition, city, question, (cast.coder, "yes"))
    make_code(edition, city, question, cast.second_coder)
    assert _card(edition, city, cast.coder) == CellState.ALONE
    assert _card(edition, city, cast.second_coder) == CellState.COMPLETE
    assert _cell(edition, city, cast.reviewer) == CellState.ALONE
    assert progress_of(cards_of(edition, city, cast.coder)).done == 1


@pytest.mark.parametrize(("value", "told"), [("yes", CellState.AGREED), ("no", CellState.DISPUTED)])
def test_whether_two_agree_is_told_to_reviewers_alone(
    cast: Cast, edition: Edition, city: City, question: Question, value: str, told: CellState
) -> None:
    _sent(edition, city, question, (cast.coder, "yes"), (cast.second_coder, value))
    for coder in (cast.coder, cast.second_coder):
        assert _card(edition, city, coder) == CellState.PAIRED
        assert _cell(edition, city, coder) == CellState.PAIRED
    assert _cell(edition, city, cast.reviewer) == told
    assert _cell(edition, city, cast.outsider) is None


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (Answer.State.IN_REVIEW, CellState.BESIDE),
        (Answer.State.RETURNED, CellState.PASSED),
        (Answer.State.APPROVED, CellState.APPROVED),
    ],
)
def test_a_reading_beside_another_coders_answer(
    cast: Cast, edition: Edition, city: City, question: Question, state: str, told: CellState
) -> None:
    make_answer(edition, city, question, cast.second_coder, state=state)
    _sent(edition, city, question, (cast.coder, "no"))
    assert _card(edition, city, cast.coder) == told
    # The answer itself stands there for a reviewer, and an approved one for everybody.
    assert _cell(edition, city, cast.reviewer) is None
    seen = None if told == CellState.APPROVED else told
    assert _cell(edition, city, cast.coder) == seen


def test_the_coding_page_says_so_and_offers_to_take_it_back(
    cast: Cast, edition: Edition, city: City, question: Question
) -> None:
    _sent(edition, city, question, (cast.coder, "yes"))
    address = f"/editions/{edition.code}/cities/{city.adcode}/code/"
    client = browser(cast.coder)
    shown = client.get(address).content.decode()
    assert "Sent, waits for the second coder" in shown
    assert "Not coded" not in shown
    assert "Take back and change" in shown
    fields = {"action": "withdraw", "revision": 1}
    assert client.post(f"{address}{question.code}/", fields).status_code == 302
    assert _card(edition, city, cast.coder) == CellState.COMPLETE
    assert "All 1 questions" in browser(cast.coder).get(address).content.decode()


def test_taking_it_back_stands_in_the_history(
    cast: Cast, edition: Edition, city: City, question: Question
) -> None:
    _sent(edition, city, question, (cast.coder, "yes"), (cast.second_coder, "yes"))
    code_withdraw(actor=cast.coder, code=Code.objects.get(coder=cast.coder), revision=1)
    entry = TrailEntry.objects.get()
    assert entry.action == "code.withdraw"
    assert entry.changes == {"state": ["submitted", "draft"]}
    assert Code.objects.get(coder=cast.second_coder).state == SUBMITTED


def test_the_round_counts_them_once_for_each_city_and_question(
    cast: Cast, edition: Edition, city: City, question: Question
) -> None:
    other, elsewhere = make_question("other"), make_city(province="乙省")
    _sent(edition, city, question, (cast.coder, "yes"), (cast.second_coder, "no"))
    _sent(edition, city, other, (cast.coder, "yes"))
    _sent(edition, elsewhere, question, (cast.coder, "yes"))
    # Not these: answered, a draft, another edition.
    make_answer(edition, elsewhere, other, cast.coder)
    make_code(edition, make_city(), question, cast.coder)
    _sent(make_edition(), city, question, (cast.coder, "yes"))
    assert round_progress(edition).unanswered == Unanswered(alone=2, paired=1)
    sent = {row.province: row.sent for row in progress_by_province(edition)}
    assert sent == {"试验省": 2, "乙省": 1}
    page = browser(cast.manager).get(f"/editions/{edition.code}/").content.decode()
    assert "Sent, not in review yet" in page
    assert "2 wait for the second coder" in page
