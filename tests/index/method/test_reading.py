"""JSON files: strict, and one reason per fault."""

from typing import Any

import pytest

from scoring.index.method.method import method_from_json
from scoring.index.method.reading import Fault, JsonError, RepeatedKey, read_json
from scoring.index.refusals import MethodError


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_json(b"\xef\xbb\xbf" + b'{"a": [1, 2.5]}') == {"a": [1, 2.5]}


@pytest.mark.parametrize(
    ("content", "fault", "says"),
    [
        (b"\xff\xfe\x00", Fault.ENCODING, "is not UTF-8"),
        (b'{"a": }', Fault.SYNTAX, "is not JSON: line 1, column 7"),
        (b"", Fault.SYNTAX, "line 1, column 1"),
        (b"[" * 200_000, Fault.SIZE, "nested too deeply"),
        (b"1" * 5000, Fault.SIZE, "too many digits"),
        (b'{"name": "a\\ud800"}', Fault.TEXT, "half of a surrogate pair"),
        (b'{"weights": [{"\\udfff\\ud800": 1}]}', Fault.TEXT, "half of a surrogate pair"),
        (b'{"\\ud800": 1, "\\ud800": 1}', Fault.TEXT, "half of a surrogate pair"),
        (b'{"name": "a\\\\\\u0000"}', Fault.TEXT, "U.0000"),
    ],
)
def test_a_file_that_is_no_json_is_refused(content: Any, fault: Any, says: Any) -> None:
    with pytest.raises(JsonError, match=says) as caught:
        read_json(content)
    assert caught.value.fault == fault


def test_a_whole_pair_and_a_backslash_before_a_u_are_text() -> None:
    data = read_json(b'{"name": "\\ud83d\\ude00", "note": "a\\\\u0000"}')
    assert data == {"name": "\U0001f600", "note": "a\\u0000"}


def test_a_key_said_twice_and_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(RepeatedKey, match="treat: the key stands there twice"):
        read_json(b'{"treat": {}, "treat": {}}')
    for word in (b"NaN", b"Infinity", b"-Infinity"):
        with pytest.raises(MethodError, match="is not a finite number"):
            read_json(b'{"availability": ' + word + b"}")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"format": true}', "format: True is not 1"),
        (b'{"format": 1.0}', "format: 1.0 is not 1"),
        (b'{"availability": %s}' % (b"9" * 400), "availability: 9.* is not a finite number"),
        (b'{"treat": {"rule": "winsorise_sd", "k": %s}}' % (b"9" * 400), "treat.k: 9"),
        (b'{"types": {"shares": %s}}' % (b"[" * 300 + b"]" * 300), "types.shares: "),
    ],
)
def test_a_method_is_refused_in_one_short_line(content: Any, says: Any) -> None:
    with pytest.raises(MethodError, match=says) as caught:
        method_from_json(read_json(content))
    assert len(str(caught.value)) < 200
