"""A study's JSON form comes back, and its faults are named."""

import json

import pytest

from scoring.index.design import Design, only_weights
from scoring.index.design_json import design_from_json, design_to_json
from scoring.index.method import Method, MethodError


@pytest.mark.parametrize("design", [Design(), only_weights(Method(), 0.1)])
def test_round_trip(design):
    again = design_from_json(json.loads(json.dumps(design_to_json(design))))
    assert design_to_json(again) == design_to_json(design)
    assert (again.treatments, again.scales, again.missing) == (
        design.treatments,
        design.scales,
        design.missing,
    )


def test_keys_left_out_take_the_default():
    assert design_to_json(design_from_json({})) == design_to_json(Design())
    assert design_from_json({"weight_noise": 0.1}).weight_noise == 0.1


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ([], "design"),
        ({"draws": 3}, "design.draws"),
        ({"weight_noise": "a lot"}, "design.weight_noise"),
        ({"treatments": {}}, "design.treatments"),
        ({"treatments": [{"rule": "clip"}]}, "design.treatments.0"),
        ({"scales": [{"normalise": {"rule": "rank"}}]}, "design.scales.0"),
        ({"missing": [{"rule": "worst", "k": 1}]}, "design.missing.0.k"),
    ],
)
def test_fault_is_refused_with_its_path(data, path):
    with pytest.raises(MethodError) as caught:
        design_from_json(data)
    assert caught.value.path == path
