"""Every test session gets a data folder of its own; nothing of the machine's settings leaks in."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import django
import hypothesis
import pytest

from ecoasset import env
from ecoasset.paths import DataFolder
from tests.engines import background, postgres, scratch

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "django_db_reset_sequences"}
cleanup = ExitStack()
# A busy machine is no failure, and a failure shows itself again on the next run.
hypothesis.settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--postgres",
        nargs="?",
        const="",
        metavar="URL",
        help="run the tests that touch the database against this PostgreSQL (or one of our own)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Before pytest-django reads the settings. An xdist worker takes over its parent's server."""
    for name in [name for name in os.environ if name.startswith(env.PREFIX)]:
        del os.environ[name]
    os.environ.pop("REDIS_URL", None)
    inherited = os.environ.pop("DATABASE_URL", "") if hasattr(config, "workerinput") else ""
    folder = scratch.make("ecoasset-tests-")
    cleanup.callback(shutil.rmtree, folder, ignore_errors=True)
    os.environ["ECOASSET_DATA"] = str(folder)
    os.environ["DATABASE_URL"] = inherited or _postgres_url(config.getoption("--postgres"))
    if not config.getoption("numprocesses", None) or hasattr(config, "workerinput"):
        # Not in the parent of xdist workers: they would inherit the variable, and read the
        # settings of the parent's data folder before they come here.
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        django.setup()
        config.pluginmanager.import_plugin("tests.fixtures")


def _postgres_url(wanted: str | None) -> str:
    """Nothing without the option, its value, or the address of a server started here."""
    if wanted is None or wanted:
        return wanted or ""
    try:
        return cleanup.enter_context(postgres.running()).url
    except postgres.NoPostgres as error:
        raise pytest.UsageError(f"--postgres: {error}") from None


def pytest_unconfigure(config: pytest.Config) -> None:
    cleanup.close()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Files made for a test carry the time; their bytes would name it differently in each
    process, and xdist wants the same names everywhere."""
    return argname if isinstance(val, bytes) and len(val) > 40 else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A second run against PostgreSQL repeats only what can differ there."""
    if config.getoption("--postgres") is None:
        return
    touching = [item for item in items if _touches_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in touching])
    items[:] = touching


def _touches_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(names & DATABASE_FIXTURES)


@pytest.fixture(scope="session")
def data_folder() -> DataFolder:
    """The session's own; its `broker_socket` is where the settings publish to."""
    return DataFolder(Path(os.environ["ECOASSET_DATA"]))


@pytest.fixture
def valkey(data_folder: DataFolder) -> Iterator[background.Engine]:
    """An empty, running Valkey that the test may kill and start again."""
    engine = background.valkey(data_folder)
    engine.start()
    yield engine
    print(engine.log()[-6000:])  # pytest shows it where the test failed
    engine.stop()


@pytest.fixture
def celery_worker(
    transactional_db: None,
    valkey: background.Engine,
    data_folder: DataFolder,
    request: pytest.FixtureRequest,
) -> Iterator[background.Engine]:
    """A running worker, on the tests' database, with a beat beside it; the test may kill it.

    A parameter is the number of seconds between the sweeps.
    """
    where = (data_folder, env.read(), background.database_url())
    seconds = getattr(request, "param", 1)
    beat = background.beat(*where, sweep_seconds=seconds)
    engine = background.worker(*where, sweep_seconds=seconds)
    beat.start()
    engine.start()
    yield engine
    print(engine.log()[-6000:], beat.log()[-3000:])  # pytest shows it where the test failed
    engine.stop()
    beat.stop()
