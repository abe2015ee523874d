"""A method's JSON form is strict, complete and comes back exactly."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.index.method.method import (
    IndicatorRules,
    Method,
    NodeRules,
    method_differences,
    method_from_json,
    method_to_json,
    method_to_text,
)
from scoring.index.method.rules import make_step
from scoring.index.refusals import MethodError

steps = {
    "treat": st.builds(
        lambda k: make_step("treat", "winsorise_sd", {"k": k}),
        st.floats(min_value=0.1, max_value=9),
    ),
    "normalise": st.sampled_from(["minmax", "zscore", "rank"]).map(
        lambda rule: make_step("normalise", rule)
    ),
    "missing": st.sampled_from(["rescale", "worst"]).map(lambda rule: make_step("missing", rule)),
}
codes = st.text(min_size=1, max_size=5)
methods = st.builds(
    Method,
    **steps,
    availability=st.floats(0, 1),
    weights=st.dictionaries(codes, st.floats(0, 1e6)),
    indicators=st.dictionaries(codes, st.builds(IndicatorRules, treat=steps["treat"])),
    nodes=st.dictionaries(codes, st.builds(NodeRules, availability=st.floats(0, 1))),
    decimals=st.integers(0, 12),
)


@given(methods)
def test_round_trip_is_exact(method: Method) -> None:
    text = method_to_text(method)
    again = method_from_json(json.loads(text))
    assert again == method
    assert method_to_text(again) == text


def test_empty_object_is_the_default_method() -> None:
    assert method_from_json({}) == Method.default()
    assert method_from_json(method_to_json(Method.default())) == Method.default()


def test_order_of_codes_does_not_matter() -> None:
    one = replace(Method(), weights={"a": 1.0, "b": 2.0})
    other = replace(Method(), weights={"b": 2.0, "a": 1.0})
    assert method_to_text(one) == method_to_text(other)


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], "method"),
        ({"tread": {}}, "tread"),
        ({"treat": {"rule": "winsorise_sd", "q": 3}}, "treat.q"),
        ({"indicators": {"a": {"weigh": 1}}}, "indicators.a.weigh"),
        ({"indicators": {"a": {"treat": {"rule": "x"}}}}, "indicators.a.treat"),
        ({"nodes": {"a": {"aggregate": {"rule": "generalised"}}}}, "nodes.a.aggregate.p"),
        ({"nodes": {"a": {"availability": 2}}}, "nodes.a.availability"),
        ({"weights": {"a": -1}}, "weights.a"),
        ({"weights": {"a": "1"}}, "weights.a"),
        ({"weights": {"a": True}}, "weights.a"),
        ({"availability": 1.5}, "availability"),
        ({"rank": {"decimals": 2.5}}, "rank.decimals"),
        ({"types": {"tau": "x"}}, "types.tau"),
        ({"types": {"shares": "odd"}}, "types.shares"),
        ({"quadrant": {"split": "mode"}}, "quadrant.split"),
        ({"format": 2}, "format"),
    ],
)
def test_fault_is_refused_with_its_path(data: object, path: str) -> None:
    with pytest.raises(MethodError) as caught:
        method_from_json(data)
    assert caught.value.path == path


def test_differences_name_the_paths() -> None:
    other = replace(Method(), treat=make_step("treat", "none"), weights={"R": 2.0})
    assert method_differences(Method(), other) == [
        ("treat.rule", "winsorise_sd", "none"),
        ("treat.k", 3.0, None),
        ("weights.R", None, 2.0),
    ]
    assert method_differences(other, other) == []


def test_own_rule_of_a_code_comes_before_the_general_one() -> None:
    none = make_step("treat", "none")
    method = replace(
        Method(),
        indicators={"a": IndicatorRules(treat=none)},
        nodes={"P": NodeRules(availability=0.5)},
    )
    assert method.indicator_step("treat", "a") == none
    assert method.indicator_step("normalise", "a") == method.normalise
    assert method.indicator_step("treat", "b") == method.treat
    assert (method.node_availability("P"), method.node_availability("Q")) == (0.5, 0.0)


def test_example_in_the_reference_is_a_method() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "method.md").read_text("utf-8")
    example = text.split("```json")[1].split("```")[0]
    method = method_from_json(json.loads(example))
    assert method.nodes["G"].availability == 0.5
