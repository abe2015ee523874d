"""Nothing at all, one of everything, and each bound of the numeric package from both sides."""

from pathlib import Path

import numpy as np
import pytest

from scoring.index.arrays import FloatArray
from scoring.index.audit.preflight import audit
from scoring.index.chain.chain import LARGEST, checked_matrix, compute
from scoring.index.codes import FindingCode, Reason
from scoring.index.derivation.derive import derive
from scoring.index.derivation.formula import DEEPEST, LONGEST, formula_names, parse_formula
from scoring.index.exchange.tables import TableError, read_table, read_weights, write_weights
from scoring.index.method.method import Method
from scoring.index.method.rules import _checked_number, make_step
from scoring.index.refusals import DataError, FormulaError, MethodError, Refusal, TreeError
from scoring.index.rules.rule import Parameter
from scoring.index.sensitivity.design import error_rate
from scoring.index.sensitivity.what_if import what_if
from scoring.index.statistics.columns import extremes
from scoring.index.statistics.correlation import covariance, cronbach_alpha, pearson
from scoring.index.statistics.rank import rank_columns, rank_rounded, rank_rows, round_scores
from scoring.index.tree.tree import Branch, Leaf, Tree, build_tree, local_weights
from tests.index.sample import TREE, sample

VARIABLES = {"a": np.array([1.0, -2.0, np.nan]), "b": np.array([4.0, 0.0, 1.0])}
UNITS = {"a": "km2", "b": "km2"}
INF = float("inf")


def test_ranks_of_nothing_are_none() -> None:
    for shape in ((0, 3), (3, 0)):
        empty = np.empty(shape)
        assert rank_rounded(empty, 2).shape == shape
        assert rank_rows(empty).shape == shape
        assert rank_columns(empty, 2).shape == shape
    low, high = extremes(np.empty((0, 2)))
    assert np.isnan(low).all()
    assert np.isnan(high).all()


@pytest.mark.parametrize("largest", [1.0, 1e15, 1e18, 1e30])
def test_equal_scores_share_a_rank_whatever_their_size(largest: float) -> None:
    """Beyond what fits a whole number, ranks come from sorting."""
    scores = np.array([[2.0, 3.0, np.nan, 3.0, -1.0]]) * largest
    assert rank_rounded(scores, 2).tolist() == [[3, 1, 0, 1, 4]]
    assert rank_rows(scores).tolist() == [[3, 1, 0, 1, 4]]


@pytest.mark.parametrize(
    ("score", "decimals", "rounded"),
    [
        (0.5, 0, 1.0),
        (-0.5, 0, -1.0),
        (2.5, 0, 3.0),
        (0.25, 1, 0.3),
        (-0.24, 1, -0.2),
        (7.0, 2, 7.0),
    ],
)
def test_halves_are_rounded_away_from_zero(score: float, decimals: int, rounded: float) -> None:
    assert round_scores(np.array([score]), decimals).tolist() == [rounded]


def refused(matrix: FloatArray) -> Reason:
    with pytest.raises(DataError) as told:
        checked_matrix(matrix, TREE)
    return told.value.code


def test_which_matrix_is_taken() -> None:
    m = len(TREE.leaf_codes)
    assert refused(np.zeros((0, m))) == Reason.NO_UNIT
    assert refused(np.zeros((2, m - 1))) == Reason.WRONG_SHAPE
    assert refused(np.zeros(m)) == Reason.WRONG_SHAPE
    for sign in (1.0, -1.0):
        matrix = np.zeros((3, m))
        matrix[1, 2] = sign * LARGEST
        assert checked_matrix(matrix, TREE)[1, 2] == sign * LARGEST
        matrix[1, 2] = sign * np.nextafter(LARGEST, INF)
        with pytest.raises(DataError) as told:
            checked_matrix(matrix, TREE)
        error = told.value
        assert (error.code, error.row, error.column) == (Reason.TOO_LARGE, 1, 2)
        assert error.place == TREE.leaf_codes[2]


def test_a_column_that_stays_skewed_is_told() -> None:
    raw = sample(missing=0.0)
    raw[:, 0] = 0.0
    raw[:3, 0] = (1.0, 1e3, 1e9)
    method = Method(treat=make_step("treat", "winsorise_skew", {"winmax": 1}))
    found = [f for f in compute(raw, TREE, method).findings if f.code == FindingCode.STILL_SKEWED]
    assert [finding.subject for finding in found] == [TREE.leaf_codes[0]]


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ((0, 0, LARGEST), None),
        ((39, 8, -LARGEST), None),
        ((-1, 0, 1.0), Reason.CHANGE_OUTSIDE),
        ((40, 0, 1.0), Reason.CHANGE_OUTSIDE),
        ((0, -1, 1.0), Reason.CHANGE_OUTSIDE),
        ((0, 9, 1.0), Reason.CHANGE_OUTSIDE),
        ((0, 0, np.nextafter(LARGEST, INF)), Reason.CHANGE_TOO_LARGE),
        ((0, 0, INF), Reason.CHANGE_TOO_LARGE),
    ],
)
def test_where_a_change_may_lie(place: tuple[int, int, float], reason: Reason | None) -> None:
    row, column, value = (np.array([part]) for part in place)
    if reason is None:
        what_if(sample(), TREE, Method(), row, column, value)
        return
    with pytest.raises(DataError) as told:
        what_if(sample(), TREE, Method(), row, column, value)
    assert (told.value.code, told.value.details["change"]) == (reason, 0)


def test_changes_have_a_row_a_column_and_a_value_each() -> None:
    one, two = np.array([0]), np.array([0, 1])
    for given in ((two, one, one), (one, two, one), (one, one, two)):
        with pytest.raises(DataError, match="differ in number"):
            what_if(sample(), TREE, Method(), given[0], given[1], given[2].astype(float))


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ([], Reason.NO_INDICATOR),
        (["a", ""], Reason.NO_CODE),
        (["a", "a"], Reason.CODE_REPEATED),
        (["a", "I"], Reason.CODE_REPEATED),
    ],
)
def test_codes_of_a_tree(codes: list[str], reason: Reason) -> None:
    with pytest.raises(TreeError) as told:
        build_tree([Leaf(code, "I", 1) for code in codes], [Branch("I", None)])
    assert told.value.code == reason


@pytest.mark.parametrize(
    ("formula", "values"),
    [
        ("-a", [-1.0, 2.0, np.nan]),
        ("-(a - b)", [3.0, 2.0, np.nan]),
        ("2 * a", [2.0, -4.0, np.nan]),
        ("a * 2.5 + b", [6.5, -5.0, np.nan]),
        ("b / 4", [1.0, 0.0, 0.25]),
    ],
)
def test_signs_and_numbers_in_a_formula(formula: str, values: list[float]) -> None:
    found = derive(formula, VARIABLES, UNITS, "km2", subject="X").values
    assert np.array_equal(found, np.array(values), equal_nan=True)
    assert formula_names(parse_formula(formula)) <= {"a", "b"}
    assert "a" in formula_names(parse_formula("-(-a)"))


def test_how_deep_and_how_long_a_formula_may_be() -> None:
    parse_formula(" + ".join(["a"] * (LONGEST + 1)))
    with pytest.raises(FormulaError, match=f"more than {LONGEST} operations"):
        parse_formula(" + ".join(["a"] * (LONGEST + 2)))
    depth = next(n for n in range(1, 200) if _too_deep(n))
    assert depth in (DEEPEST, DEEPEST + 1)


def _too_deep(depth: int) -> bool:
    try:
        parse_formula("(" * depth + "a" + ")" * depth)
    except FormulaError as error:
        return error.code == Reason.TOO_DEEP
    return False


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("a1,1\na1,2", "row 3, column iCode: a1 occurs twice"),
        ("zz,1", "row 2, column iCode: the tree has no 'zz'"),
        ("a1,-1", "row 2, column Weight: '-1' is negative"),
    ],
)
def test_weights_that_are_refused(tmp_path: Path, lines: str, told: str) -> None:
    file = tmp_path / "w.csv"
    file.write_text(f"iCode,Weight\n{lines}\n", encoding="utf-8")
    with pytest.raises(TableError) as error:
        read_weights(read_table(file), known=("a1", "a2"))
    assert told in str(error.value)


def test_weights_are_read_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "w.csv"
    local = local_weights(TREE)
    write_weights(file, TREE, local)
    read = read_weights(read_table(file), known=TREE.layout.codes)
    assert read == {c: w for c, w in zip(TREE.layout.codes, local, strict=True) if c != "I"}
    file.write_text("iCode,Weight\na1,0\n", encoding="utf-8")
    assert read_weights(read_table(file), known=("a1",)) == {"a1": 0.0}
    with pytest.raises(TableError, match="cannot be written"):
        write_weights(tmp_path / "nowhere" / "w.csv", TREE, local)


@pytest.mark.parametrize(
    ("parameter", "value", "reason"),
    [
        (Parameter("p", 1.0, 0.0, 2.0), 2.0, Reason.NOT_BETWEEN),
        (Parameter("p", 1.0, 0.0, 2.0), 0.0, Reason.NOT_BETWEEN),
        (Parameter("p", 1.0, 0.0, 2.0), 1.9, None),
        (Parameter("p", 1.0, 0.0), 0.0, Reason.NOT_ABOVE),
        (Parameter("p", 1.0, 0.0), 1e9, None),
        (Parameter("p", 1.0, high=2.0), 2.0, Reason.NOT_BELOW),
        (Parameter("p", 1.0, high=2.0), -1e9, None),
        (Parameter("p", 1.0, whole=True), 1.5, Reason.NOT_WHOLE),
        (Parameter("p", 1.0, whole=True), 2.0, None),
        (Parameter("p", 1.0), INF, Reason.NOT_FINITE),
        (Parameter("p", 1.0), True, Reason.NOT_FINITE),
    ],
)
def test_what_a_parameter_may_be(parameter: Parameter, value: float, reason: Reason | None) -> None:
    try:
        assert _checked_number(parameter, value, "treat.p") == value
        found = None
    except MethodError as error:
        found = error.code
    assert found == reason


@pytest.mark.parametrize(
    ("disagreement", "rate"), [(0.0, 0.0), (0.5, 0.5), (0.18, 0.1), (1.0, 0.5)]
)
def test_the_error_rate_of_one_coder(disagreement: float, rate: float) -> None:
    """Two coders who are wrong at this rate disagree in 2 e (1 − e) of the cells."""
    assert error_rate(disagreement) == pytest.approx(rate)


@pytest.mark.parametrize("disagreement", [-1e-9, 1 + 1e-9, float("nan")])
def test_what_is_no_share_of_disagreements(disagreement: float) -> None:
    with pytest.raises((ValueError, Refusal)):
        error_rate(disagreement)


def one_domain(leaves: int) -> Tree:
    return build_tree(
        [Leaf(f"a{i}", "A", 1) for i in range(leaves)], [Branch("I", None), Branch("A", "I")]
    )


@pytest.mark.parametrize("leaves", [1, 2, 3])
def test_an_audit_of_one_domain_has_nothing_to_hold_it_against(leaves: int) -> None:
    rng = np.random.default_rng(3)
    common = rng.normal(size=(60, 1))
    raw = 50 + common + rng.normal(size=(60, leaves)) * 0.3
    if leaves == 3:
        raw[:, 2] = 100 - raw[:, 2]
    items = {item.code: item for item in audit(raw, one_domain(leaves), Method())}
    against = [concern.subject for concern in items["suspected_direction"].concerns]
    assert ("a2" in against) is (leaves == 3)
    assert items["stronger_across_groups"].concerns == ()
    assert items["weak_within_group"].concerns == () or leaves == 3


def test_correlations_do_not_lose_their_digits_far_from_zero() -> None:
    """Gaps, and a level a thousand million times the spread, change nothing."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=(40, 3))
    x[:, 1] += 0.5 * x[:, 0]
    x[rng.random(x.shape) < 0.4] = np.nan
    far = x + np.array([1e9, -1e9, 3e9])
    assert pearson(far) == pytest.approx(pearson(x), abs=1e-6)
    assert covariance(far) == pytest.approx(covariance(x), abs=1e-5)


def test_a_reliability_of_columns_that_cancel_out_is_none() -> None:
    """Two columns that mirror each other: their covariances sum to exactly nothing."""
    x = np.array([[1.0, -1.0], [2.0, -2.0], [4.0, -4.0], [-3.0, 3.0]])
    assert np.isnan(cronbach_alpha(x))
    assert cronbach_alpha(np.column_stack([x[:, 0], x[:, 0]])) == pytest.approx(1.0)
    assert np.isnan(cronbach_alpha(x[:, :1]))
