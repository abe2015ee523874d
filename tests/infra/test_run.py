"""`./run`: what it says when it cannot, what it leaves when it ends, how it recovers."""

import os
import re
import shutil
import signal
import socket
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ecoasset.launch.process import signal_group
from ecoasset.launch.supervisor import SWEEPERS
from ecoasset.paths import SOCKET_PATH_LIMIT, DataFolder
from tests.engines.background import wait_until
from tests.infra import launching

# One process of the suite runs them all: they share a prepared data folder.
pytestmark = pytest.mark.worker
ZONED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00")
CHILDREN = {"broker", "worker", "studies", "beat", "web"}
# As the manual says: a worker's second process, and those of studies, come with the work.
PROCESSES = {"broker": {1}, "worker": {2, 3}, "studies": {1}, "beat": {1}, "web": {3}}


@pytest.fixture(scope="module")
def first_start(shared_folder: Path) -> tuple[Path, str]:
    """A data folder after `./run --setup --no-demo`, and what that printed."""
    return launching.prepared(shared_folder, "--no-demo")


@pytest.fixture
def data(first_start: tuple[Path, str], tmp_path: Path) -> DataFolder:
    """A copy of the prepared folder, as anybody may make one."""
    return DataFolder(Path(shutil.copytree(first_start[0], tmp_path / "data")))


@pytest.fixture
def instance(data: DataFolder, tmp_path: Path) -> Iterator[launching.Instance]:
    """One of the test's own, which it may end."""
    with serving(data, tmp_path) as started:
        yield started


@pytest.fixture(scope="module")
def lasting(
    first_start: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[launching.Instance]:
    """One for all tests that leave it as it was: whatever they kill comes back."""
    folder = tmp_path_factory.mktemp("lasting")
    copy = DataFolder(Path(shutil.copytree(first_start[0], folder / "data")))
    with serving(copy, folder) as started:
        yield started


@contextmanager
def serving(data: DataFolder, folder: Path) -> Iterator[launching.Instance]:
    started = launching.serve(data, folder)
    children = started.children()
    try:
        yield started
    finally:
        if started.process.poll() is None:
            children = started.children()
        started.process.kill()
        started.process.wait()
        wait_until(lambda: launching.gone(children))


@pytest.fixture
def healed(lasting: launching.Instance) -> launching.Instance:
    """That one once it is whole again; only what it says from here on counts."""
    wait_until(lambda: launching.alive(lasting.children()) and _ready(lasting))
    lasting.read_from = len(lasting.output.read_bytes())
    return lasting


def _times(log: str) -> list[str]:
    """What stands where a program writes when it was: as a date or as Valkey's words."""
    return re.findall(
        r"^(?:\d+:\S+ )?\[?(\d{4}-\d\d-\d\d[ T][^ \]]+|\d\d [A-Z][a-z]{2} \d{4} \S+)", log, re.M
    )


def refusal(*options: str, **variables: str) -> str:
    done = launching.run(*options, checkout=launching.BASE_DIR, **variables)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1
    return lines[0]


def test_the_password_is_shown_once_and_a_second_setup_changes_nothing(
    first_start: tuple[Path, str], data: DataFolder
) -> None:
    assert first_start[1].count("密码") == 1
    assert "管理员 admin  密码 " in first_start[1]
    password = launching.first_password(first_start[1])
    assert len(password) >= 12
    keys = {name: (data.root / name).read_text() for name in ("secret_key", "digest_key")}
    again = launching.run("--setup", "--data", str(data.root))
    assert again.returncode == 0
    assert password not in again.stdout
    # Forgotten once, --no-demo still holds.
    assert "no demo: a start with --no-demo" in again.stdout
    assert "demo assistant" not in again.stdout
    assert {name: (data.root / name).read_text() for name in keys} == keys


def test_every_step_is_announced(first_start: tuple[Path, str]) -> None:
    for number in range(1, 7):
        assert f"[{number}/6]" in first_start[1]
    assert first_start[1].count("✓") == 6


def test_a_port_in_use(data: DataFolder) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        line = refusal("--port", port, "--data", str(data.root))
    assert f"端口 {port} 已被占用" in line
    assert f"port {port} is in use" in line


def test_no_write_permission(tmp_path: Path) -> None:
    """Root may write everywhere but into the kernel's own files."""
    tmp_path.chmod(0o500)
    folder = Path("/proc") if os.getuid() == 0 else tmp_path
    line = refusal("--data", str(folder / "ecoasset"))
    assert "不能写入" in line
    assert "cannot write" in line


def test_a_refused_setting(tmp_path: Path) -> None:
    line = refusal("--data", str(tmp_path), ECOASSET_UPLOAD_MB="much")
    assert "ECOASSET_UPLOAD_MB" in line


def test_no_host() -> None:
    done = launching.run("--host", "somewhere")
    assert done.returncode == 2
    assert "not an IP address" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "８０００"])
def test_no_port(port: str) -> None:
    done = launching.run("--port", port)
    assert done.returncode == 2
    assert "1 to 65535" in done.stderr


def test_it_serves_and_sigterm_leaves_nothing(
    first_start: tuple[Path, str], tmp_path: Path
) -> None:
    """Not even outside the data folder, where a long path puts the broker's socket."""
    folder = tmp_path / ("x" * SOCKET_PATH_LIMIT)
    data = DataFolder(Path(shutil.copytree(first_start[0], folder)))
    outside = data.broker_socket.parent
    assert data.root not in outside.parents
    with serving(data, tmp_path) as instance:
        assert outside.exists()
        _serves_until_sigterm(instance)
    assert not outside.exists()


def _serves_until_sigterm(instance: launching.Instance) -> None:
    children = instance.children()
    assert set(children) == CHILDREN
    assert instance.get("/healthz") == (200, {"status": "ok"})
    wait_until(lambda: instance.get("/readyz")[0] == 200)
    instance.process.send_signal(signal.SIGTERM)
    assert instance.wait_for_exit() == 0
    for name in children:
        times = _times((instance.data.logs / f"{name}.log").read_text("utf-8", "replace"))
        assert times, name
        assert all(ZONED.fullmatch(time) for time in times), (name, times)
    assert launching.gone(children)
    assert not instance.data.broker_socket.exists()
    assert not (instance.data.run / "children.json").exists()


def test_static_files_are_served_compressed_and_cached(healed: launching.Instance) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{healed.port}/sign-in/") as page:
        links = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page.read().decode())
    assert links
    for link in links:
        request = urllib.request.Request(f"http://127.0.0.1:{healed.port}{link}")
        request.add_header("Accept-Encoding", "gzip")
        with urllib.request.urlopen(request) as answer:
            assert answer.headers["Content-Encoding"] == "gzip", link
            assert "immutable" in answer.headers["Cache-Control"], link


def test_a_second_instance_on_the_same_data_is_refused(healed: launching.Instance) -> None:
    line = refusal("--port", str(launching.free_port()), "--data", str(healed.data.root))
    assert f"process {healed.process.pid}" in line
    assert healed.get("/healthz")[0] == 200


@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in Linux's /proc")
def test_there_are_as_many_processes_as_the_manual_says(healed: launching.Instance) -> None:
    """And none of them has loaded what only a study or a command computes with."""
    groups: dict[str, set[int]] = {}

    def is_at_rest() -> bool:
        """Once what was rendered ahead is there, the processes for it have ended."""
        living = launching.groups()
        children = healed.children().items()
        groups.update({name: living.get(pid, set()) for name, (pid, _mark) in children})
        return all(len(group) in PROCESSES[name] for name, group in groups.items())

    wait_until(is_at_rest)
    for name in ("worker", "studies", "beat", "web"):
        for pid in groups[name]:
            found = [library for library in ("scipy", "pandas") if launching.holds(pid, library)]
            assert found == [], name
    assert any(launching.holds(pid, "numpy") for pid in groups["worker"]), "it would be seen"


@pytest.mark.skipif(sys.platform != "linux", reason="the signal at a parent's death is Linux's")
def test_a_killed_worker_takes_its_own_children_along(healed: launching.Instance) -> None:
    pid, _ = healed.children()["worker"]
    group = [child for child in launching.group(pid) if child != pid]
    assert group
    healed.process.send_signal(signal.SIGSTOP)  # so that it does not clear up itself
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: launching.group(pid) <= {pid})
    healed.process.send_signal(signal.SIGCONT)


@pytest.mark.skipif(sys.platform != "linux", reason="the signal at a parent's death is Linux's")
def test_sigkill_ends_the_children_too_and_it_starts_again(
    instance: launching.Instance, tmp_path: Path
) -> None:
    """With whatever the killed one left: pid file, socket, children that are still ending."""
    children = instance.children()
    instance.process.kill()
    instance.wait_for_exit()
    again = launching.serve(instance.data, tmp_path)
    try:
        assert children
        wait_until(lambda: launching.gone(children))
        assert again.get("/healthz")[0] == 200
        assert set(again.children()) == CHILDREN
    finally:
        again.process.terminate()
        assert again.wait_for_exit() == 0
    assert not again.data.broker_socket.exists()


@pytest.mark.parametrize("name", sorted(CHILDREN))
def test_a_child_that_dies_comes_back(healed: launching.Instance, name: str) -> None:
    pid, mark = healed.children()[name]
    os.killpg(pid, signal.SIGKILL)
    wait_until(lambda: healed.children()[name] != (pid, mark))
    wait_until(lambda: _ready(healed))
    assert f"{name} ended" in healed.text()


def test_a_broker_that_hangs_is_replaced(healed: launching.Instance) -> None:
    """Alive but stopped: its socket still takes connections, so nothing else would notice."""
    pid, mark = healed.children()["broker"]
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: healed.children()["broker"] != (pid, mark))
    wait_until(lambda: _ready(healed))
    assert "broker does not answer" in healed.text()


def test_a_sweep_that_stops_is_noticed(healed: launching.Instance) -> None:
    """Alive but stopped: nothing ends, and only the sweep does not come round."""
    before = healed.children()
    for name in SWEEPERS:
        signal_group(before[name][0], signal.SIGSTOP)
    for name in SWEEPERS:
        wait_until(lambda name=name: healed.children()[name] != before[name])  # type: ignore[misc]
    wait_until(lambda: _ready(healed))
    assert "no sweep came round" in healed.text()
    assert healed.children()["web"] == before["web"]


def _ready(instance: launching.Instance) -> bool:
    try:
        return instance.get("/readyz")[0] == 200
    except OSError:
        return False
