from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from scoring.management.editions import edition_named
from surveys.errors import NotThere, Refused
from surveys.lookup import city_of, edition_of, editions_held, editions_read
from surveys.models import Edition
from tests.builders import Cast, make_city, make_edition
from tests.web.people import browser

PAGES = (
    *("edition", "log", "review", "ranking", "ranking-state", "published", "priorities"),
    *("audit", "profile", "runs", "values", "edition-delete"),
)
COMMANDS = ("audit", "explain", "export_appendix", "recompute", "import_values", "set_value")
ARGUMENTS = {
    "explain": ["--city", "110000"],
    "import_values": ["x.csv"],
    "set_value": ["--city", "110000", "--indicator", "R1.1.1", "--reason", "x", "1"],
}


def test_an_edition_by_its_code(edition: Edition) -> None:
    make_edition("2023-published", ranks_only=True)
    assert edition_of("2025-test", computed=True) == edition
    assert edition_of("2023-published").ranks_only
    with pytest.raises(Refused, match="只有发布的排名") as caught:
        edition_of("2023-published", computed=True)
    assert caught.value.status == 422
    with pytest.raises(NotThere, match="没有版次 2099"):
        edition_of("2099")


def test_a_command_names_the_editions_there_are(edition: Edition) -> None:
    make_edition("2023-published", ranks_only=True)
    assert edition_named("2025-test", computed=True) == edition
    with pytest.raises(CommandError, match="没有版次 2099。已有：2025-test, 2023-published"):
        edition_named("2099")
    with pytest.raises(CommandError, match="只有发布的排名"):
        edition_named("2023-published", computed=True)


def test_no_edition_at_all(db: None) -> None:
    with pytest.raises(CommandError, match="已有：-"):
        edition_named("2099")


def test_a_city_by_its_adcode(db: None) -> None:
    city, _neighbour = make_city(), make_city()
    assert city_of(city.adcode) == city
    with pytest.raises(NotThere, match="000000"):
        city_of("000000")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_no_edition_is_404(page: str, cast: Cast, edition: Edition) -> None:
    client = browser(cast.manager)
    assert client.get(reverse(page, args=["2099"])).status_code == 404


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_refuses_in_the_same_words(name: str, edition: Edition) -> None:
    with pytest.raises(CommandError, match=r"2099.*2025-test"):
        call_command(name, "--edition", "2099", *ARGUMENTS.get(name, []))


def test_nobody_else_looks_an_edition_up_by_its_code() -> None:
    wrong = [
        str(path)
        for part in ("ecoasset", "scoring", "surveys")
        for path in (settings.BASE_DIR / part).rglob("*.py")
        if re.search(
            r"get_object_or_404\(Edition\b|Edition\.objects\.get\(code", path.read_text("utf-8")
        )
    ]
    assert wrong == []


def test_within_one_page_the_editions_are_asked_for_once(
    edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with editions_held(), django_assert_num_queries(1):
        assert edition_of(edition.code) is edition_of(edition.code)
        with pytest.raises(NotThere):
            edition_of("2031-none")
        assert [row.code for row in editions_read()] == [edition.code]


def test_the_next_page_asks_again(edition: Edition) -> None:
    with editions_held():
        assert edition_of(edition.code).title_zh == edition.title_zh
    Edition.objects.filter(pk=edition.pk).update(title_zh="改过的名称")
    with editions_held():
        assert edition_of(edition.code).title_zh == "改过的名称"


def test_what_changes_an_edition_holds_none(
    edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert edition_of(edition.code) is not edition_of(edition.code)
