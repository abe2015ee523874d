"""A synthetic edition is deleted in one action, once its code has been typed."""

from __future__ import annotations

import pytest
from django.test import Client

from scoring.models import CityScore, ImportBatch, IndicatorValue, ScoreRun, Study
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from surveys.history.services import trail_write
from surveys.models import Answer, City, Edition, TrailEntry
from tests.builders import Cast, make_edition
from tests.scoring.scored import Scored
from tests.web.page import read, visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db
ADDRESS = "/editions/2025-scored/delete/"


@pytest.fixture
def synthetic(scored_world: Scored, cast: Cast) -> Scored:
    """With a study and an entry of its own in the history."""
    edition = scored_world.edition
    Edition.objects.filter(pk=edition.pk).update(synthetic=True)
    edition.refresh_from_db()
    study_request(
        actor=cast.manager, run=scored_world.run, kind="monte_carlo", parameters=StudyParameters()
    )
    trail_write(actor=cast.manager, action="edition.open", subject=edition, edition=edition)
    return scored_world


@pytest.fixture
def manager(cast: Cast) -> Client:
    return browser(cast.manager)


def _left(edition: int) -> list[int]:
    models = (Answer, IndicatorValue, ScoreRun, ImportBatch, TrailEntry)
    found = [model.objects.filter(edition=edition).count() for model in models]
    return [
        *found,
        CityScore.objects.filter(run__edition=edition).count(),
        Study.objects.filter(run__edition=edition).count(),
    ]


@pytest.mark.parametrize("typed", ["", "2025", "2025-SCORED", "delete"])
def test_another_word_deletes_nothing(synthetic: Scored, manager: Client, typed: str) -> None:
    before = _left(synthetic.edition.pk)
    answer = manager.post(ADDRESS, {"code": typed})
    assert answer.status_code == 422
    assert "not the code of the edition" in read(answer.content.decode()).text
    assert _left(synthetic.edition.pk) == before
    assert before[0] > 0


def test_looking_deletes_nothing(synthetic: Scored, manager: Client) -> None:
    page = visit(manager, ADDRESS)
    assert "Type 2025-scored to confirm" in page.text
    assert page.leads_to("/editions/2025-scored/")
    assert Edition.objects.filter(pk=synthetic.edition.pk).exists()


def test_the_code_deletes_everything_but_the_event(
    synthetic: Scored, manager: Client, cast: Cast
) -> None:
    key, other = synthetic.edition.pk, make_edition("2024-other", inputs_version=1)
    answer = manager.post(ADDRESS, {"code": " 2025-scored "}, follow=True)
    assert answer.redirect_chain == [("/editions/", 302)]
    assert "Edition 2025-scored was deleted" in read(answer.content.decode()).text
    assert set(_left(key)) == {0}
    assert list(Edition.objects.all()) == [other]
    assert City.objects.count() == len(synthetic.cities)
    entry = TrailEntry.objects.get(action="edition.delete")
    assert (entry.edition, entry.actor) == (None, cast.manager)
    assert entry.changes["code"] == ["2025-scored", None]
    visit(manager, "/editions/2025-scored/ranking/", status=404)


def test_a_real_edition_has_no_such_page(scored_world: Scored, manager: Client) -> None:
    visit(manager, ADDRESS, status=404)
    assert manager.post(ADDRESS, {"code": "2025-scored"}).status_code == 404
    assert Edition.objects.filter(pk=scored_world.edition.pk).exists()


def test_only_who_manages_editions_may(synthetic: Scored, cast: Cast) -> None:
    for role in ("coder", "reviewer", "outsider"):
        client = browser(getattr(cast, role))
        assert client.post(ADDRESS, {"code": "2025-scored"}).status_code == 403
    assert Edition.objects.filter(pk=synthetic.edition.pk).exists()
