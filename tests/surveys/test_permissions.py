from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from surveys.history.services import trail_write
from surveys.models import Answer, Code, Edition, Evidence, Question, Submission, TrailEntry, User
from surveys.models.user import Role
from surveys.permissions import (
    ROLE_ACTIONS,
    Action,
    can,
    can_review,
    require,
    visible_answers,
    visible_codes,
    visible_evidence,
    visible_submissions,
    visible_trail,
)
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_user,
    send_again,
)

# One letter per role in the order of ROLES; a dot is a refusal.
ROLES = (Role.ASSISTANT, Role.REVIEWER, Role.MANAGER, Role.ANALYST, Role.ADMINISTRATOR)
TABLE = {
    Action.SEE_RESULTS: "armna",
    Action.EXPORT: "armna",
    Action.SEE_ANSWERS: "armna",
    Action.SEE_EVIDENCE: "arm.a",
    Action.SEE_PROVISIONAL: ".rm.a",
    Action.SEE_TRAIL: ".rm.a",
    Action.LOG_REPLY: "a.m.a",
    Action.CODE_ANSWER: "a.m.a",
    Action.REVIEW_ANSWER: ".rm.a",
    Action.IMPORT_VALUES: "a.m.a",
    Action.SIGN_OFF: "..m.a",
    Action.RUN_STUDY: "..mna",
    Action.EDIT_METHOD: "..mna",
    Action.EDIT_CODEBOOK: "..m.a",
    Action.MANAGE_EDITION: "..m.a",
    Action.OPEN_EDITION: "..m.a",
    Action.ENTER_ADMIN: "..m.a",
    Action.MANAGE_USERS: "....a",
    Action.SET_CALENDAR: "....a",
}
WRITES = {
    Action.LOG_REPLY,
    Action.CODE_ANSWER,
    Action.REVIEW_ANSWER,
    Action.IMPORT_VALUES,
    Action.SIGN_OFF,
}
CASES = [
    (role, action, row[column] != ".")
    for action, row in TABLE.items()
    for column, role in enumerate(ROLES)
]


def test_the_table_has_every_role_and_action() -> None:
    assert set(TABLE) == set(Action)
    assert set(ROLE_ACTIONS) == set(ROLES) == set(Role)


@pytest.mark.parametrize(("role", "action", "allowed"), CASES)
def test_every_role_and_action(role: Role, action: Action, allowed: bool) -> None:
    person = User(pk=1, username="x", role=role)
    assert can(person, action) is allowed
    assert can(person, action, Edition(code="2025")) is allowed
    closed = allowed and action not in WRITES
    assert can(person, action, Edition(code="2025", frozen=True)) is closed
    assert can(person, action, Edition(code="2025", ranks_only=True)) is closed
    if allowed:
        assert require(person, action) is person
    else:
        with pytest.raises(PermissionDenied):
            require(person, action)


@pytest.mark.parametrize("action", list(Action))
def test_nobody_and_people_who_left_may_nothing(action: Action) -> None:
    for person in (
        AnonymousUser(),
        User(pk=1, username="x", role=Role.ADMINISTRATOR, is_active=False),
        User(pk=1, username="x", role="unknown"),
    ):
        assert not can(person, action)
        with pytest.raises(PermissionDenied):
            require(person, action)


def test_who_may_decide_on_an_answer(cast: Cast, edition: Edition, question: Question) -> None:
    of_coder = make_answer(edition, make_city(), question, cast.coder)
    of_manager = make_answer(edition, make_city(), question, cast.manager)
    assert can_review(cast.reviewer, of_coder)
    assert can_review(cast.manager, of_coder)
    assert not can_review(cast.manager, of_manager), "nobody decides on an own code"
    assert can_review(cast.administrator, of_manager)
    for person in (cast.coder, cast.second_coder, cast.outsider, AnonymousUser()):
        assert not can_review(person, of_manager)
    edition.frozen = True
    assert not can_review(cast.reviewer, of_coder)


def test_a_code_is_blind_to_other_coders_until_its_answer_is_approved(
    cast: Cast, edition: Edition, question: Question
) -> None:
    draft = make_code(edition, make_city(), question, cast.coder)
    waiting = make_answer(edition, make_city(), question, cast.coder).submission.code
    approved = make_answer(
        edition, make_city(), question, cast.coder, state=Answer.State.APPROVED
    ).submission.code
    seen: dict[User | AnonymousUser, set[Code]] = {
        cast.coder: {draft, waiting, approved},
        cast.second_coder: {approved},
        cast.reviewer: {waiting, approved},
        cast.manager: {waiting, approved},
        cast.outsider: {approved},
        AnonymousUser(): set(),
    }
    for person, codes in seen.items():
        assert set(visible_codes(person)) == codes, person
        assert visible_codes(person).count() == len(codes)


def test_what_was_sent_is_read_by_reviewers_and_once_approved_by_all(
    cast: Cast, edition: Edition, question: Question
) -> None:
    """Whatever its coder is doing with the code meanwhile."""
    make_code(edition, make_city(), question, cast.coder)
    first = make_answer(edition, make_city(), question, cast.coder, state="approved")
    typed_over, waiting = first.submission, make_answer(edition, make_city(), question, cast.coder)
    send_again(first)
    own, approved = waiting.submission, first.submission
    Code.objects.update(state=Code.State.DRAFT)
    seen: dict[User | AnonymousUser, set[Submission]] = {
        cast.coder: {typed_over, approved, own},
        cast.second_coder: {approved},
        cast.reviewer: {typed_over, approved, own},
        cast.manager: {typed_over, approved, own},
        cast.outsider: {approved},
        AnonymousUser(): set(),
    }
    for person, rows in seen.items():
        assert set(visible_submissions(person)) == rows, person
        assert visible_submissions(person).count() == len(rows)


def test_undecided_answers_are_for_their_coder_and_reviewers(
    cast: Cast, edition: Edition, question: Question
) -> None:
    waiting = make_answer(edition, make_city(), question, cast.coder)
    returned = make_answer(edition, make_city(), question, cast.coder, state="returned")
    approved = make_answer(edition, make_city(), question, cast.second_coder, state="approved")
    seen: dict[User | AnonymousUser, set[Answer]] = {
        cast.coder: {waiting, returned, approved},
        cast.second_coder: {approved},
        cast.reviewer: {waiting, returned, approved},
        cast.outsider: {approved},
        AnonymousUser(): set(),
    }
    for person, answers in seen.items():
        assert set(visible_answers(person)) == answers, person


def test_personal_documents_are_for_their_keepers(cast: Cast, edition: Edition) -> None:
    city = make_city()
    plain = make_evidence(edition, city, added_by=cast.coder)
    personal = make_evidence(edition, city, added_by=cast.coder, personal=True)
    seen: dict[User | AnonymousUser, set[Evidence]] = {
        cast.coder: {plain, personal},
        cast.second_coder: {plain},
        cast.reviewer: {plain, personal},
        cast.outsider: set(),
        AnonymousUser(): set(),
    }
    for person, documents in seen.items():
        assert set(visible_evidence(person)) == documents, person


def test_the_history_hides_what_is_still_blind(
    cast: Cast, edition: Edition, question: Question
) -> None:
    city = make_city()
    draft = make_code(edition, city, question, cast.coder)
    own = make_code(edition, make_city(), question, cast.manager)
    entries = {
        name: trail_write(
            actor=None, action="t", subject=row, edition=edition, new={"choice": "no"}
        )
        for name, row in (("draft", draft), ("own", own), ("edition", edition))
    }
    seen: dict[User | AnonymousUser, set[TrailEntry]] = {
        cast.reviewer: {entries["edition"]},
        cast.manager: {entries["own"], entries["edition"]},
        cast.coder: set(),
        cast.outsider: set(),
        AnonymousUser(): set(),
    }
    for person, rows in seen.items():
        assert set(visible_trail(person)) == rows, person


def test_rows_of_a_closed_edition_stay_readable(cast: Cast, question: Question) -> None:
    frozen = make_edition("2020", frozen=True)
    answer = make_answer(frozen, make_city(), question, cast.coder, state="approved")
    assert list(visible_answers(cast.outsider)) == [answer]


def test_a_demo_account_works_on_synthetic_editions_alone(db: None) -> None:
    person = make_user("manager", is_demo=True)
    shown, real = make_edition("2025-shown", synthetic=True), make_edition("2025-real")
    assert {action for action in WRITES if can(person, action, shown)} == WRITES
    assert {action for action in WRITES if can(person, action, real)} == set()
