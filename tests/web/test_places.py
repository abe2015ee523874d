"""Home and at most five places, and every page within three clicks of an entry of the menu."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from surveys.models import Edition, User
from surveys.models.user import Role
from tests.access.table import rows
from tests.access.world import World, make_world
from tests.builders import Cast, make_city, make_edition, make_user
from tests.web.page import Link, read, visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db
MOST = 6
CLICKS = 3
OF_A_KIND = 4
# Fragments, and what answers for a machine or a stranger.
NO_PAGES = frozenset({
    *("healthz", "readyz", "favicon", "sign-in", "language", "log-search", "quotation", "date"),
    *("ranking-state", "study-state", "statistics-state", "past-state", "evidence-text"),
    "alike-texts",
    *("evidence-pages", "evidence-image", "evidence-marks", "answer-ranks"),
    *("method-step", "method-rules", "method-preview", "method-check", "method-judgements"),
    "evidence-passages",
    # What a form on the page before asks for, of letters that are late.
    *("compare", "method-diff", "chase", "board-act"),
})  # fmt: skip
# Of the administration, those that lead back to pages of ours.
ADMIN = frozenset({"admin:index", "admin:surveys_user_changelist"})
FILES = frozenset({
    *("evidence", "evidence-part", "appendix", "explain-file", "run-bundle", "study-file"),
    *("method-json", "values-template", "values-fates", "values-errors"),
    *("values-marked", "scores", "audit-file", "round-file", "statistics-file", "facts-file"),
    *("board-file", "past-errors", "past-template"),
})  # fmt: skip


@pytest.fixture(scope="module")
def world(reference: None, django_db_blocker: DjangoDbBlocker) -> World:
    with django_db_blocker.unblock():
        return make_world()


def _navigation(source: str, which: int) -> list[str]:
    """The words of the links of the page's first, second … `<nav>`."""
    part = source.split("<nav")[which].split("</nav>")[0]
    return [piece.split("</a>")[0].split(">")[-1].strip() for piece in part.split("<a ")[1:]]


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (Role.ASSISTANT, ["Letters and replies", "Coding and review", "Data"]),
        (Role.REVIEWER, ["Letters and replies", "Coding and review", "Data"]),
        (Role.MANAGER, ["Letters and replies", "Coding and review", "Data"]),
        (Role.ADMINISTRATOR, ["Letters and replies", "Coding and review", "Data"]),
        (Role.ANALYST, ["Letters and replies", "Data"]),
    ],
)
def test_the_menu_is_home_and_the_places_of_the_role(
    edition: Edition, role: str, places: list[str]
) -> None:
    source = browser(make_user(role)).get("/").content.decode()
    assert _navigation(source, 1) == ["Home", *places, "Results", "Settings"]
    assert len(_navigation(source, 1)) <= MOST


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        (Role.ASSISTANT, ["Editions", "Methods", "Codebook", "Calendar", "Help"]),
        (Role.REVIEWER, ["Editions", "Methods", "Codebook", "Calendar", "History", "Help"]),
        (
            Role.MANAGER,
            ["Editions", "Methods", "Codebook", "Calendar", "History", "Administration", "Help"],
        ),
        (Role.ANALYST, ["Editions", "Methods", "Codebook", "Calendar", "Help"]),
    ],
)
def test_the_tabs_of_a_place_are_those_of_the_role(
    edition: Edition, role: str, tabs: list[str]
) -> None:
    source = browser(make_user(role)).get("/editions/").content.decode()
    assert _navigation(source, 2) == tabs


def test_a_place_without_a_tab_for_somebody_is_not_there(cast: Cast) -> None:
    """An edition of printed ranks is neither coded nor filled."""
    make_edition("2022-ranks", ranks_only=True)
    source = browser(cast.manager).get("/editions/2022-ranks/").content.decode()
    places = ["Home", "Letters and replies", "Results", "Settings"]
    assert _navigation(source, 1) == places


def test_without_an_edition_settings_alone_are_left(cast: Cast) -> None:
    source = browser(cast.manager).get("/").content.decode()
    assert _navigation(source, 1) == ["Home", "Settings"]


def test_the_tabs_of_a_city_lead_to_everything_about_it(cast: Cast, edition: Edition) -> None:
    city = make_city()
    client = browser(cast.manager)
    here = f"/editions/{edition.code}/cities/{city.adcode}/"
    pages = (here, f"{here}letters/all/", f"{here}reply/", f"{here}code/")
    for address in pages:
        page = visit(client, address)
        assert all(page.leads_to(other) for other in pages)
        assert page.leads_to(f"{here}explanation/")
    outsider = visit(browser(cast.outsider), here)
    assert not outsider.leads_to(f"{here}code/")


OTHERS = [pytest.param(role, marks=pytest.mark.long) for role in ("reviewer", "manager", "analyst")]


@pytest.mark.parametrize("role", ["assistant", "administrator", *OTHERS])
def test_every_page_is_three_clicks_from_the_menu(world: World, role: str) -> None:
    person = world.people[role]
    assert person is not None
    client = browser(User.objects.get(pk=person.pk))
    client.get(f"/editions/{world.open_edition.code}/")
    wanted = _may_open(role)
    assert wanted - _reached(client, wanted) == set()


def _may_open(role: str) -> set[str]:
    """Names of the pages that the role gets, of whichever object; the administration's own are
    one click from its index."""
    return {
        row.address
        for row in rows()
        if row.method == "GET"
        and row.expected[role] == "200"
        and not row.address.startswith(("admin:", "<"))
        and row.address not in NO_PAGES
        and row.address not in FILES
    }


def _reached(client: Client, wanted: set[str]) -> set[str]:
    """Names of the pages that so many clicks after an entry of the menu lead to; looks no
    further once the wanted ones are among them."""
    now = [link.address for link in _menu(client)]
    found, known = set[str](), set[str]()
    for _click in range(CLICKS + 1):
        looked = Counter[str]()
        ahead: list[str] = []
        for address in now:
            if wanted <= found:
                return found
            name = _name(address)
            looked[name] += 1
            if name and address not in known and looked[name] <= OF_A_KIND:
                known.add(address)
                answer = client.get(address, follow=True)
                if answer.status_code == 200:
                    found.add(_name(answer.request["PATH_INFO"]))
                    ahead += _links(answer.content.decode(), answer.request["PATH_INFO"])
        now = ahead
    return found


def _menu(client: Client) -> list[Link]:
    source = client.get("/").content.decode()
    return read(f"<nav{source.split('<nav')[1].split('</nav>')[0]}").links


def _links(source: str, here: str) -> list[str]:
    return [urljoin(here, link.address) for link in read(source).links]


def _name(address: str) -> str:
    """Of the page, or nothing where it is a file, a fragment or elsewhere."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    name = match.view_name or ""
    return "" if name in FILES or (name.startswith("admin:") and name not in ADMIN) else name
