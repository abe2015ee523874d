from __future__ import annotations

import json

import pytest

from scoring.index.method.method import Method, method_to_json
from scoring.methods.intake import method_read
from surveys.errors import Refused
from tests.index.sample import TREE

pytestmark = pytest.mark.usefixtures("english")


def refusal(content: bytes) -> str:
    with pytest.raises(Refused) as caught:
        method_read(content, TREE)
    assert caught.value.field == "file"
    return caught.value.message


def changed(**parts: object) -> bytes:
    return json.dumps({**method_to_json(Method.default()), **parts}).encode()


def test_what_is_exported_is_read() -> None:
    method = Method(weights={"A": 3.0}, decimals=4)
    content = b"\xef\xbb\xbf" + json.dumps(method_to_json(method), indent=2).encode()
    assert method_read(content, TREE) == method


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (changed(surprise=1), "surprise: unknown key"),
        (changed(format=2), "format: the format 2 is not 1"),
        (changed(treat={"rule": "winsorise_sd", "kk": 3}), "treat.kk: the rule winsorise_sd has"),
        (changed(treat={"rule": "winsorise_sd", "k": -1}), "treat.k: -1 is not greater than 0"),
        (changed(treat="none"), "treat: an object with a “rule” is expected"),
        (changed(weights={"A": -1}), "weights.A: the weight -1 is negative"),
        (changed(weights={"nothing": 1}), "weights.nothing: the tree has no such code"),
        (changed(weights={"a1": 0, "a2": 0}), "weights.A1: the weights of its children are all"),
        (changed(indicators={"x": {}}), "indicators.x: the tree has no such code"),
        (changed(indicators={"a1": {"weigh": 1}}), "indicators.a1.weigh: unknown key"),
        (changed(nodes={"a1": {}}), "nodes.a1: the tree has no such code"),
        (changed(rank={"decimals": True}), "rank.decimals: True is not a finite number"),
        (b'{"availability": NaN}', "NaN is not a finite number"),
        (b'{"availability": 1e999}', "availability: inf is not a finite number"),
        (b'{"format": 1, "format": 1}', "format: the key stands there twice"),
        (b"[]", "method: an object is expected"),
        (b"{", "Not JSON: line 1, column 2."),
        (b"", "Not JSON: line 1, column 1."),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[" * 200_000, "not a method"),
        (changed(surprise="a\ud800"), "characters that cannot be stored"),
        (changed(**{"\ud800": 1}), "characters that cannot be stored"),
        (changed(surprise="a\0"), "characters that cannot be stored"),
        (b" " * 600_000, "too large"),
    ],
)
def test_a_refusal_says_where_and_why(content: bytes, said: str) -> None:
    assert said in refusal(content)
