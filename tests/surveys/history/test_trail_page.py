from __future__ import annotations

import re
from typing import Any

import pytest

from surveys.history.services import trail_write
from surveys.models import Edition, TrailEntry
from surveys.rounds.services.edition import edition_freeze
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_code,
    make_evidence,
    make_outcome,
    make_question,
    make_reply,
    make_round,
)
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]


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
        ({"since": "2035-01-01"}, []),
        ({"until": "2035-01-01"}, [2, 1, 0]),
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


def test_the_states_of_an_answer_taken_back_are_words(cast: Cast, edition: Edition) -> None:
    answer = make_answer(edition, make_city("甲市"), make_question(), cast.coder)
    moved: dict[str, Any] = {"old": {"state": "submitted"}, "new": {"state": "draft"}}
    trail_write(actor=cast.coder, action="code.withdraw", subject=answer, edition=edition, **moved)
    page = browser(cast.reviewer).get("/trail/").content.decode()
    assert "<del>Submitted</del> → <ins>Draft</ins>" in page


def test_a_file_that_is_told_by_name_has_no_number_sign(cast: Cast, edition: Edition) -> None:
    evidence = make_evidence(edition, make_city("甲市"))
    facts: dict[str, Any] = {"subject": evidence, "edition": edition, "actor": cast.coder}
    trail_write(action="evidence.add", new={"file": "数值.xlsx"}, **facts)
    trail_write(action="evidence.add", new={"file": 987654}, **facts)
    page = browser(cast.reviewer).get("/trail/").content.decode()
    assert "<ins>数值.xlsx</ins>" in page
    assert "<ins>#987654</ins>" in page


@pytest.mark.parametrize("role", ["coder", "outsider"])
def test_it_is_closed_to_coders_and_analysts(cast: Cast, role: str) -> None:
    assert browser(getattr(cast, role)).get("/trail/").status_code == 403


def test_keys_are_shown_by_name_and_digests_short(cast: Cast, edition: Edition) -> None:
    """A raw key such as 3805 says nothing to a reader."""
    city = make_city("甲市")
    code = make_code(edition, city, make_question(), cast.reviewer)
    evidence = make_evidence(edition, city, name="红头文件.txt")
    hidden = make_evidence(edition, city, name="张三的来信.txt", personal=True)
    outcome = make_outcome(name_zh="已答复", name_en="Answered in full")
    reply = make_reply(make_round(edition), city, outcome=outcome)
    facts: dict[str, Any] = {"edition": edition, "city": city, "actor": cast.coder}
    cited = [[evidence.pk, 2, "原文"], [hidden.pk, None, "别的原文"]]
    trail_write(action="code.save", subject=code, new={"citations": cited}, **facts)
    new = {"outcome": outcome, "contact": "13800000000"}
    trail_write(action="reply.register", subject=reply, new=new, **facts)
    trail_write(action="evidence.add", subject=evidence, new={"sha256": "ab" * 32}, **facts)
    page = browser(cast.reviewer).get("/trail/").content.decode()
    assert "红头文件.txt · page 2 · 原文" in page
    assert "a document with personal data · 别的原文" in page
    assert "张三" not in page
    assert "<ins>Answered in full</ins>" in page
    assert "<ins>abababababab…</ins>" in page
    assert "ab" * 32 not in page
    assert re.search(r"<ins>hmac:\w{7}…</ins>", page)
