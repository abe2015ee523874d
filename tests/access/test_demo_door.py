"""A demo account at every address: at home on a synthetic edition, nowhere on a real one."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from ecoasset.doors.demo_door import BY_KEY
from scoring.models import EditionMethod, MethodVersion
from surveys.models import Edition, User
from tests.access.addresses import addresses
from tests.access.asking import Seen, Visitors
from tests.access.bodies import thing_of
from tests.access.secrets import SECRETS
from tests.access.table import DOOR, Row, rows
from tests.access.world import make_world
from tests.builders import make_edition, make_user
from tests.scoring.rows import make_index
from tests.web.people import browser

pytestmark = pytest.mark.django_db
# One row of each address and method is enough, since what it names decides; of the
# administration, which is closed as a whole, two models.
ADMIN = ("", "surveys.edition", "surveys.user")
ROWS = [
    row
    for row in {(row.address, row.method): row for row in reversed(rows())}.values()
    if "admin" not in row.address or row.thing in ADMIN
]
# What is nobody's edition and the account's own.
OWN = frozenset({"sign-in", "sign-out", "language", "password"})
REFUSED = frozenset({"403", "404", "405", DOOR})


@pytest.fixture(scope="module")
def visitors(reference: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Visitors]:
    with django_db_blocker.unblock():
        logging.disable(logging.WARNING)
        world = make_world()
        MethodVersion.objects.create(name="院内", number=1, parameters={}, sha256="0" * 64)
        User.objects.exclude(username="fellow").update(is_demo=True)
        yield Visitors(world)
        logging.disable(logging.NOTSET)


def _at_home(row: Row, visitors: Visitors) -> bool:
    """Whether the row writes into a synthetic edition, or reads one by a key."""
    outside = row.address.startswith(("admin:", "<admin")) or row.address == "edition-new"
    return (
        not outside
        and row.thing not in ("ranks", "nowhere")
        and thing_of(visitors.world, row) != {}
    )


def test_on_synthetic_editions_it_works_like_any_other(visitors: Visitors) -> None:
    home = [row for row in ROWS if _at_home(row, visitors)]
    seen = {str(row): visitors.try_out(row, "manager").outcome for row in home}
    assert seen == {str(row): row.expected["manager"] for row in home}
    assert len(home) > 30


def test_a_real_edition_is_closed_to_it_at_every_address(visitors: Visitors) -> None:
    """As the strongest role: refused, nothing changed, nothing of the edition told."""
    with transaction.atomic():
        Edition.objects.update(synthetic=False)
        visitors.take_stock()
        seen = {str(row): visitors.try_out(row, "administrator") for row in ROWS}
        transaction.set_rollback(True)
    visitors.take_stock()
    named = [row for row in ROWS if {"edition", "pk"} & thing_of(visitors.world, row).keys()]
    methods = {str(row) for row in named if row.address.startswith("method")}
    answered = {str(row) for row in named if seen[str(row)].outcome not in REFUSED}
    assert answered <= methods, "the program's own method, which no edition owns"
    assert {name for name, answer in seen.items() if answer.changed} <= {
        str(row) for row in ROWS if row.address in OWN
    }
    pages = [row for row in ROWS if row.address != "readyz"]  # the operator's, who has no account
    told = {str(row): _told(visitors, row, seen[str(row)]) for row in pages}
    assert {name: words for name, words in told.items() if words} == {}


def test_a_real_edition_beside_is_named_on_no_page(visitors: Visitors) -> None:
    """What works on synthetic editions knows of no other one."""
    with transaction.atomic():
        make_edition("2026-real", title_zh="真实版次甲乙", title_en="Real edition")
        asked = [row for row in ROWS if row.address != "readyz"]
        seen = {
            str(row): visitors.try_out(row, "manager").content.decode("utf-8", "replace")
            for row in asked
        }
        transaction.set_rollback(True)
    words = ("2026-real", "真实版次甲乙", "Real edition")
    assert [name for name, text in seen.items() if any(word in text for word in words)] == []


def _told(visitors: Visitors, row: Row, answer: Seen) -> list[str]:
    """Names of real editions, methods and people, and the secrets, in what was answered; the
    edition's code that the address says may be repeated."""
    words = ["2025-open", "2024-frozen", "院内", "同组编码员"]
    words += [word for secret in SECRETS for word in secret.words]
    words = [word for word in words if word != thing_of(visitors.world, row).get("edition")]
    text = answer.content.decode("utf-8", "replace")
    return [word for word in words if word in text]


def test_every_address_with_a_key_says_whose_it_is() -> None:
    """What does not is closed to demo accounts; this names it before somebody wonders."""
    keyed = [a for a in addresses() if "pk" in a.arguments and "edition" not in a.arguments]
    words = {address.pattern.partition("/")[0] for address in keyed}
    assert words == {*BY_KEY, "methods"}


def test_an_ordinary_account_is_not_asked(visitors: Visitors) -> None:
    row = next(row for row in ROWS if str(row) == "GET ranking open")
    with transaction.atomic():
        Edition.objects.update(synthetic=False)
        User.objects.filter(username="analyst").update(is_demo=False)
        assert visitors.try_out(row, "analyst").outcome == "200"
        assert visitors.try_out(row, "assistant").outcome == "403"
        transaction.set_rollback(True)


def test_a_method_of_real_editions_is_closed_by_its_key() -> None:
    """No page asks again: the door is the only one that knows whose method it is."""
    own = make_index()
    real, shown = make_edition("2026-real"), make_edition("2026-shown", synthetic=True)
    methods = {}
    for number, edition in enumerate((real, shown), start=1):
        methods[edition] = MethodVersion.objects.create(
            name="房内", number=number, parameters=own.parameters, sha256=f"{number}" * 64
        )
        EditionMethod.objects.create(edition=edition, version=methods[edition])
    client = browser(make_user("manager", is_demo=True))
    for version, status in ((own, 200), (methods[shown], 200), (methods[real], 403)):
        for address in (f"/methods/{version.pk}/", f"/methods/{version.pk}.json"):
            assert client.get(address).status_code == status, address
        assert client.get(f"/methods/{version.pk}/edit/").status_code == 403, "real ones share it"
    fellow = browser(make_user("manager"))
    assert fellow.get(f"/methods/{methods[real].pk}/").status_code == 200


def test_a_key_beyond_every_row_is_not_there() -> None:
    """As for everybody else, and not an error of the database behind the door."""
    client = browser(make_user("manager", is_demo=True))
    for word in BY_KEY:
        assert client.get(f"/{word}/{'9' * 30}/").status_code == 404, word
