"""Of several rows the right one: versions, runs and editions stored out of their order."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.analysis.published_ranks import published_edition, solved_backwards
from scoring.filters import RankingFilter
from scoring.index.method.method import Method, method_to_json
from scoring.inputs.services.value import value_withdraw
from scoring.methods.services import method_create
from scoring.models import CityScore, Indicator, MethodVersion, ScoreRun
from scoring.products.views.runs import OTHERS
from scoring.reference.services import method_load
from scoring.runs.inputs import method_of
from scoring.runs.selectors import newest_run
from surveys.errors import Refused
from surveys.models import Edition
from surveys.models.city import Level, Region
from tests.builders import Cast, make_city, make_edition
from tests.scoring.rows import make_index, make_run, make_value
from tests.web.people import browser

pytestmark = pytest.mark.django_db
NUMBERS = (2, 3, 1)


@pytest.fixture
def versions(db: None) -> dict[tuple[str, int], MethodVersion]:
    """Three of each of two names, beside the program's own in three versions."""
    make_index()
    MethodVersion.objects.all().delete()
    stored = {}
    for place, name in enumerate(("default", "heavier", "all")):
        for number in NUMBERS:
            method = Method(tau=0.01 + number / 100 + place / 1000)
            stored[name, number] = MethodVersion.objects.create(
                name=name,
                number=number,
                parameters=method_to_json(method),
                sha256=f"{place}{number}" * 32,
            )
    return stored


Versions = dict[tuple[str, int], MethodVersion]


def test_versions_by_name_and_newest_first(cast: Cast, versions: Versions) -> None:
    page = browser(cast.manager).get("/methods/")
    found = [(row.name, row.number) for row in page.context["versions"]]
    assert found == [
        (name, number) for name in ("all", "default", "heavier") for number in (3, 2, 1)
    ]
    assert page.context["default"] == versions["default", 3]


def test_a_version_beside_those_before_it(cast: Cast, versions: Versions) -> None:
    make_edition("2025-unchosen")
    client = browser(cast.manager)
    for number, before in ((3, 2), (2, 1), (1, None)):
        page = client.get(f"/methods/{versions['heavier', number].pk}/")
        assert page.context["before"] == (versions["heavier", before] if before else None)
        assert versions["heavier", number] not in page.context["others"]
        assert len(page.context["others"]) == 8
        assert list(page.context["by_default"]) == []
    for number, used in ((3, ["2025-unchosen"]), (1, []), (2, [])):
        page = client.get(f"/methods/{versions['default', number].pk}/")
        assert [row.code for row in page.context["by_default"]] == used


def test_the_next_number_follows_the_highest(cast: Cast, versions: Versions) -> None:
    made = method_create(actor=cast.manager, method=Method(tau=0.3), name="heavier", note="x")
    assert made.number == 4
    assert (
        method_create(actor=cast.manager, method=Method(tau=0.31), name="new", note="x").number == 1
    )
    assert method_load(method=Method(tau=0.32)).number == 4
    assert method_load(method=Method(tau=0.33), name="other").number == 1
    assert method_load(method=Method(tau=0.32)).number == 4


def test_the_method_in_force(versions: Versions) -> None:
    edition = make_edition("2025-a")
    make_city()
    assert method_of(edition) == versions["default", 3]
    for version, number in (("heavier", 3), ("all", 7), ("default", 5)):
        make_run(edition, inputs_version=number, method=versions[version, 1])
    edition.frozen = True
    assert method_of(edition) == versions["all", 1]
    assert method_of(Edition(frozen=True, pk=0)) == versions["default", 3]


def test_the_editor_begins_with_the_newest_edition_that_ranks(
    cast: Cast, versions: Versions
) -> None:
    make_city()
    for code in ("2024-b", "2026-a", "2025-c"):
        make_run(make_edition(code), method=versions["default", 3])
    make_run(make_edition("2027-nobody"), method=versions["default", 3], unranked=1)
    make_run(make_edition("2028-open"), basis="provisional", method=versions["default", 3])
    client = browser(cast.manager)
    address = f"/methods/{versions['default', 3].pk}/edit/"
    page = client.get(address)
    assert page.context["state"].edition.code == "2026-a"
    assert list(page.context["names"]) == ["all", "default", "heavier"]
    asked = client.get(address, {"ground": "2024-b"})
    assert asked.context["state"].edition.code == "2024-b"
    assert client.get(address, {"ground": "1999"}).context["state"].edition.code == "2026-a"


def test_the_value_that_is_current_is_withdrawn_first(cast: Cast, edition: Edition) -> None:
    make_index()
    city = make_city()
    cell: dict[str, Any] = {"actor": cast.manager, "edition": edition, "city": city}
    cell["indicator"] = Indicator.objects.get(code="R1.1.1")
    current = make_value(edition, city, "R1.1.1", 1.0, approved=False)
    make_value(edition, city, "R1.1.1", 2.0, current=False)
    make_value(edition, city, "R1.1.1", 3.0, current=False, approved=False)
    assert value_withdraw(**cell, reason="x") == current
    with pytest.raises(Refused):
        value_withdraw(**cell, reason="x")


def test_two_runs_to_compare(cast: Cast, edition: Edition) -> None:
    """The newest one and the one before it of its basis, else of the other."""
    make_index()
    make_city()
    client = browser(cast.manager)

    def pair() -> tuple[int | None, int | None]:
        context = client.get(f"/editions/{edition.code}/runs/").context
        return context["old"], context["new"]

    assert pair() == (None, None)
    first = make_run(edition, inputs_version=1)
    assert pair() == (None, first.pk)
    second = make_run(edition, inputs_version=1, basis="provisional")
    assert pair() == (first.pk, second.pk)
    third = make_run(edition, inputs_version=2)
    assert pair() == (first.pk, third.pk)
    fourth = make_run(edition, inputs_version=3)
    assert pair() == (third.pk, fourth.pk)
    chosen = client.get(f"/editions/{edition.code}/runs/", {"basis": "provisional"}).context
    assert [row.pk for row in chosen["page"]] == [second.pk]
    assert (chosen["old"], chosen["new"], chosen["chosen"]) == (None, second.pk, "provisional")
    assert chosen["current"] == {second.pk, fourth.pk}


def test_runs_of_other_editions_newest_first(cast: Cast, edition: Edition) -> None:
    make_index()
    make_city()
    other = make_edition("2024-other")
    runs = [make_run(other, inputs_version=number) for number in range(OTHERS + 2)]
    make_run(edition)
    shown = browser(cast.manager).get(f"/editions/{edition.code}/runs/").context["others"]
    assert list(shown) == runs[::-1][:OTHERS]


def test_the_newest_run_is_of_the_newest_inputs(edition: Edition) -> None:
    make_city()
    runs = {number: make_run(edition, inputs_version=number) for number in (4, 9, 6)}
    make_run(edition, inputs_version=12, basis="provisional")
    assert newest_run(edition, "approved") == runs[9]


def test_a_report_of_the_year_or_the_last_one_before_it(edition: Edition) -> None:
    printed = {
        code: make_edition(code, ranks_only=True)
        for code in ("2022-b", "2024-z", "2023-a", "2024-a", "2026-a")
    }
    assert published_edition(edition) == printed["2024-a"]
    assert published_edition(make_edition("2023-x")) == printed["2023-a"]
    assert published_edition(make_edition("2021-x")) is None
    own = make_edition("2024-synthetic", synthetic=True)
    assert solved_backwards(own, printed["2024-a"])
    assert not solved_backwards(own, printed["2023-a"])
    assert not solved_backwards(make_edition("2024-real"), printed["2024-a"])


@pytest.fixture
def ranked(edition: Edition) -> ScoreRun:
    """Four cities by rank, of which two share an order by everything else; one is unranked."""
    make_index()
    places = (
        ("安市", "an", "930000", Region.EAST, Level.PREFECTURE),
        ("宝市", "bao", "910000", Region.WEST, Level.LEAGUE),
        ("长市", "chang", "920000", Region.EAST, Level.LEAGUE),
        ("大市", "da", "910000", Region.CENTRAL, Level.LEAGUE),
    )
    for place, (name, pinyin, code, region, level) in enumerate(places):
        make_city(
            name,
            adcode=f"99000{place}",
            pinyin=pinyin,
            pinyin_full=pinyin,
            province=f"{code[1]}省",
            province_adcode=code,
            region=region,
            level=level,
        )
    run = make_run(edition, unranked=1)
    total = Indicator.objects.count()
    for row, present in zip(run.cities.order_by("pk"), (total, total - 1, 1, None), strict=True):
        CityScore.objects.filter(pk=row.pk).update(indicators_present=present)
    return run


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "安宝长大"),
        ({"q": "bao"}, "宝"),
        ({"province": "1省"}, "宝大"),
        ({"region": "东部"}, "安长"),
        ({"level": "盟"}, "宝长大"),
        ({"coverage": "full"}, "安"),
        ({"coverage": "gaps"}, "宝长"),
        ({"coverage": "low"}, "长"),
        ({"sort": "composite"}, "安宝长大"),
        ({"sort": "-composite"}, "长宝安大"),
        ({"sort": "resource"}, "长安宝大"),
        ({"sort": "coverage"}, "长宝安大"),
        ({"sort": "-coverage"}, "安宝长大"),
        ({"sort": "-name"}, "大长宝安"),
        ({"sort": "name"}, "安宝长大"),
        ({"sort": "province"}, "宝大长安"),
        ({"sort": "-province"}, "安长宝大"),
        ({"sort": "nothing"}, "安宝长大"),
    ],
)
def test_a_ranking_narrowed_and_sorted(ranked: ScoreRun, query: dict[str, str], names: str) -> None:
    rows = ranked.cities.select_related("city").order_by("pk")
    found = RankingFilter(query, queryset=rows).qs
    assert "".join(row.city.name[0] for row in found) == names


def test_provinces_to_choose_in_the_order_of_their_codes(ranked: ScoreRun) -> None:
    field = RankingFilter({}, queryset=ranked.cities.all()).form.fields["province"]
    assert [str(label) for _value, label in field.choices][1:] == ["1省", "2省", "3省"]
