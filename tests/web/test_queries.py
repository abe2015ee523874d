"""What is no list takes as many queries for much as for little, too."""

from __future__ import annotations

import pytest

from surveys.models import Question, Round
from tests.builders import Cast, make_answer, make_city, make_question
from tests.web.page import queries
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]


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

    assert code("ab") == code("cdefg") <= 26
