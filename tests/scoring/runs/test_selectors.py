from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scoring.analysis.published_ranks import agreement, published_edition
from scoring.index.method.method import Method
from scoring.models import EditionMethod, MethodVersion, PublishedRank, ScoreRun
from scoring.reference.services import method_load
from scoring.runs.selectors import editions_behind, is_computed, newest_run, ranking
from surveys.models import City, Edition
from tests.builders import make_city, make_edition
from tests.scoring.rows import FIELDS, make_run


@pytest.fixture
def run(edition: Edition) -> ScoreRun:
    for number in range(6):
        make_city(f"城{number}")
    return make_run(edition, unranked=1)


def test_the_ranking_is_in_composite_order_and_ends_with_the_unranked(run: ScoreRun) -> None:
    rows = list(ranking(run))
    assert [row.composite_rank for row in rows] == [1, 2, 3, 4, 5, None]
    assert rows[-1].city.name == "城5"


@pytest.mark.parametrize("more", [0, 20])
def test_the_ranking_is_one_query(run: ScoreRun, edition: Edition, more: int) -> None:
    for _ in range(more):
        make_city()
    bigger = make_run(edition, inputs_version=1)
    with CaptureQueriesContext(connection) as queries:
        names = [(row.city.name, row.city.province, row.composite) for row in ranking(bigger)]
    assert (len(names), len(queries)) == (6 + more, 1)


def test_a_run_is_found_without_its_block(run: ScoreRun, edition: Edition) -> None:
    make_run(edition, inputs_version=2)
    with CaptureQueriesContext(connection) as queries:
        newest = newest_run(edition, "approved")
        assert newest is not None
        assert (newest.inputs_version, str(newest.method), newest.edition.code) == (
            2,
            "default 1",
            "2025-test",
        )
    assert len(queries) <= 3
    assert not any('"block"' in query["sql"] for query in queries.captured_queries)


def test_a_frozen_edition_keeps_its_method_and_is_never_behind(
    run: ScoreRun, edition: Edition
) -> None:
    """A new default method, as an upgrade brings it, changes open editions alone."""
    opened = make_edition("2026-open", inputs_version=1)
    make_run(opened, inputs_version=1)
    for basis in ("approved", "provisional"):
        make_run(edition, inputs_version=5, basis=basis)
    Edition.objects.filter(pk=edition.pk).update(
        frozen=True, frozen_at=timezone.now(), inputs_version=5
    )
    method_load(method=replace(Method(), tau=0.1))
    frozen = Edition.objects.get(pk=edition.pk)
    newest = newest_run(frozen, "approved")
    assert newest is not None
    assert (newest.inputs_version, str(newest.method)) == (5, "default 1")
    assert [row.code for row in editions_behind()] == ["2026-open"]


def _computed(edition: Edition, version: int, *bases: str) -> Edition:
    Edition.objects.filter(pk=edition.pk).update(inputs_version=version)
    for basis in bases or ("approved", "provisional"):
        make_run(edition, inputs_version=version, basis=basis)
    return edition


def test_who_is_behind_by_its_own_method_basis_and_inputs(edition: Edition) -> None:
    """As `is_computed` says of each, in one query for all of them."""
    make_city()
    _computed(edition, 3)
    _computed(make_edition("2026-half"), 2, "approved")
    old = _computed(make_edition("2026-old"), 2)
    Edition.objects.filter(pk=old.pk).update(inputs_version=3)
    chosen = _computed(make_edition("2026-chosen"), 1)
    method_load(method=replace(Method(), tau=0.1), name="own")
    own = MethodVersion.objects.get(name="own")
    EditionMethod.objects.create(edition=chosen, version=own)
    done = _computed(make_edition("2026-done"), 1)
    EditionMethod.objects.create(edition=done, version=own)
    for basis in ("approved", "provisional"):
        make_run(done, inputs_version=1, basis=basis, method=own)
    make_edition("2026-empty")
    make_edition("2026-frozen", frozen=True, frozen_at=timezone.now(), inputs_version=1)
    with CaptureQueriesContext(connection) as queries:
        behind = editions_behind()
    assert len(queries) == 1
    assert {one.code for one in behind} == {"2026-half", "2026-old", "2026-chosen", "2026-frozen"}
    candidates = Edition.objects.filter(inputs_version__gt=0)
    assert set(behind) == {one for one in candidates if not is_computed(one.pk, one.inputs_version)}


def _publish(ranks: dict[City, int]) -> Edition:
    published = make_edition("2025-published", ranks_only=True)
    PublishedRank.objects.bulk_create(
        PublishedRank(edition=published, city=city, **dict.fromkeys(FIELDS, rank))
        for city, rank in ranks.items()
    )
    return published


def test_published_against_computed(edition: Edition) -> None:
    """Ranks 1 2 3 4 against 1 2 4 3: one pair of six is the other way round."""
    cities = [make_city() for _ in range(4)]
    run = make_run(edition)
    published = _publish(dict(zip(cities, (1, 2, 4, 3), strict=True)))
    found = agreement(run, published)
    column = found.columns[0]
    assert (column.column, column.pairs, column.equal, column.largest) == ("composite", 4, 2, 1)
    assert column.spearman == pytest.approx(1 - 6 * (1 + 1) / (4 * (4**2 - 1)))
    assert column.kendall == pytest.approx((5 - 1) / 6)
    assert [pair.shift("composite") for pair in found.pairs] == [0, 0, 1, -1]
    assert found.cells == 20
    assert found.equal_cells == sum(column.equal for column in found.columns)


def test_cities_without_a_rank_on_one_side_are_not_paired(edition: Edition) -> None:
    cities = [make_city() for _ in range(4)]
    run = make_run(edition, unranked=1)
    published = _publish({cities[0]: 1, cities[1]: 2, cities[3]: 3})
    found = agreement(run, published)
    assert found.columns[0].pairs == 2
    by_city = {pair.city: pair for pair in found.pairs}
    assert by_city[cities[2]].ranks["composite"] == (None, 3)
    assert by_city[cities[3]].ranks["composite"] == (3, None)
    assert by_city[cities[3]].shift("composite") is None


def test_an_edition_is_held_against_its_own_or_the_last_report(edition: Edition) -> None:
    assert published_edition(edition) is None
    old = make_edition("2023-published", ranks_only=True)
    assert published_edition(edition) == old
    own = make_edition("2025-published", ranks_only=True)
    make_edition("2026-published", ranks_only=True)
    assert published_edition(edition) == own
    assert published_edition(make_edition("2020")) is None
