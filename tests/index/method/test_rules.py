"""Steps are checked wherever they come from, and keep every parameter."""

import pytest

from scoring.index.method.rules import (
    RULES,
    make_step,
    step_from_json,
    step_from_text,
    step_to_json,
)
from scoring.index.refusals import MethodError


def test_short_form_takes_positions_and_names() -> None:
    assert step_from_text("normalise", "minmax:1:100") == make_step(
        "normalise", "minmax", {"lower": 1.0, "upper": 100.0}
    )
    assert step_from_text("treat", "winsorise_skew:winmax=3:two_sided=true") == make_step(
        "treat", "winsorise_skew", {"winmax": 3.0, "two_sided": True}
    )
    assert step_from_text("missing", "group_median:region").value("group") == "region"


def test_defaults_are_those_stated() -> None:
    assert make_step("treat", "winsorise_sd").number("k") == 3.0
    assert make_step("treat", "winsorise_skew").number("winmax") == 5.0
    assert dict(make_step("normalise", "minmax").parameters) == {"lower": 0.0, "upper": 100.0}


@pytest.mark.parametrize("stage", list(RULES))
def test_json_form_of_every_rule_comes_back(stage: str) -> None:
    needed = {"goalposts": {"lower": 0.0, "upper": 5.0}, "generalised": {"p": 0.5}}
    for rule in RULES[stage]:
        step = make_step(stage, rule, needed.get(rule))
        assert step_from_json(stage, step_to_json(step)) == step
        assert step_from_text(stage, str(step)) == step


@pytest.mark.parametrize(
    ("stage", "text", "path"),
    [
        ("treat", "clip", "treat"),
        ("treat", "winsorise_sd:k=0", "treat.k"),
        ("treat", "winsorise_sd:3:4", "treat"),
        ("treat", "winsorise_sd:k=1:k=2", "treat.k"),
        ("treat", "winsorise_sd:k=many", "treat.k"),
        ("treat", "winsorise_sd:k=nan", "treat.k"),
        ("treat", "winsorise_sd:q=1", "treat.q"),
        ("treat", "winsorise_percentile:0.5", "treat.p"),
        ("treat", "winsorise_skew:winmax=1.5", "treat.winmax"),
        ("treat", "log:two_sided=1", "treat.two_sided"),
        ("normalise", "minmax:5:5", "normalise"),
        ("normalise", "goalposts:lower=1", "normalise.upper"),
        ("normalise", "zscore:0:0", "normalise.sd"),
        ("aggregate", "generalised", "aggregate.p"),
        ("missing", "group_median:3", "missing.group"),
    ],
)
def test_fault_is_refused_with_its_path(stage: str, text: str, path: str) -> None:
    with pytest.raises(MethodError) as caught:
        step_from_text(stage, text)
    assert caught.value.path == path


def test_json_form_must_be_an_object_with_a_rule() -> None:
    for data in ("minmax", {"lower": 0}, {"rule": 3}, None):
        with pytest.raises(MethodError, match="rule"):
            step_from_json("normalise", data)
