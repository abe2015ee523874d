"""A real worker computes what a page of statistics asks for, and the page then shows it."""

from __future__ import annotations

import pytest

from surveys.models import RoundStatistics
from tests.builders import make_cast, make_reply, make_round
from tests.engines.background import Engine, wait_until
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_looking_at_the_page_is_enough(studies_worker: Engine, english: None) -> None:
    reply = make_reply(make_round())
    client = browser(make_cast().manager)
    address = f"/editions/{reply.round.edition.code}/statistics/"
    assert "are being computed" in visit(client, address).text
    wait_until(RoundStatistics.objects.exists)
    text = visit(client, address).text
    assert "The cut-off is over: 1 cities had an effective reply by then" in text
    assert "Share of letters still unanswered" in text
