"""Every test session gets a data folder of its own; nothing of the machine's settings leaks in."""

import gc
import importlib
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
from tests.suite import scheduling, selection

# As in the process that reads tables, before a test loads openpyxl for itself.
importlib.import_module("surveys.sheets.readers")
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
        help="run what can differ there against this PostgreSQL (or one of our own)",
    )
    parser.addoption(
        "--long", action="store_true", help="long crawls and kills whole, not a sample of them"
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
        importlib.import_module("ecoasset.urls")  # the administration's pages come with them
        config.pluginmanager.import_plugin("tests.fixtures")
        config.pluginmanager.import_plugin("tests.honest")


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
    process, and xdist wants the same names everywhere. Nor is an endless text a name."""
    length = len(val) if isinstance(val, bytes | str) else 0
    return argname if length > (40 if isinstance(val, bytes) else 200) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The sample of long crawls, the part that PostgreSQL repeats, and the order of the files."""
    kept = list(items)
    if not config.getoption("--long"):
        kept = [item for item in kept if item.get_closest_marker("long") is None]
    if config.getoption("--postgres") is not None:
        kept = selection.repeated(kept, whole=config.getoption("--long"))
    taken = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in taken])
    items[:] = selection.interleaved(kept)


def pytest_collection_finish(session: pytest.Session) -> None:
    """The thousands of tests stay to the end: the collector of garbage need not walk them, nor
    look so often at what a page leaves behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> scheduling.ByFile | None:
    """Of `--dist loadfile`, which is what `./test` asks for."""
    if config.getoption("dist") != "loadfile":
        return None
    return scheduling.ByFile(config, log)


@pytest.fixture(scope="session")
def data_folder() -> DataFolder:
    """The session's own; its `broker_socket` is where the settings publish to."""
    return DataFolder(Path(os.environ["ECOASSET_DATA"]))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Common to all processes of the session; one of xdist's has a folder of its own below."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if base.name.startswith("popen-") else base


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
    where = (data_folder, background.database_url())
    seconds = getattr(request, "param", 1)
    beat = background.beat(*where, sweep_seconds=seconds)
    engine = background.worker(*where, sweep_seconds=seconds)
    beat.start()
    engine.start()
    yield engine
    print(engine.log()[-6000:], beat.log()[-3000:])  # pytest shows it where the test failed
    engine.stop()
    beat.stop()
