"""What somebody may not read yet is in no byte that an address sends to him or her.

Pages, fragments, exports (unpacked), downloads, history, searches, the administration and
the names of files: every GET of the table, with the usual parameters of each page.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from pytest_django import DjangoDbBlocker

from tests.access.asking import Visitors
from tests.access.secrets import SECRETS, Secret
from tests.access.table import Row, rows
from tests.access.world import make_world
from tests.suite.selection import in_sample

pytestmark = pytest.mark.django_db

READERS = ("assistant", "analyst", "reviewer", "administrator")
ROWS = [row for row in rows() if row.thing.split("-")[0] not in ("frozen", "ranks", "nowhere")]
# What people type into the search fields of lists: a part of the secret words, so that a page
# does not merely repeat the question.
QUESTIONS = ("待审引文", "草稿", "私人", "72")
SEARCHED = {row.address for row in ROWS if row.address.endswith("_changelist")} | {
    "home",
    "log",
    "log-search",
    "ranking",
    "review",
    "trail",
    "values-batch",
}


@pytest.fixture(scope="module")
def visitors(reference: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visitors]:
    with django_db_blocker.unblock():
        logging.disable(logging.ERROR)
        yield Visitors(make_world())
        logging.disable(logging.NOTSET)


def _found(secret: Secret, sent: str) -> list[str]:
    return [word for word in secret.words if word in sent]


def _leaks(visitors: Visitors, row: Row, person: str, **query: str) -> dict[str, list[str]]:
    """Words of each secret that this person is sent and may not read."""
    answer = visitors.try_out(row, person, **query)
    sent = answer.content.decode("utf-8", "replace") + unquote(answer.headers)
    hidden = [secret for secret in SECRETS if person not in secret.readers]
    return {secret.name: found for secret in hidden if (found := _found(secret, sent))}


def _drawn() -> Iterator[Any]:
    """One row of the table in two, drawn by its name; the others with --long."""
    for row in ROWS:
        yield pytest.param(
            row, marks=() if in_sample(str(row), 2) else pytest.mark.long, id=str(row)
        )


@pytest.mark.parametrize("row", _drawn())
def test_no_secret_is_sent(row: Row, visitors: Visitors) -> None:
    for person in READERS:
        if row.expected[person] not in ("200", "302", "409", "422"):
            continue
        assert _leaks(visitors, row, person) == {}, person
        for text in QUESTIONS if row.address in SEARCHED and row.method == "GET" else ():
            assert _leaks(visitors, row, person, q=text) == {}, (person, text)


@pytest.mark.parametrize(
    ("address", "thing", "person", "secret"),
    [
        ("code", "open", "fellow", "draft"),
        ("answer", "undecided", "reviewer", "undecided"),
        ("answer", "undecided", "reviewer", "document"),
        ("answer", "returned", "manager", "returned"),
        ("evidence-text", "personal", "fellow", "personal"),
        ("run-bundle", "provisional-run", "reviewer", "undecided"),
        ("admin:surveys_evidence_changelist", "", "manager", "personal"),
    ],
)
def test_who_may_read_finds_it(
    address: str, thing: str, person: str, secret: str, visitors: Visitors
) -> None:
    """The other half: the world holds the words, and the search for them works."""
    answer = visitors.try_out(Row(address, "GET", thing, {}), person)
    known = next(one for one in SECRETS if one.name == secret)
    assert _found(known, answer.content.decode("utf-8", "replace"))


@pytest.mark.parametrize(("person", "sees"), [("assistant", False), ("manager", True)])
def test_the_second_sender_sees_what_he_may_read(
    person: str, sees: bool, visitors: Visitors
) -> None:
    answer = visitors.try_out(Row("code-question", "POST", "send-taken", {}), person)
    sent = answer.content.decode()
    assert answer.outcome == "409"
    assert ("947270518263" in sent) is sees
    assert ("待审细节丁戊己" in sent) is sees
    # A fellow's name stands on no other part of this page.
    assert ("同组编码员" in sent) is sees
