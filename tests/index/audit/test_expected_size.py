"""Planted slips in the synthetic edition: how many are found, and how many sound cells named."""

import numpy as np
import pytest

from ecoasset.demo.fixture import read_demo_2023
from ecoasset.demo.making.matrix import demo_matrix
from ecoasset.demo.making.reference import read_reference
from scoring.index.arrays import FloatArray, IntArray
from scoring.index.audit.expected_size import residuals, unexpected
from scoring.index.audit.unit_slips import unit_slips

PLANTED = 60
AT_ONCE = 20


@pytest.fixture(scope="module")
def edition() -> tuple[FloatArray, IntArray]:
    """337 cities, 72 indicators, and the province of each city."""
    reference = read_reference()
    raw = demo_matrix(reference, read_demo_2023())
    province = np.unique([c["adcode"][:2] for c in reference.cities], return_inverse=True)[1]
    return raw, province


def measured(raw: FloatArray) -> list[int]:
    """Columns of amounts: mostly positive, with many different values."""
    positive = raw > 0
    return [
        j
        for j in range(raw.shape[1])
        if positive[:, j].mean() > 0.5 and len(np.unique(raw[positive[:, j], j])) >= 10
    ]


def found(raw: FloatArray, province: IntArray) -> set[tuple[int, int]]:
    rows, columns, _ = unit_slips(raw, province)
    return set(zip(rows.tolist(), columns.tolist(), strict=True))


def test_sound_cells_are_hardly_ever_named(edition: tuple[FloatArray, IntArray]) -> None:
    """Of 24,264: 8, of which the search by peers alone names 5."""
    assert len(found(*edition)) <= 10


@pytest.mark.parametrize(("factor", "least"), [(100, 52), (10_000, 54), (0.01, 25), (0.0001, 50)])
def test_planted_slips_are_found(
    edition: tuple[FloatArray, IntArray], factor: float, least: int
) -> None:
    """Of 60: 54, 56, 27 and 52."""
    raw, province = edition
    rng = np.random.default_rng(1)
    hits = 0
    for _ in range(PLANTED // AT_ONCE):
        changed = raw.copy()
        cells: set[tuple[int, int]] = set()
        while len(cells) < AT_ONCE:
            cell = int(rng.integers(len(raw))), int(rng.choice(measured(raw)))
            if raw[cell] > 0 and cell not in cells:
                cells.add(cell)
                changed[cell] *= factor
        hits += len(cells & found(changed, province))
    assert hits >= least


def test_a_whole_province_in_the_wrong_unit_is_found(
    edition: tuple[FloatArray, IntArray],
) -> None:
    """Its cities are like their peers; only against the rest of the country do they stand out."""
    raw, province = edition
    rng = np.random.default_rng(2)
    hits = 0
    for _ in range(10):
        label, column = int(rng.integers(province.max() + 1)), int(rng.choice(measured(raw)))
        rows = np.flatnonzero((province == label) & (raw[:, column] > 0))
        for factor in (100.0, 0.01):
            changed = raw.copy()
            changed[rows, column] *= factor
            named = found(changed, province)
            hits += sum((int(row), column) in named for row in rows) >= len(rows) / 2
    assert hits >= 16


def test_too_little_to_learn_from_names_nothing() -> None:
    assert unexpected(np.zeros((10, 20)), None, (2.0,)) == []
    assert unexpected(np.zeros((100, 3)), None, (2.0,)) == []


def test_a_unit_s_own_size_is_taken_out() -> None:
    rng = np.random.default_rng(5)
    size = rng.normal(0.0, 1.0, (200, 1))
    logs = size + rng.normal(0.0, 0.1, (200, 12))
    assert residuals(logs).std() < 0.3 * logs.std()
    logs[7, 3] -= 2.0
    assert unexpected(logs, None, (2.0, -2.0)) == [(7, 3, -2.0)]


@pytest.mark.parametrize(("present", "judged"), [(100, False), (101, True)])
def test_a_column_is_judged_where_more_than_half_of_it_is_there(present: int, judged: bool) -> None:
    logs = np.random.default_rng(5).normal(0.0, 1.0, (200, 4))
    logs[present:, 2] = np.nan
    suggested = ~np.isnan(residuals(logs))
    assert suggested[:, 2].sum() == (present if judged else 0)
    assert suggested[:, [0, 1, 3]].all()
