"""`2023-demo` through the real chain: every published rank, the types, the totals."""

from __future__ import annotations

import json
import math
from collections import Counter

import numpy as np
import pytest

from ecoasset.demo.fixture import DemoEdition
from ecoasset.demo.making.reference import DOMAINS, FIXTURES, Reference
from scoring.index.arrays import FloatArray
from scoring.index.chain.chain import Result, compute
from scoring.index.method.method import Method

FACTS = json.loads(
    (FIXTURES / "reference" / "published_2023_facts.json").read_text(encoding="utf-8")
)
LAND_KM2 = 9.6e6
TYPE_CASES = [(name, city) for name, cities in FACTS["types"].items() for city in cities]


@pytest.fixture(scope="module")
def result(reference: Reference, matrix_2023: FloatArray) -> Result:
    return compute(matrix_2023, reference.tree, Method.default())


def _nodes(result: Result) -> list[int]:
    return [result.node_codes.index(code) for code in ("INDEX", *DOMAINS)]


def test_matrix_is_complete(matrix_2023: FloatArray) -> None:
    assert matrix_2023.shape == (337, 72)
    assert np.isfinite(matrix_2023).all()


def test_all_1685_published_ranks_come_out(reference: Reference, result: Result) -> None:
    assert int((result.ranks[:, _nodes(result)] == reference.published).sum()) == 337 * 5


def test_neighbours_in_rank_are_well_apart(result: Result) -> None:
    for node in _nodes(result):
        assert np.diff(np.sort(result.scores[:, node])).min() > 0.005


def test_seventeen_types_are_printed() -> None:
    assert len(TYPE_CASES) == 17


@pytest.mark.parametrize(("name", "city"), TYPE_CASES)
def test_printed_type(name: str, city: str, reference: Reference, result: Result) -> None:
    row = result.scores[reference.city_index(city)][_nodes(result)[1:]]
    resource, management, compensation, market = row
    limit = 0.05 * row.sum()
    if abs(resource - management) <= limit and abs(compensation - market) <= limit:
        found = "均衡型"
    else:
        found = ("资源" if resource > management else "管理") + "—"
        found += "补偿型" if compensation > market else "市场型"
    assert found == name


def test_published_totals_come_out_of_the_answers(demo_2023: DemoEdition) -> None:
    yes = Counter(a.question for a in demo_2023.answers if a.value == "yes")
    grades = [int(a.value) for a in demo_2023.answers if a.question == "reply_quality"]
    counted = {code: yes[code] for code in FACTS["totals"] if code != "effective_reply"}
    counted["effective_reply"] = sum(grade >= 2 for grade in grades)
    assert counted == FACTS["totals"]
    assert FACTS["totals"]["effective_reply"] == 265


def test_heads_are_among_the_leading_groups(demo_2023: DemoEdition) -> None:
    groups, heads = (
        {a.adcode for a in demo_2023.answers if a.question == code and a.value == "yes"}
        for code in ("leading_group", "leading_group_head")
    )
    assert heads < groups
    assert len(heads) == 49


@pytest.mark.parametrize("city", ["重庆市", "南平市", "张掖市"])
def test_facts_of_single_cities(city: str, reference: Reference, demo_2023: DemoEdition) -> None:
    adcode = reference.cities[reference.city_index(city)]["adcode"]
    answers = {a.question: a.value for a in demo_2023.answers if a.adcode == adcode}
    for code, wanted in FACTS["city_flags"][city].items():
        value = answers[code.removesuffix("_min")]
        number = 1 if value == "yes" else int(value)
        assert number >= wanted if code.endswith("_min") else number == wanted


def test_nanping_alone_has_most_ministry_cases(
    reference: Reference, demo_2023: DemoEdition
) -> None:
    cases = {a.adcode: int(a.value) for a in demo_2023.answers if a.question == "mnr_cases"}
    nanping = reference.cities[reference.city_index("南平市")]["adcode"]
    assert [adcode for adcode, n in cases.items() if n == max(cases.values())] == [nanping]


def test_regional_reply_rates_are_as_near_as_265_allows(
    reference: Reference, demo_2023: DemoEdition
) -> None:
    """Ten cities more than the printed rates give: about three points in each region."""
    region = {city["adcode"]: city["region"] for city in reference.cities}
    size = Counter(region.values())
    replied = Counter(
        region[a.adcode]
        for a in demo_2023.answers
        if a.question == "reply_quality" and int(a.value) >= 2
    )
    for name, printed in FACTS["reply_rate_by_region_percent"].items():
        assert 0 <= 100 * replied[name] / size[name] - printed < 3.5


def test_treatment_clips_a_dozen_columns_and_more(reference: Reference, result: Result) -> None:
    continuous = {
        reference.codes[column]
        for column in result.treated_cells.column.tolist()
        if reference.indicators[column]["kind"] in {"area", "ratio", "continuous"}
    }
    assert len(continuous) >= 12


def test_changing_one_value_moves_ranks(
    reference: Reference, matrix_2023: FloatArray, result: Result
) -> None:
    changed = matrix_2023.copy()
    city, column = reference.city_index("成都市"), reference.codes.index("M1.1.1")
    changed[city, column] /= 2
    moved = compute(changed, reference.tree, Method.default())
    market = result.node_codes.index("M")
    assert moved.ranks[city, market] > result.ranks[city, market]


def test_removing_one_value_moves_ranks(
    reference: Reference, matrix_2023: FloatArray, result: Result
) -> None:
    changed = matrix_2023.copy()
    changed[reference.city_index("呼伦贝尔市"), reference.codes.index("R3.3.1")] = math.nan
    moved = compute(changed, reference.tree, Method.default())
    assert (moved.ranks[:, 0] != result.ranks[:, 0]).any()


def test_magnitudes_are_believable(reference: Reference, matrix_2023: FloatArray) -> None:
    assert (matrix_2023 >= 0).all()
    land = np.zeros(337)
    for j, row in enumerate(reference.indicators):
        column = matrix_2023[:, j]
        if row["unit"] == "%":
            assert column.max() <= 100, row["code"]
        if row["kind"] in {"count", "binary", "ordinal"}:
            assert (column == column.round()).all(), row["code"]
        if row["source"] == "raster":
            land += column
    assert land.sum() < LAND_KM2
