from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecoasset.launch import children
from ecoasset.paths import DataFolder
from tests.engines import background
from tests.engines.background import Engine


@pytest.fixture
def studies_worker(
    transactional_db: None, valkey: Engine, data_folder: DataFolder
) -> Iterator[Engine]:
    """The worker of long analyses alone, on the tests' database."""
    environ = {**children.environment(data_folder), "DATABASE_URL": background.database_url()}
    child = children.studies(data_folder)
    engine = Engine(child, lambda engine: " ready." in engine.log(), environ)
    engine.start()
    yield engine
    engine.stop()
