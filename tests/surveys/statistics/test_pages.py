"""The page of a round's statistics, what a worker computes for it, and its workbook."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from surveys.models import Edition, RoundStatistics
from surveys.models.request import Channel
from surveys.statistics import views
from surveys.statistics.measures.rates import OF_ALL_CITIES, RATES
from surveys.statistics.services import statistics_compute
from surveys.statistics.words import GROUPS
from tests.builders import Cast, make_city, make_letter, make_organ, make_reply, make_round
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines, pytest.mark.usefixtures("english")]
WAITING = "are being computed"


@pytest.fixture
def edition() -> Edition:
    """Two letters, one answered, and the round of another edition with one more."""
    survey_round = make_round()
    organ = make_organ(make_city("东山市", province="浙江省", region="东部"))
    make_reply(survey_round, organ=organ)
    make_letter(survey_round, make_organ(), channel=Channel.DISCLOSURE)
    make_reply()
    return survey_round.edition


@pytest.fixture
def client_of_manager(cast: Cast) -> Client:
    return browser(cast.manager)


def _page(client: Client, edition: Edition, rest: str = "") -> str:
    return visit(client, f"/editions/{edition.code}/statistics/{rest}").text


def test_each_share_says_what_it_is_a_share_of(client_of_manager: Client, edition: Edition) -> None:
    text = _page(client_of_manager, edition)
    row = text[text.index("Letters answered") :][:400]
    assert "50.0%" in row
    assert "2 letters sent" in row
    assert "the table balances" in text


def test_every_rate_has_its_words() -> None:
    told = {key for _title, keys in GROUPS for key in keys}
    assert told == {*OF_ALL_CITIES, *(counted.key for counted in RATES)}


def test_one_property_divides_every_rate(client_of_manager: Client, edition: Edition) -> None:
    text = _page(client_of_manager, edition, "?by=region")
    assert "Organs with any reply" in text
    assert "East" in text
    assert "All together" in _page(client_of_manager, edition, "?by=planet")


def test_what_a_worker_computes_is_asked_for_and_then_shown(
    client_of_manager: Client, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int | None]] = []
    monkeypatch.setattr(
        views, "statistics_hint", lambda *, edition, number: asked.append((edition.pk, number))
    )
    assert WAITING in _page(client_of_manager, edition)
    assert WAITING in _page(client_of_manager, edition, "slow/?round=1")
    assert asked == [(edition.pk, None), (edition.pk, 1)]
    assert statistics_compute(edition_id=edition.pk, number=1)
    assert not statistics_compute(edition_id=edition.pk, number=1)
    assert WAITING not in _page(client_of_manager, edition, "slow/?round=1")
    assert WAITING in _page(client_of_manager, edition)
    assert RoundStatistics.objects.get().content["forecast"] == {"n": 1, "low": 1, "high": 1}


def test_it_is_computed_anew_when_its_facts_change(
    client_of_manager: Client, edition: Edition
) -> None:
    statistics_compute(edition_id=edition.pk)
    assert "1 cities had an effective reply" in _page(client_of_manager, edition)
    make_reply(edition.rounds.get())
    assert WAITING in _page(client_of_manager, edition)
    assert statistics_compute(edition_id=edition.pk)
    assert "2 cities had an effective reply" in _page(client_of_manager, edition)
    assert RoundStatistics.objects.count() == 1


def test_a_round_that_is_gone_is_left_alone(edition: Edition) -> None:
    assert not statistics_compute(edition_id=edition.pk, number=7)
    with pytest.raises(Edition.DoesNotExist):
        statistics_compute(edition_id=0)


def test_the_workbook_holds_what_the_page_shows(
    client_of_manager: Client, edition: Edition
) -> None:
    statistics_compute(edition_id=edition.pk)
    answer = client_of_manager.get(f"/editions/{edition.code}/statistics/file.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Rates", "Official table", "Time to reply", "Forecast", "About"]
    rows = list(book["Rates"].iter_rows(values_only=True))
    whole = {row[0]: (row[4], row[5]) for row in rows if not row[3]}
    assert whole["letters_answered"] == (1, 2)
    assert [row[0] for row in book["Forecast"].iter_rows(min_row=2, values_only=True)] == [1]
    told = dict(book["About"].iter_rows(min_row=2, values_only=True))
    assert (told["Edition"], told["Rounds"]) == (edition.code, "1")
    assert told["Counted on"] == timezone.localdate().isoformat()


def test_only_a_round_that_is_not_over_is_foreseen(
    client_of_manager: Client, edition: Edition
) -> None:
    """Of one whose cut-off has passed, what came is what there is."""
    statistics_compute(edition_id=edition.pk)
    assert "The cut-off is over" in _page(client_of_manager, edition)
    edition.rounds.update(cutoff=timezone.localdate() + timedelta(30))
    statistics_compute(edition_id=edition.pk)
    text = _page(client_of_manager, edition)
    assert "cities are expected" in text
    assert "The cut-off is over" not in text
