"""What is looked at here is read by a limited process, as in the product."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def read_as_in_the_product(own_process: None) -> None:
    return None
