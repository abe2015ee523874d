"""The whole chain against the reference numbers, and its refusals and findings."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.index.chain.chain import compute
from scoring.index.chain.ledger import CELL_RULES
from scoring.index.method.method import IndicatorRules, Method, NodeRules
from scoring.index.method.rules import make_step
from scoring.index.refusals import DataError, MethodError
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree
from tests.index.reference import asem_raw, asem_tree, assert_close, matrix, rows, units

SKEW = replace(Method(), treat=make_step("treat", "winsorise_skew"))


def small_tree() -> Tree:
    return build_tree(
        [Leaf("a", "P", 1), Leaf("b", "P", -1), Leaf("c", "Q", 1)],
        [Branch("I", None), Branch("P", "I"), Branch("Q", "I")],
    )


UNTREATED = replace(Method(), treat=make_step("treat", "none"))


def test_default_chain_with_unequal_weights_matches_the_reference() -> None:
    tree = asem_tree("A_weights_unequal")
    result = compute(asem_raw(), tree, Method.default())
    assert_close(result.treated, matrix("A_treated_winSD_k3", tree.leaf_codes))
    assert_close(result.normalised, matrix("A_norm_minmax_winSD_k3", tree.leaf_codes))
    name = "A_sdwin_k3_minmax_amean_unequalw_aggregated"
    assert_close(result.scores, matrix(name, tree.node_codes))


def test_skew_chain_matches_the_reference() -> None:
    tree = asem_tree()
    result = compute(asem_raw(), tree, SKEW)
    assert_close(result.treated, matrix("A_treated_default", tree.leaf_codes))
    assert_close(result.normalised, matrix("A_norm_minmax_0_100", tree.leaf_codes))
    assert_close(result.scores, matrix("A_agg_amean_minmax_0_100", tree.node_codes))
    assert (result.ranks == matrix("A_results_full_ranks", tree.node_codes)).all()


def test_indicator_ranks_match_the_reference_with_its_one_exception() -> None:
    from_scores = asem_tree()
    result = compute(asem_raw(), from_scores, SKEW)
    flat = build_tree(
        [Leaf(leaf.code, f"only_{leaf.code}", 1) for leaf in from_scores.leaves],
        [Branch("I", None), *(Branch(f"only_{leaf.code}", "I") for leaf in from_scores.leaves)],
    )
    plain = replace(UNTREATED, normalise=make_step("normalise", "minmax"))
    alone = compute(result.normalised, flat, plain)
    columns = [flat.node_codes.index(f"only_{code}") for code in from_scores.leaf_codes]
    ours = alone.ranks[:, columns]
    theirs = matrix("A_results_full_ranks", from_scores.leaf_codes)
    theirs = np.where(np.isnan(theirs), 0, theirs)
    differing = [
        (units()[i], from_scores.leaf_codes[j], ours[i, j], theirs[i, j])
        for i, j in np.argwhere(ours != theirs)
    ]
    assert differing == [("GRC", "TolMin", 24, 26)]


def test_geometric_mean_matches_the_reference() -> None:
    tree = asem_tree()
    method = replace(
        SKEW,
        normalise=make_step("normalise", "minmax", {"lower": 1.0}),
        aggregate=make_step("aggregate", "geometric"),
    )
    result = compute(asem_raw(), tree, method)
    assert_close(result.scores, matrix("A_agg_gmean_minmax_1_100", tree.node_codes))


def test_ledger_agrees_with_the_reference_bounds() -> None:
    tree = asem_tree()
    cells = compute(asem_raw(), tree, Method.default()).treated_cells
    for row in rows("A_treated_winSD_k3_details"):
        own = cells.column == tree.leaf_codes.index(row["iCode"])
        assert own.sum() == int(row["win_sd.n"])
        limits = [float(row["win_sd.lo"]), float(row["win_sd.hi"])]
        for raw, bound, new in zip(cells.raw[own], cells.bound[own], cells.new[own], strict=True):
            assert bound == new
            assert min(abs(bound - limit) for limit in limits) < 1e-9 * abs(bound)
            assert raw < limits[0] or raw > limits[1]
    assert set(cells.rule) == {CELL_RULES.index("winsorise_sd")}


def test_missing_child_shares_its_weight() -> None:
    raw = np.array([[0.0, 4.0, 1.0], [1.0, 2.0, np.nan], [2.0, 0.0, 3.0]])
    result = compute(raw, small_tree(), UNTREATED)
    assert result.normalised[1].tolist()[:2] == [50.0, 50.0]
    assert result.scores[1].tolist()[:2] == [50.0, 50.0]
    assert np.isnan(result.scores[1, 2])
    assert result.ranks[1].tolist() == [2, 2, 0]


def test_worst_and_group_median_fill_the_raw_scale_and_enter_the_ledger() -> None:
    raw = np.array([[0.0, np.nan, 1.0], [np.nan, 2.0, 5.0], [2.0, 8.0, np.nan], [4.0, 4.0, 3.0]])
    method = replace(
        UNTREATED,
        missing=make_step("missing", "worst"),
        indicators={"c": IndicatorRules(missing=make_step("missing", "group_median"))},
    )
    groups = {"province": np.array([0, 0, 0, 1])}
    result = compute(raw, small_tree(), method, groups=groups)
    assert result.treated[:, 0].tolist() == [0.0, 0.0, 2.0, 4.0]
    assert result.treated[0, 1] == 8.0
    assert result.treated[2, 2] == (1.0 + 5.0) / 2
    cells = result.treated_cells
    assert [CELL_RULES[i] for i in cells.rule] == ["worst", "worst", "group_median"]
    assert np.isnan(cells.raw).all()
    assert cells.new.tolist() == [0.0, 8.0, 3.0]


def test_one_unit_group_without_a_value_stays_missing_with_a_finding() -> None:
    raw = np.array([[0.0, 1.0, 1.0], [1.0, 2.0, 2.0], [np.nan, 3.0, 3.0]])
    method = replace(UNTREATED, missing=make_step("missing", "group_median"))
    result = compute(raw, small_tree(), method, groups={"province": np.array([0, 0, 1])})
    assert np.isnan(result.treated[2, 0])
    assert [f.subject for f in result.findings if f.code == "group_without_values"] == [
        "province:1"
    ]


def test_unknown_grouping_is_refused() -> None:
    method = replace(Method(), missing=make_step("missing", "group_median"))
    with pytest.raises(MethodError, match="province"):
        compute(np.ones((2, 3)), small_tree(), method)


def test_constant_column_contributes_nothing_and_is_named() -> None:
    raw = np.array([[5.0, 4.0, 1.0], [5.0, 2.0, 2.0], [5.0, 0.0, 3.0]])
    result = compute(raw, small_tree(), Method.default())
    assert np.isnan(result.normalised[:, 0]).all()
    assert result.scores[:, 1].tolist() == [0.0, 50.0, 100.0]
    assert [(f.code, f.subject) for f in result.findings] == [("constant_column", "a")]


@pytest.mark.parametrize("rule", ["minmax", "zscore", "percent_rank", "rank"])
def test_empty_column_is_named_under_every_normalisation(rule: str) -> None:
    raw = np.array([[np.nan, 4.0, 1.0], [np.nan, 2.0, 2.0], [np.nan, 0.0, 3.0]])
    result = compute(raw, small_tree(), replace(Method(), normalise=make_step("normalise", rule)))
    assert not np.isnan(result.scores).any()
    assert [(f.code, f.subject) for f in result.findings] == [("empty_column", "a")]


def test_unit_without_any_value_is_listed_and_unranked() -> None:
    raw = np.array([[0.0, 4.0, 1.0], [np.nan] * 3, [2.0, 0.0, 3.0]])
    result = compute(raw, small_tree(), Method.default())
    assert result.ranks[1].tolist() == [0, 0, 0]
    found = [f for f in result.findings if f.code == "unranked_units"]
    assert len(found) == 1
    assert found[0].rows == (1,)


def test_single_unit_has_findings_instead_of_silent_scores() -> None:
    result = compute(np.array([[1.0, 2.0, 3.0]]), small_tree(), Method.default())
    assert {f.code for f in result.findings} == {"constant_column", "unranked_units", "empty_node"}


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e101])
def test_infinity_is_refused_with_its_place(value: float) -> None:
    raw = np.array([[0.0, 4.0, 1.0], [1.0, value, 2.0]])
    with pytest.raises(DataError, match="row 1, column b") as caught:
        compute(raw, small_tree(), Method.default())
    assert (caught.value.row, caught.value.column) == (1, 1)


def test_wrong_width_is_refused() -> None:
    with pytest.raises(DataError, match="3 columns"):
        compute(np.ones((2, 4)), small_tree(), Method.default())


def test_code_unknown_to_the_tree_is_refused() -> None:
    rules = {"zz": IndicatorRules(treat=make_step("treat", "none"))}
    with pytest.raises(MethodError, match=r"indicators\.zz"):
        compute(np.ones((2, 3)), small_tree(), replace(Method(), indicators=rules))
    with pytest.raises(MethodError, match=r"weights\.zz"):
        compute(np.ones((2, 3)), small_tree(), replace(Method(), weights={"zz": 1.0}))
    with pytest.raises(MethodError, match=r"nodes\.a"):
        compute(np.ones((2, 3)), small_tree(), replace(Method(), nodes={"a": NodeRules()}))


def test_overrides_hold_for_their_indicator_only() -> None:
    raw = np.array([[0.0, 4.0, 1.0], [1.0, 2.0, 2.0], [4.0, 0.0, 9.0]])
    own = IndicatorRules(normalise=make_step("normalise", "rank"))
    result = compute(raw, small_tree(), replace(UNTREATED, indicators={"c": own}))
    assert result.normalised[:, 2].tolist() == [1.0, 2.0, 3.0]
    assert result.normalised[:, 0].tolist() == [0.0, 25.0, 100.0]


def test_effective_weights_are_products_of_local_ones() -> None:
    method = replace(Method(), weights={"a": 3.0, "P": 2.0})
    result = compute(np.random.default_rng(1).random((5, 3)), small_tree(), method)
    expected = [3 / 4 * 2 / 3, 1 / 4 * 2 / 3, 1 / 3]
    np.testing.assert_allclose(result.effective_weights, expected, rtol=1e-15)


def test_ties_are_named_and_share_the_smallest_rank() -> None:
    raw = np.array([[0.0, 4.0, 1.0], [1.0, 2.0, 2.0], [1.0, 2.0, 2.0], [3.0, 0.0, 0.0]])
    result = compute(raw, small_tree(), UNTREATED)
    assert result.ranks[1, 0] == result.ranks[2, 0]
    (finding,) = result.findings
    assert (finding.code, finding.severity, finding.subject) == ("tied_ranks", "info", "I")
    assert finding.detail.startswith("2 units")


def test_units_that_share_the_rank_of_a_domain_alone_are_no_tie() -> None:
    """Both of the middle score 1/3 in P; what sets them apart is Q."""
    raw = np.array([[0.0, 4.0, 1.0], [1.0, 2.0, 2.0], [1.0, 2.0, 3.0], [3.0, 0.0, 0.0]])
    result = compute(raw, small_tree(), UNTREATED)
    domain = result.node_codes.index("P")
    assert result.ranks[1, domain] == result.ranks[2, domain]
    assert result.ranks[1, 0] != result.ranks[2, 0]
    assert result.findings == ()
