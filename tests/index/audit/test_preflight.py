"""Each check finds what was planted and passes on clean data."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scoring.index.arrays import FloatArray
from scoring.index.audit.preflight import CHECKS, AuditItem, Limits, Status, audit
from scoring.index.chain.chain import compute
from scoring.index.method.method import IndicatorRules, Method
from scoring.index.method.rules import make_step
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree
from tests.index.sample import GROUPS, TREE, sample

CODES = [f"{domain}{i}" for domain in "xy" for i in range(4)]
PAIR = build_tree(
    [Leaf(code, code[0], 1) for code in CODES],
    [Branch("I", None), Branch("x", "I"), Branch("y", "I")],
)


def clean() -> FloatArray:
    rng = np.random.default_rng(2)
    common = np.repeat(rng.normal(size=(60, 2)), 4, axis=1)
    return 50 + 5 * common + 3 * rng.normal(size=(60, 8))


def items(
    raw: FloatArray, tree: Tree = PAIR, method: Method | None = None, **options: Any
) -> dict[str, AuditItem]:
    found = audit(raw, tree, method or Method(), **options)
    return {item.code: item for item in found}


def test_clean_data_pass_every_check() -> None:
    found = items(clean())
    assert len(found) == len(CHECKS)
    assert {item.status for item in found.values()} == {Status.PASS}
    assert not any(item.concerns for item in found.values())


@pytest.mark.parametrize("factor", [100.0, 10_000.0, 0.01, 0.0001])
def test_unit_slip_is_found_with_its_factor(factor: float) -> None:
    raw = clean()
    raw[7, 2] *= factor
    (concern,) = items(raw)["unit_slip"].concerns
    assert (concern.row, concern.subject, concern.value) == (7, "x2", pytest.approx(factor))


def test_a_province_in_another_unit_is_told_and_a_city_apart_from_it() -> None:
    raw = clean()
    groups = {"province": np.repeat(np.arange(6), 10)}
    raw[:10, 0] *= 100
    concerns = items(raw, groups=groups)["unit_slip"].concerns
    assert len(concerns) >= 5
    assert all(c.row is not None and c.row < 10 and c.value == 100 for c in concerns)
    raw[3, 0] /= 100
    odd = {c.row: c.value for c in items(raw, groups=groups)["unit_slip"].concerns}
    assert odd[3] == pytest.approx(0.01)


@pytest.mark.parametrize("upper", [0.5, 100.0])
def test_wrong_direction_is_suspected(upper: float) -> None:
    raw = clean()
    raw[:, 5] = -raw[:, 5]
    scale = make_step("normalise", "minmax", {"lower": 0.0, "upper": upper})
    concerns = items(raw, method=Method(normalise=scale))["suspected_direction"].concerns
    assert [concern.subject for concern in concerns] == ["y1"]
    assert concerns[0].value < -0.3


def test_missing_shares_by_indicator_and_unit() -> None:
    raw = clean()
    raw[:12, 0] = np.nan
    raw[30, :6] = np.nan
    found = items(raw)
    assert found["missing_by_indicator"].status == Status.WARN
    assert [c.subject for c in found["missing_by_indicator"].concerns] == ["x0"]
    assert found["missing_by_unit"].status == Status.FAIL
    assert found["missing_by_unit"].concerns[0].row == 30
    assert found["missing_by_unit"].concerns[0].value == 6 / 8


def test_unit_that_gains_from_rescaling_is_named() -> None:
    raw = clean()
    raw[4] = raw.max(axis=0) - 4
    raw[4, :3] = np.nan
    concerns = items(raw)["rescale_favoured"].concerns
    worst = replace(Method(), missing=make_step("missing", "worst"))
    gain = compute(raw, PAIR, worst).ranks[4, 0] - compute(raw, PAIR, Method()).ranks[4, 0]
    assert [(c.row, c.value) for c in concerns] == [(4, gain)]
    assert items(raw, limits=Limits(favoured_places=60))["rescale_favoured"].concerns == ()


def test_near_duplicates_are_paired() -> None:
    raw = clean()
    raw[:, 1] = 3 * raw[:, 6] + 1e-3 * raw[:, 1]
    (concern,) = items(raw)["near_duplicate"].concerns
    assert concern.subject == "x1 / y2"
    assert concern.value > 0.95


def test_skewed_and_zero_heavy_columns() -> None:
    raw = clean()
    raw[:, 3] = 0.0
    raw[:4, 3] = [1.0, 2.0, 3.0, 40.0]
    found = items(raw)
    assert [c.subject for c in found["skewed"].concerns] == ["x3"]
    assert [(c.subject, c.value) for c in found["zero_heavy"].concerns] == [("x3", 56 / 60)]


def test_columns_without_information_fail() -> None:
    raw = clean()
    raw[:, 0], raw[:, 4] = 7.0, np.nan
    found = items(raw)["no_information"]
    assert found.status == Status.FAIL
    assert {c.subject for c in found.concerns} == {"x0", "y0"}


def test_groups_without_consistency_and_indicators_out_of_place() -> None:
    raw = clean()
    raw[:, 0], raw[:, 4] = raw[:, 4].copy(), raw[:, 0].copy()
    found = items(raw)
    assert {"x0", "y0"} <= {c.subject for c in found["stronger_across_groups"].concerns}
    noise = np.random.default_rng(0).normal(size=raw.shape)
    assert {c.subject for c in items(noise)["low_alpha"].concerns} == {"I", "x", "y"}


def test_awkward_data_raise_nothing() -> None:
    raw = sample(missing=0.5)
    raw[:, 0] = np.nan
    assert len(audit(raw, TREE, Method(), groups=GROUPS)) == len(CHECKS)
    assert len(audit(raw[:1], TREE, Method())) == len(CHECKS)


def test_rules_of_single_indicators_are_compared_with_the_worst_value_too() -> None:
    """One indicator leaves its gaps out on its own account; another takes a group's median."""
    rng = np.random.default_rng(2)
    raw = rng.normal(size=(40, len(TREE.leaf_codes)))
    raw[:, TREE.leaf_codes.index("b1")] = np.linspace(0.0, 1.0, 40)
    raw[5, TREE.leaf_codes.index("b1")] = np.nan
    medians = make_step("missing", "group_median")
    own = {"b1": IndicatorRules(missing=make_step("missing", "rescale"))}
    for method, favoured in (
        (Method(missing=medians, indicators=own), True),
        (Method(indicators=own), True),
        (Method(missing=medians), False),
        (Method(indicators={"b1": IndicatorRules(missing=medians)}), False),
    ):
        items = {item.code: item for item in audit(raw, TREE, method, groups=GROUPS)}
        found = [concern.row for concern in items["rescale_favoured"].concerns]
        assert (5 in found) == favoured
