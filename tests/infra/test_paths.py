import subprocess
import sys
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR, SettingError
from ecoasset.paths import SOCKET_PATH_LIMIT, DataFolder, key_file, make_private


def long_folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / ("x" * SOCKET_PATH_LIMIT))


def test_the_socket_lies_beside_the_data() -> None:
    assert DataFolder(Path("/srv/eco")).broker_socket == Path("/srv/eco/run/valkey.sock")


def test_the_limit_counts_bytes_not_characters() -> None:
    chinese = DataFolder(Path("/srv") / ("数" * 30))
    assert chinese.run not in chinese.broker_socket.parents


def test_a_long_path_falls_back_to_a_private_folder(tmp_path: Path) -> None:
    data = long_folder(tmp_path)
    data.prepare()
    folder = data.broker_socket.parent
    try:
        assert len(str(data.broker_socket)) <= SOCKET_PATH_LIMIT
        assert folder.stat().st_mode & 0o777 == 0o700
        data.prepare()  # a second process finds it there
    finally:
        folder.rmdir()


def test_every_process_finds_the_same_socket(tmp_path: Path) -> None:
    """Whatever TMPDIR says."""
    data = long_folder(tmp_path)
    code = (
        "import pathlib, sys; from ecoasset.paths import DataFolder;"
        "print(DataFolder(pathlib.Path(sys.argv[1])).broker_socket)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(data.root)],
        cwd=BASE_DIR,
        env={"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == str(data.broker_socket)
    assert long_folder(tmp_path / "other").broker_socket != data.broker_socket


def test_a_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(SettingError, match="not a private folder"):
        make_private(folder)


def test_a_link_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with pytest.raises(SettingError, match="not a private folder"):
        make_private(tmp_path / "link")


def test_no_write_permission_is_one_line() -> None:
    with pytest.raises(SettingError) as caught:
        DataFolder(Path("/proc/ecoasset")).prepare()
    assert "cannot write to /proc/ecoasset" in str(caught.value)


def test_a_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "key"
    first = key_file(path)
    assert len(first) >= 50
    assert key_file(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["key"]


def test_two_processes_at_once_get_the_same_key(tmp_path: Path) -> None:
    code = "import pathlib, sys; from ecoasset.paths import key_file;"
    code += "print(key_file(pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path / "key")]
    started = [
        subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
