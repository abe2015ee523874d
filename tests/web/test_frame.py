"""The frame of a page belongs to the edition of what the page shows."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from scoring.models import ScoreRun, Study
from surveys.models import Answer, User
from tests.access.world import World, make_world
from tests.builders import make_edition
from tests.web.people import browser

pytestmark = pytest.mark.django_db
BAND = "Demonstration data (synthetic)"


@pytest.fixture(scope="module")
def world(reference: None, django_db_blocker: DjangoDbBlocker) -> World:
    with django_db_blocker.unblock():
        return make_world()


def _manager() -> Client:
    """Read anew: the rows that the last test changed are as they were, objects are not."""
    return browser(User.objects.get(username="manager"))


def test_every_page_of_an_object_has_the_frame_of_its_edition(world: World) -> None:
    """Another, newer edition is open, and was looked at last."""
    make_edition("2026-newer")
    client = _manager()
    client.get("/editions/2026-newer/")
    edition = world.open_edition
    run = ScoreRun.objects.filter(edition=edition).first()
    answer = Answer.objects.filter(edition=edition).first()
    study = Study.objects.filter(run__edition=edition, state="done").first()
    assert run is not None
    assert answer is not None
    assert study is not None
    city = answer.city.adcode
    for address in (
        f"/answers/{answer.pk}/",
        f"/runs/{run.pk}/",
        f"/runs/{run.pk}/cities/{city}/explain/",
        f"/runs/{run.pk}/sensitivity/",
        f"/studies/{study.pk}/",
        f"/runs/compare/?old={run.pk}&new={run.pk}",
        f"/editions/{edition.code}/cities/{city}/",
    ):
        page = client.get(address).content.decode()
        assert page.lstrip().startswith("<!DOCTYPE html>"), address
        summary = re.search(r"<summary>(.*?)</summary>", page, re.DOTALL)
        assert summary is not None
        assert edition.code in summary[1], address
        assert BAND in page, address
        assert f'href="/editions/{edition.code}/ranking/' in page.split("</nav>")[0], address


@pytest.mark.parametrize(
    "path",
    ["/", "{}/", "{}/log/", "{}/review/", "{}/cities/330100/reply/", "{}/cities/330100/code/",
     "{}/values/", "{}/ranking/", "/trail/?edition=2025-open"],
)  # fmt: skip
def test_made_up_data_is_marked_once_on_every_page(world: World, path: str) -> None:
    page = _manager().get(path.format("/editions/2025-open")).content.decode()
    assert page.count(BAND) == 1
