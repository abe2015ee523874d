"""The input hash: equal inputs, equal hash; anything that matters changes it."""

import numpy as np
import pytest

from scoring.index.exchange.fingerprint import input_hash

RAW = np.array([[1.0, np.nan], [0.0, 3.0]])
KNOWN = input_hash(["u", "v"], ["a", "b"], RAW)


def test_hash_is_the_same_for_any_memory_layout_and_any_nan() -> None:
    other = np.array([[1.0, -np.nan], [-0.0, 3.0]], dtype=">f8", order="F")
    assert input_hash(["u", "v"], ["a", "b"], other) == KNOWN


def test_hash_is_pinned_so_that_stored_runs_stay_provable() -> None:
    assert KNOWN == "369ac511d561ca457237d74c2b3b21d0b0308fbb09b5a8cdf85d06f7c0af0a5f"


def test_order_codes_and_values_matter() -> None:
    assert input_hash(["v", "u"], ["a", "b"], RAW) != KNOWN
    assert input_hash(["u", "v"], ["a", "bb"], RAW) != KNOWN
    assert input_hash(["uv", ""], ["a", "b"], RAW) != KNOWN
    assert input_hash(["u", "v"], ["a", "b"], RAW + 1e-15) != KNOWN


def test_codes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        input_hash(["u"], ["a", "b"], RAW)
