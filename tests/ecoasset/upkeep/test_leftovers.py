"""What the launcher does about other processes, without starting the product."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR
from ecoasset.launch import instance, lock, venv
from ecoasset.launch.children import Child
from ecoasset.launch.messages import Refusal
from ecoasset.launch.process import spawn, started_at, stop
from ecoasset.launch.supervisor import LOG_LIMIT_BYTES, Supervisor, last_lines, rotate
from ecoasset.paths import DataFolder
from tests.engines.background import wait_until
from tests.engines.patience import PATIENCE_SECONDS

SLEEPER = (sys.executable, "-c", "import time; time.sleep(600)")


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    return folder


def sleeper() -> subprocess.Popen[bytes]:
    return spawn(SLEEPER, folder=BASE_DIR, environ=os.environ)


def test_children_of_a_dead_instance_are_ended(data: DataFolder) -> None:
    left = sleeper()
    instance.record(data, {"web": left.pid})
    data.broker_socket.touch()
    instance.remove_leftovers(data)
    assert left.wait(PATIENCE_SECONDS) == -signal.SIGTERM
    assert list(data.run.iterdir()) == []


def test_a_copied_folder_does_not_end_the_children_of_the_original(
    data: DataFolder, tmp_path: Path
) -> None:
    original = sleeper()
    instance.record(data, {"web": original.pid})
    copy = DataFolder(tmp_path / "copy")
    copy.prepare()
    (copy.run / "children.json").write_bytes((data.run / "children.json").read_bytes())
    instance.remove_leftovers(copy)
    assert original.poll() is None
    stop([original], 5)


def test_another_process_with_a_recorded_pid_is_left_alone(data: DataFolder) -> None:
    other = sleeper()
    entry = {"name": "web", "pid": other.pid, "mark": "another start"}
    content = {"data": str(data.root), "children": [entry]}
    (data.run / "children.json").write_text(json.dumps(content), "utf-8")
    instance.remove_leftovers(data)
    assert other.poll() is None
    stop([other], 5)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"data": 1}', '{"data": "x", "children": 3}'])
def test_a_damaged_record_does_not_stop_the_start(data: DataFolder, content: str) -> None:
    (data.run / "children.json").write_text(content, "utf-8")
    instance.remove_leftovers(data)
    assert not (data.run / "children.json").exists()


def test_stopping_ends_the_whole_group(tmp_path: Path) -> None:
    """Also a grandchild, and a leader that does not listen."""
    script = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
        "print(child.pid, flush=True); time.sleep(600)"
    )
    command = (sys.executable, "-c", script)
    leader = spawn(command, folder=tmp_path, environ=os.environ, output=subprocess.PIPE)
    assert leader.stdout is not None
    grandchild = int(leader.stdout.readline())
    stop([leader], 0.2)
    assert leader.returncode == -signal.SIGKILL
    wait_until(lambda: started_at(grandchild) is None)


def test_each_death_waits_longer_and_is_told(
    data: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    command = (sys.executable, "-c", "print('last words'); raise SystemExit(3)")
    supervisor = Supervisor(data, os.environ)
    entry = supervisor.start(Child("web", command, data.logs / "web.log"))
    now = time.monotonic()
    delays = []
    for _ in range(8):
        entry.process.wait()
        supervisor._tend(entry, now)
        assert entry.restart_at is not None
        delays.append(entry.restart_at - now)
        now = entry.restart_at
        supervisor._tend(entry, now)
    entry.process.wait()
    supervisor.stop()
    assert delays == pytest.approx([0.5, 1, 2, 4, 8, 16, 30, 30])
    assert capsys.readouterr().out.count("web ended (code 3)") == 8
    assert last_lines(data.logs / "web.log", 1) == "last words"


def test_a_child_that_hangs_is_ended_after_three_silences(
    data: DataFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    answered = iter([False, False, True, False, False, False])
    child = Child("broker", SLEEPER, data.logs / "broker.log", answers=lambda: next(answered))
    supervisor = Supervisor(data, os.environ)
    entry = supervisor.start(child)
    os.kill(entry.process.pid, signal.SIGSTOP)
    now = time.monotonic()
    for beat in range(6):
        assert entry.process.poll() is None
        supervisor._ping(entry, now + 5 * beat)
        supervisor._ping(entry, now + 5 * beat + 1)  # too early, it is not asked
    assert entry.process.wait(10) == -signal.SIGKILL
    supervisor._tend(entry, now)
    assert entry.restart_at is not None
    supervisor.stop()
    assert "broker does not answer" in capsys.readouterr().out


def test_a_log_that_grew_is_set_aside_without_losing_its_writer(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab") as writer:
        writer.write(b"x" * (LOG_LIMIT_BYTES + 1))
        writer.flush()
        rotate(log)
        writer.write(b"after")
        writer.flush()
    assert log.read_bytes() == b"after"
    assert (tmp_path / "web.log.1").stat().st_size == LOG_LIMIT_BYTES + 1


def test_a_python_without_venv_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(venv, "PYTHON", tmp_path / "no" / "python")
    monkeypatch.setattr(venv.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Refusal, match="apt install python3-venv"):
        venv.make()


def test_a_changed_requirement_is_installed_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in (venv.RUNTIME, venv.DEVELOPMENT, lock.NAME):
        (tmp_path / name).write_text("one==1\n", "utf-8")
    monkeypatch.setattr(venv, "BASE_DIR", tmp_path)
    monkeypatch.setattr(venv, "FOLDER", tmp_path)
    monkeypatch.setattr(venv, "PYTHON", Path(sys.executable))
    assert not venv.ready(venv.RUNTIME)
    venv._stamp(venv.RUNTIME).write_text(venv._digest(venv.RUNTIME), "ascii")
    assert venv.ready(venv.RUNTIME)
    (tmp_path / lock.NAME).write_text("two==2\n", "utf-8")
    assert not venv.ready(venv.RUNTIME)
