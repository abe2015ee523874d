"""No field of any form, whatever stands in it, brings the product down or stores it half."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access.asking import ADDRESSES, Visitors
from tests.access.bodies import DEFAULTS, body_of, thing_of
from tests.access.table import Row, rows
from tests.access.world import make_world
from tests.builders import make_edition, make_user
from tests.suite.selection import in_sample
from tests.web.people import browser

# What people paste and programs send: nothing that a form is made for.
HOSTILE: dict[str, Any] = {
    "nul": "a\0b",
    "surrogate": "%ED%A0%80",
    "long": "长" * 20_000,
    "huge": "9" * 400,
    "endless": "9" * 5000,
    "greatest": str(2**63),
    "negative": "-1",
    "other digits": "٣٤",
    "exponent": "1e400",
    "date": "99999-13-45",
    "braces": "{{7*7}} %(x)s {0}",
    "markup": "<script>alert(1)</script>\u202e",
    "list": ["1", "2", "\0"],
    "empty": "",
}
ONE_IN = 60
POSTS = [row for row in rows() if row.method == "POST" and not row.address.startswith("admin:auth")]

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def visitors(reference: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visitors]:
    with django_db_blocker.unblock():
        logging.disable(logging.WARNING)
        yield Visitors(make_world())
        logging.disable(logging.NOTSET)


def _asked(visitors: Visitors, row: Row, body: dict[str, Any]) -> int:
    arguments = {**DEFAULTS, **thing_of(visitors.world, row)}
    url = ADDRESSES[row.address].url(arguments)
    with transaction.atomic():
        response = visitors.client("administrator").post(url, body)
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.parametrize(
    "one_in", [ONE_IN, pytest.param(1, marks=pytest.mark.long)], ids=["sample", "all"]
)
def test_no_field_brings_a_page_down(visitors: Visitors, one_in: int) -> None:
    fallen = []
    for row in POSTS:
        fields = {**body_of(visitors.world, row, "administrator")}
        for name in fields:
            for kind, value in HOSTILE.items():
                if not in_sample(f"{row} {name} {kind}", one_in):
                    continue
                body = {**body_of(visitors.world, row, "administrator"), name: value}
                status = _asked(visitors, row, body)
                if status >= 500:
                    fallen.append(f"{row}: {name} {kind} {status}")
    assert not fallen, "\n".join(fallen)


@pytest.mark.parametrize("digits", [25, 4400])
@pytest.mark.parametrize(
    "address", ["runs/compare/?old={n}", "editions/2019-printed/published/?run={n}"]
)
@pytest.mark.parametrize("is_demo", [False, True])
def test_no_number_of_a_run_is_too_long(digits: int, address: str, is_demo: bool) -> None:
    make_edition("2019-printed", ranks_only=True, synthetic=True)
    client = browser(make_user("analyst", is_demo=is_demo))
    assert client.get("/" + address.format(n="9" * digits)).status_code in (200, 404)
