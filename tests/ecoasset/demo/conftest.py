"""The committed synthetic editions, read once."""

from __future__ import annotations

import pytest

from ecoasset.demo.fixture import DemoEdition, read_demo_2023, read_demo_2024
from ecoasset.demo.making.matrix import demo_matrix
from ecoasset.demo.making.reference import Reference, read_reference
from scoring.index.arrays import FloatArray


@pytest.fixture(scope="session")
def reference() -> Reference:
    return read_reference()


@pytest.fixture(scope="session")
def demo_2023() -> DemoEdition:
    return read_demo_2023()


@pytest.fixture(scope="session")
def demo_2024() -> DemoEdition:
    return read_demo_2024()


@pytest.fixture(scope="session")
def matrix_2023(reference: Reference, demo_2023: DemoEdition) -> FloatArray:
    return demo_matrix(reference, demo_2023)
