from __future__ import annotations

from typing import Any

import pytest

from surveys.models import Edition, TrailEntry
from surveys.services.edition import edition_freeze
from surveys.services.trail import trail_write
from tests.builders import Cast, make_city
from tests.web.people import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(cast: Cast, edition: Edition) -> list[TrailEntry]:
    city = make_city("甲市", pinyin="jia")
    facts: dict[str, Any] = {"subject": edition, "edition": edition}
    return [
        trail_write(actor=cast.coder, action="reply.register", city=city, **facts),
        trail_write(actor=cast.manager, action="edition.open", new={"frozen": False}, **facts),
        trail_write(actor=None, action="user.create", subject=cast.coder, edition=None),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, [2, 1, 0]),
        ({"edition": "2025-test"}, [1, 0]),
        ({"city": "jia"}, [0]),
        ({"action": "edition.open"}, [1]),
        ({"since": "2999-01-01"}, []),
        ({"until": "2999-01-01"}, [2, 1, 0]),
        ({"actor": "manager"}, [1]),
    ],
)
def test_the_history_is_filtered(
    cast: Cast, entries: list[TrailEntry], query: dict[str, str], found: list[int]
) -> None:
    if "actor" in query:
        query = {"actor": str(cast.manager.pk)}
    page = browser(cast.reviewer).get("/trail/", query)
    shown = [entry for entry, _city in page.context["entries"]]
    assert shown == [entries[number] for number in found]


def test_old_and_new_value_and_the_reason_are_shown(cast: Cast, edition: Edition) -> None:
    edition_freeze(actor=cast.manager, edition=edition, reason="定稿")
    page = browser(cast.reviewer).get("/trail/").content.decode()
    assert "<del>no</del> → <ins>yes</ins>" in page
    assert "定稿" in page
    assert "Edition frozen" in page


@pytest.mark.parametrize("role", ["coder", "outsider"])
def test_it_is_closed_to_coders_and_analysts(cast: Cast, role: str) -> None:
    assert browser(getattr(cast, role)).get("/trail/").status_code == 403
