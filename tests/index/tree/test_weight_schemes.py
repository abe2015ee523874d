"""Weight schemes by hand; AHP against the textbook and its refusals."""

import numpy as np
import numpy.typing as npt
import pytest

from scoring.index.chain.chain import compute
from scoring.index.method.method import Method
from scoring.index.refusals import MethodError
from scoring.index.tree.weight_schemes import (
    SCHEMES,
    ahp,
    critic,
    entropy,
    pca,
    scheme_weights,
    standard_deviation,
)
from tests.index.sample import TREE, sample


def test_entropy_by_hand() -> None:
    x = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]])
    # p of the first column is (0, 1/2, 1/2): e = ln 2/ln 3; of the second (0, 0, 1): e = 0
    one, two = 1 - np.log(2) / np.log(3), 1.0
    np.testing.assert_allclose(entropy(x), [one / (one + two), two / (one + two)])


def test_standard_deviation_by_hand() -> None:
    x = np.array([[0.0, 0.0], [2.0, 6.0]])
    np.testing.assert_allclose(standard_deviation(x), [1 / 4, 3 / 4])


def test_critic_favours_the_column_in_conflict() -> None:
    x = np.array([[0.0, 0.0, 1.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0]])
    # equal spread; conflicts 0 + 2, 0 + 2 and 2 + 2
    np.testing.assert_allclose(critic(x), [2 / 8, 2 / 8, 4 / 8])


def test_pca_weights_are_squared_loadings() -> None:
    rng = np.random.default_rng(0)
    common = rng.normal(size=500)
    x = np.column_stack(
        [
            common + 0.1 * rng.normal(size=500),
            -common + 0.1 * rng.normal(size=500),
            rng.normal(size=500),
        ]
    )
    values, vectors = np.linalg.eigh(np.corrcoef(x.T))
    kept = values >= 1
    loadings = (vectors[:, kept] ** 2 * values[kept]).sum(axis=1)
    np.testing.assert_allclose(pca(x), loadings / loadings.sum(), rtol=1e-9)
    assert (pca(x) >= 0).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_gives_weights_that_a_method_takes(scheme: str) -> None:
    raw = sample()
    normalised = compute(raw, TREE, Method()).normalised
    weights = scheme_weights(scheme, normalised, TREE)
    assert set(weights) == set(TREE.layout.codes) - {"I"}
    for code in TREE.node_codes:
        own = [weights[TREE.layout.codes[c]] for c in TREE.layout.children_of(code)]
        assert sum(own) == pytest.approx(1.0)
        assert min(own) >= 0
    result = compute(raw, TREE, Method(weights=weights))
    assert result.effective_weights.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("scheme", sorted(set(SCHEMES) - {"equal"}))
def test_column_without_spread_gets_nothing_and_all_without_get_equal(scheme: str) -> None:
    x = np.array([[1.0, 0.0, 5.0], [1.0, 3.0, 1.0], [1.0, 5.0, 2.0], [np.nan, 1.0, 0.0]])
    assert SCHEMES[scheme](x)[0] == 0
    assert SCHEMES[scheme](np.ones((4, 2))).tolist() == [0.5, 0.5]
    assert SCHEMES[scheme](np.full((4, 2), np.nan)).tolist() == [0.5, 0.5]


def test_unknown_scheme_is_refused() -> None:
    with pytest.raises(MethodError, match="lottery"):
        scheme_weights("lottery", sample(), TREE)


def test_ahp_of_consistent_judgements_returns_the_ratios() -> None:
    weights, ratio = ahp(np.array([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]]))
    np.testing.assert_allclose(weights, [4 / 7, 2 / 7, 1 / 7])
    assert ratio == pytest.approx(0, abs=1e-12)


def test_ahp_consistency_ratio_of_a_worked_example() -> None:
    matrix = np.array([[1, 3, 5], [1 / 3, 1, 3], [1 / 5, 1 / 3, 1]])
    largest = np.linalg.eigvals(matrix).real.max()
    weights, ratio = ahp(matrix)
    assert ratio == pytest.approx((largest - 3) / 2 / 0.58)
    np.testing.assert_allclose(weights, [0.637, 0.258, 0.105], atol=5e-4)


def test_ahp_refuses_contradictions_unless_confirmed() -> None:
    matrix = np.array([[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]])
    with pytest.raises(MethodError, match="consistency ratio") as refusal:
        ahp(matrix)
    weights, ratio = ahp(matrix, confirmed=True)
    np.testing.assert_allclose(weights, [1 / 3] * 3)
    assert ratio > 1
    # Three decimals are what a person compares with 0.1, in every language.
    assert refusal.value.details == {"ratio": round(ratio, 3), "limit": 0.1}
    assert ratio != round(ratio, 3) != round(ratio, 4)


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        ([[1.0, 2.0], [2.0, 1.0]], "row 1, column 2: 2 is not the reciprocal"),
        ([[2.0]], "row 1, column 1"),
        ([[1.0, 0.0], [1.0, 1.0]], "row 1, column 2: a positive"),
        ([[1.0, np.inf], [0.0, 1.0]], "row 1, column 2: a positive"),
        ([[1.0, 2.0]], "square"),
        (np.ones((16, 16)), "order"),
    ],
)
def test_ahp_matrix_at_fault_is_refused_with_its_place(matrix: npt.ArrayLike, reason: str) -> None:
    with pytest.raises(MethodError, match=reason):
        ahp(np.array(matrix))


def test_critic_gives_nothing_to_a_sibling_without_spread() -> None:
    """Alone with a constant one, a sibling conflicts with nobody, and still is the only one
    that says anything."""
    spread, flat = np.array([1.0, 2.0, 4.0, 8.0]), np.full(4, 3.0)
    assert critic(np.column_stack([spread, flat])).tolist() == [1.0, 0.0]
    assert critic(np.column_stack([flat, flat])).tolist() == [0.5, 0.5]
    twins = critic(np.column_stack([spread, 2 * spread, flat]))
    np.testing.assert_allclose(twins, [0.5, 0.5, 0.0])
