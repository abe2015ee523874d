"""Every address for every role, and for every kind of object that an address can name."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.access.addresses import addresses
from tests.access.asking import Visitors
from tests.access.bodies import thing_of
from tests.access.table import SIGN_IN, Row, rows
from tests.access.world import PEOPLE, World, make_world

ROWS = rows()
REFUSED = frozenset({SIGN_IN, "door", "403", "404", "405", "409", "422"})
# Django's sign-in page reads a PUT as a POST.
TAKES_PUT = frozenset({"sign-in"})
# A draft is kept although it could not be sent: nobody's typing is lost.
KEEPS_A_DRAFT = "POST code-question send-taken"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def visitors(reference: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visitors]:
    with django_db_blocker.unblock():
        logging.disable(logging.WARNING)
        yield Visitors(make_world())
        logging.disable(logging.NOTSET)


def test_every_address_has_a_row() -> None:
    missing = {address.name for address in addresses()} - {row.address for row in ROWS}
    hint = "say in tests/access/table.csv, or admin.csv for a model, who gets what from"
    assert not missing, f"{hint}: {', '.join(sorted(missing))}"


def test_every_row_has_an_address() -> None:
    gone = {row.address for row in ROWS} - {address.name for address in addresses()}
    assert sorted(gone) == []


def test_no_row_stands_twice() -> None:
    names = [str(row) for row in ROWS]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_row(row: Row, visitors: Visitors) -> None:
    """The status of each person; and whoever is refused has changed nothing."""
    seen = {person: visitors.try_out(row, person) for person in PEOPLE}
    assert {person: answer.outcome for person, answer in seen.items()} == row.expected
    assert all("Cache-Control: private, no-store" in answer.headers for answer in seen.values())
    if str(row) == KEEPS_A_DRAFT:
        return
    changed = {person: answer.changed for person, answer in seen.items() if answer.changed}
    assert {p: c for p, c in changed.items() if seen[p].outcome in REFUSED} == {}
    if _is_closed(visitors.world, row):
        assert changed == {}


def _is_closed(world: World, row: Row) -> bool:
    return thing_of(world, row).get("edition") in {edition.code for edition in world.closed}


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_a_method_without_a_row_is_refused(method: str, visitors: Visitors) -> None:
    """405 before anything is asked; the administration answers in its own way."""
    known = {(row.address, row.method) for row in ROWS}
    one = {row.address: row for row in ROWS if not row.address.startswith(("admin:", "<"))}
    answers = {
        address: visitors.try_out(Row(address, method, row.thing, {}), "administrator").outcome
        for address, row in one.items()
        if (address, method) not in known and address not in TAKES_PUT
    }
    assert {address: answer for address, answer in answers.items() if answer != "405"} == {}
