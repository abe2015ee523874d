"""Lists take as many queries for many rows as for few."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from surveys.history.services import trail_write
from surveys.models import Edition, Question, Round
from tests.builders import Cast, make_answer, make_city, make_evidence, make_question, make_reply
from tests.web.page import queries
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


@pytest.fixture
def grow(cast: Cast, survey_round: Round) -> Callable[[int], None]:
    """Adds cities with a reply, evidence, an answer of each coder and a trail entry."""
    edition = survey_round.edition

    def more(count: int) -> None:
        for number in range(count):
            city = make_city()
            reply = make_reply(survey_round, city, logged_by=cast.coder)
            make_evidence(edition, city, reply=reply)
            question = make_question(f"question_{number % 3}")
            make_answer(edition, city, question, cast.coder)
            other = make_answer(edition, make_city(), question, cast.second_coder)
            trail_write(
                actor=cast.coder, action="code.save", subject=other, edition=edition, city=city
            )

    return more


@pytest.mark.parametrize(
    ("role", "address", "most"),
    [
        ("manager", "/", 12),
        ("manager", "/editions/", 7),
        ("manager", "/editions/{edition}/", 11),
        ("coder", "/editions/{edition}/log/", 10),
        ("coder", "/editions/{edition}/log/?q=shiyan", 12),
        ("coder", "/editions/{edition}/log/search/?q=shiyan", 4),
        ("reviewer", "/editions/{edition}/review/", 10),
        ("reviewer", "/trail/", 12),
        ("manager", "/admin/surveys/answer/", 12),
        ("manager", "/admin/surveys/code/", 12),
        ("manager", "/admin/surveys/reply/", 12),
        ("manager", "/admin/surveys/evidence/", 12),
        ("manager", "/admin/surveys/trailentry/", 12),
    ],
)
def test_a_list_takes_the_same_queries_whatever_its_length(
    cast: Cast, edition: Edition, grow: Callable[[int], None], role: str, address: str, most: int
) -> None:
    client, target = browser(getattr(cast, role)), address.format(edition=edition.code)
    grow(3)
    few = queries(client, target)
    grow(9)
    assert queries(client, target) == few
    assert few <= most


def test_the_coding_screen_takes_the_same_queries_for_every_codebook(
    cast: Cast, survey_round: Round
) -> None:
    edition, city = survey_round.edition, make_city()
    client = browser(cast.coder)
    address = f"/editions/{edition.code}/cities/{city.adcode}/code/"

    def code(names: str) -> int:
        for name in names:
            question: Question = make_question(f"question_{name}")
            make_answer(edition, city, question, cast.coder)
        return queries(client, address)

    assert code("ab") == code("cdefg") <= 16
