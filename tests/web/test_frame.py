"""The frame of a page belongs to the edition of what the page shows."""

from __future__ import annotations

import re

import pytest

from scoring.models import ScoreRun, Study
from surveys.models import Answer
from tests.access.world import World, make_world
from tests.builders import Cast, make_edition
from tests.web.people import browser

pytestmark = pytest.mark.django_db
BAND = "Demonstration data (synthetic)"


@pytest.fixture
def world(reference: None, evidence_folder: object) -> World:
    return make_world()


def test_every_page_of_an_object_has_the_frame_of_its_edition(world: World) -> None:
    """Another, newer edition is open, and was looked at last."""
    make_edition("2026-newer")
    manager = world.people["manager"]
    assert manager is not None
    client = browser(manager)
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
        summary = re.search(r"<summary>(.*?)</summary>", page, re.DOTALL)
        assert summary is not None
        assert edition.code in summary[1], address
        assert BAND in page, address
        assert f'href="/editions/{edition.code}/ranking/"' in page.split("</nav>")[0], address


@pytest.mark.parametrize(
    "path",
    ["/", "{}/", "{}/log/", "{}/review/", "{}/cities/330100/reply/", "{}/cities/330100/code/",
     "{}/values/", "{}/ranking/", "/trail/?edition=2025-open"],
)  # fmt: skip
def test_made_up_data_is_marked_once_on_every_page(world: World, path: str) -> None:
    manager = world.people["manager"]
    assert manager is not None
    page = browser(manager).get(path.format("/editions/2025-open")).content.decode()
    assert page.count(BAND) == 1


def test_the_edition_seen_last_is_remembered_per_person(cast: Cast) -> None:
    make_edition("2025-a")
    make_edition("2026-b")
    client = browser(cast.coder)
    assert client.get("/").context["edition"].code == "2026-b"
    client.get("/editions/2025-a/")
    assert client.get("/").context["edition"].code == "2025-a"
    client.force_login(cast.second_coder)
    assert client.get("/").context["edition"].code == "2026-b"
