"""Rules about rows: who reaches an edition, decides on somebody's work, reads what."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from pytest_django import Settings

from surveys.history.services import trail_write
from surveys.models import Answer, City, Edition, Evidence, Question, User
from surveys.permissions import (
    Action,
    can,
    can_on,
    can_read,
    can_replace,
    can_review,
    coded_by,
    may_record,
    named_evidence,
    visible_answers,
    visible_codes,
    visible_evidence,
    visible_trail,
    with_own_code,
    with_readable,
    within_reach,
    works_on,
)
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_organ,
    make_question,
    make_user,
    send_again,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(db: None) -> User:
    return make_user("manager", "demo", is_demo=True)


@pytest.fixture
def shown(db: None) -> Edition:
    return make_edition("2025-shown", synthetic=True)


def test_whom_an_edition_is_there_for(cast: Cast, demo: User, edition: Edition) -> None:
    shown = make_edition("2025-shown", synthetic=True)
    for person, real in ((cast.manager, True), (demo, False), (AnonymousUser(), True)):
        assert works_on(person, edition) is real
        assert works_on(person, shown)
        reached = set(within_reach(person, Edition.objects.all(), ""))
        assert reached == ({edition, shown} if real else {shown})


@pytest.mark.usefixtures("evidence_folder")
def test_a_demo_account_reads_no_row_of_a_real_edition(
    cast: Cast, demo: User, edition: Edition, shown: Edition, question: Question
) -> None:
    rows = {}
    for owner in (edition, shown):
        answer = make_answer(owner, make_city(), question, cast.coder, state="approved")
        entry = trail_write(actor=None, action="t", subject=owner, edition=owner)
        code = answer.submission.code
        rows[owner] = (code, answer, code.citations.get().evidence, entry)
    reads = (visible_codes, visible_answers, visible_evidence, visible_trail)
    for place, read in enumerate(reads):
        assert list(read(demo)) == [rows[shown][place]]
        assert set(read(cast.manager)) == {rows[edition][place], rows[shown][place]}
    assert list(named_evidence(demo)) == [rows[shown][2]]
    assert list(within_reach(demo, Answer.objects.all())) == [rows[shown][1]]


@pytest.mark.usefixtures("evidence_folder")
def test_what_was_sent_twice_is_one_row(cast: Cast, edition: Edition, question: Question) -> None:
    answer = make_answer(edition, make_city(), question, cast.coder, state="approved")
    first = answer.submission
    send_again(answer)
    assert answer.submission != first
    for person in (cast.coder, cast.second_coder, cast.outsider, cast.reviewer):
        assert list(visible_codes(person)) == [first.code]


def test_what_a_demo_account_may_record(cast: Cast, demo: User, shown: Edition) -> None:
    organ = make_organ()
    assert may_record(demo, shown, organ)
    assert may_record(demo, None, organ)
    assert may_record(demo, None, shown)
    real = make_edition("2025-real")
    assert not may_record(demo, None, organ)
    assert may_record(demo, None, demo)
    assert not may_record(demo, None, cast.coder)
    assert not may_record(demo, real, organ)
    assert not may_record(demo, shown, real)
    assert may_record(demo, real, shown)
    for owner in (None, real, shown):
        assert may_record(cast.manager, owner, organ)
    with pytest.raises(PermissionDenied, match="演示账号"):
        trail_write(actor=demo, action="t", subject=organ, edition=real)


@pytest.mark.parametrize(
    "action",
    [Action.OPEN_EDITION, Action.ENTER_ADMIN, Action.MANAGE_USERS, Action.SET_CALENDAR],
)
def test_what_reaches_further_is_nothing_for_a_demo_account(action: Action, shown: Edition) -> None:
    demo = make_user("administrator", is_demo=True)
    assert not can(demo, action)
    assert not can(demo, action, shown)
    assert can(make_user("administrator"), action)


def test_a_demo_account_makes_methods_where_no_edition_is_real(demo: User, shown: Edition) -> None:
    assert can(demo, Action.EDIT_METHOD)
    make_edition("2023-printed", ranks_only=True)
    assert can(demo, Action.EDIT_METHOD)
    make_edition("2025-real")
    assert not can(demo, Action.EDIT_METHOD)
    assert can(demo, Action.EDIT_METHOD, shown)
    assert can(demo, Action.RUN_STUDY)


def test_demo_accounts_may_nothing_on_a_production_server(
    demo: User, shown: Edition, settings: Settings
) -> None:
    assert can(demo, Action.SEE_RESULTS, shown)
    settings.PRODUCTION = True
    assert not can(demo, Action.SEE_RESULTS, shown)


def test_deciding_on_what_somebody_made(cast: Cast) -> None:
    actions = {"own": Action.LOG_REPLY, "others": Action.MANAGE_EDITION}
    assert can_on(cast.coder, cast.coder.pk, **actions)
    assert not can_on(cast.coder, cast.second_coder.pk, **actions)
    assert not can_on(cast.coder, None, **actions)
    assert can_on(cast.manager, cast.coder.pk, **actions)
    assert can_on(cast.manager, None, **actions)
    assert not can_on(cast.outsider, cast.outsider.pk, **actions)
    assert not can_on(AnonymousUser(), None, **actions)


@pytest.fixture
def cell(edition: Edition, question: Question) -> tuple[Edition, City, Question]:
    return edition, make_city(), question


def test_who_has_coded_an_answer(cast: Cast, cell: tuple[Edition, City, Question]) -> None:
    """A code of the same coder on another edition, city or question is not one of this."""
    edition, city, question = cell
    answer = make_answer(*cell, cast.coder)
    make_code(make_edition(), city, question, cast.manager)
    make_code(edition, make_city(), question, cast.manager)
    make_code(edition, city, make_question("another"), cast.manager)
    assert coded_by(cast.coder, answer)
    assert not coded_by(cast.manager, answer)
    assert can_review(cast.manager, answer)
    make_code(*cell, cast.manager)
    assert coded_by(cast.manager, answer)
    assert not can_review(cast.manager, answer)
    marked = {row.pk: row.own_code for row in with_own_code(cast.manager, Answer.objects.all())}
    assert marked == {answer.pk: True}


@pytest.mark.parametrize(
    ("state", "reads", "replaces"),
    [("in_review", False, False), ("returned", False, True), ("approved", True, True)],
)
def test_reading_and_replacing_what_a_fellow_coder_sent(
    cast: Cast,
    cell: tuple[Edition, City, Question],
    state: Answer.State,
    reads: bool,
    replaces: bool,
) -> None:
    answer = make_answer(*cell, cast.coder, state=state)
    make_answer(make_edition(), *cell[1:], cast.second_coder, state=Answer.State.APPROVED)
    fellow = cast.second_coder
    assert (can_read(fellow, answer), can_replace(fellow, answer)) == (reads, replaces)
    assert can_read(cast.coder, answer)
    assert can_read(cast.reviewer, answer)
    assert can_replace(cast.coder, answer)
    marked = {row.pk: row.readable for row in with_readable(fellow, Answer.objects.all())}
    assert marked[answer.pk] is reads


@pytest.mark.usefixtures("evidence_folder")
def test_whose_names_of_documents_can_be_read(cast: Cast, edition: Edition) -> None:
    city = make_city()
    plain = make_evidence(edition, city, added_by=cast.coder)
    personal = make_evidence(edition, city, added_by=cast.coder, personal=True)
    reads: dict[User | AnonymousUser, set[Evidence]] = {
        cast.coder: {plain, personal},
        cast.second_coder: {plain},
        cast.reviewer: {plain, personal},
        cast.manager: {plain, personal},
        cast.outsider: {plain},
        make_user("analyst", is_active=False): set(),
        AnonymousUser(): set(),
    }
    for person, documents in reads.items():
        assert set(named_evidence(person)) == documents, person
