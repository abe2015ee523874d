from __future__ import annotations

from typing import Any

import pytest

from surveys.models import Answer, City, Edition, ReviewDecision, User
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_question,
    make_reply,
    make_round,
)
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


def returned(edition: Edition, coder: User, reviewer: User, reason: str, **fields: Any) -> Answer:
    answer = make_answer(
        edition, make_city(**fields), make_question(), coder, state=Answer.State.RETURNED
    )
    ReviewDecision.objects.create(
        answer=answer, revision=1, verdict="returned", reviewer=reviewer, reason=reason
    )
    return answer


def test_a_new_edition_hides_nobodys_work(cast: Cast) -> None:
    old = make_edition("2024-old")
    make_edition("2026-new")
    closed = make_edition("2023-closed", frozen=True)
    returned(old, cast.coder, cast.reviewer, "缺页码")
    make_code(old, make_city(), make_question(), cast.coder)
    make_answer(old, make_city(), make_question(), cast.second_coder)
    make_answer(closed, make_city(), make_question(), cast.second_coder)
    page = browser(cast.coder).get("/")
    assert page.context["edition"].code == "2026-new"
    rows = [(p.edition.code, p.returned, p.drafts, p.waiting) for p in page.context["pending"]]
    assert rows == [("2024-old", 1, 1, 0)]
    assert 'href="/editions/2024-old/coding/?show=returned"' in page.content.decode()
    page = browser(cast.reviewer).get("/")
    rows = [(p.edition.code, p.returned, p.drafts, p.waiting) for p in page.context["pending"]]
    assert rows == [("2024-old", 0, 0, 1)]
    assert 'href="/editions/2024-old/review/"' in page.content.decode()
    assert browser(cast.outsider).get("/").context["pending"] == []


def test_what_came_back_stands_with_its_reason_and_the_number_of_all(
    cast: Cast, edition: Edition
) -> None:
    for number in range(9):
        returned(edition, cast.coder, cast.reviewer, f"原因{number}", province="乙省")
    client = browser(cast.coder)
    page = client.get("/").content.decode()
    assert "原因8" in page
    assert "原因0" not in page
    assert "乙省" in page
    assert f'href="/editions/{edition.code}/coding/?show=returned"' in page
    assert "All 9" in page
    full = client.get(f"/editions/{edition.code}/coding/?show=returned")
    assert full.context["page"].paginator.count == 9
    assert "原因0" in full.content.decode()


def test_the_numbers_lead_to_their_lists(cast: Cast, edition: Edition) -> None:
    page = browser(cast.reviewer).get("/").content.decode()
    assert f'href="/editions/{edition.code}/review/?state=approved"' in page
    page = browser(cast.outsider).get("/").content.decode()
    assert page.count(f'href="/editions/{edition.code}/#provinces"') == 4
    assert (
        'id="provinces"'
        in browser(cast.outsider).get(f"/editions/{edition.code}/").content.decode()
    )


def test_replies_are_sorted_by_the_day_they_came_and_filtered(cast: Cast, edition: Edition) -> None:
    survey_round = make_round(edition)
    days = ("2025-05-02", "2025-05-09", "2025-05-05")
    city: City = make_city("甲市", pinyin="jia")
    for number, day in enumerate(days):
        place = city if number == 1 else None
        logger = cast.coder if number else cast.second_coder
        make_reply(survey_round, place, received_on=day, logged_by=logger)
    client, address = browser(cast.coder), f"/editions/{edition.code}/log/"

    def listed(**query: str) -> list[str]:
        page = client.get(address, query).context["page"]
        return [reply.received_on.isoformat() for reply in page.object_list]

    assert listed() == ["2025-05-09", "2025-05-05", "2025-05-02"]
    assert listed(order="received") == ["2025-05-02", "2025-05-05", "2025-05-09"]
    assert listed(city="jia") == ["2025-05-09"]
    assert listed(mine="1") == ["2025-05-09", "2025-05-05"]
    assert "No reply matches" in client.get(address, {"city": "nowhere"}).content.decode()


def test_unfinished_cities_are_listed_once_with_their_number(cast: Cast, edition: Edition) -> None:
    city = make_city("甲市")
    for name in ("a", "b"):
        make_code(edition, city, make_question(name), cast.coder)
    make_code(edition, city, make_question("c"), cast.coder, state="submitted")
    page = browser(cast.coder).get(f"/editions/{edition.code}/coding/?show=drafts")
    assert [(row.name, row.open_codes) for row in page.context["page"].object_list] == [("甲市", 2)]
