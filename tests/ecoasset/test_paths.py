import os
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
    assert not folder.exists(), "only the broker needs it"
    data.make_socket_folder()
    try:
        assert len(str(data.broker_socket)) <= SOCKET_PATH_LIMIT
        assert folder.stat().st_mode & 0o777 == 0o700
        data.prepare()  # a second process finds it there
        folder.chmod(0o755)
        with pytest.raises(SettingError, match="not a private folder"):
            data.prepare()
    finally:
        data.broker_socket.touch()
        data.remove_socket()
    assert not folder.exists()


def test_a_folder_of_ours_from_before_is_closed_to_others(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "data")
    data.prepare()
    (data.root / "secret_key").touch()
    folders = (data.root, data.evidence, data.logs)
    for folder in folders:
        folder.chmod(0o755)
    data.prepare()
    assert {folder.stat().st_mode & 0o777 for folder in folders} == {0o700}


def test_a_folder_with_other_things_keeps_its_mode(tmp_path: Path) -> None:
    """Such as / or /tmp, of which root is the owner."""
    (tmp_path / "run").mkdir()
    (tmp_path / "somebodys").touch()
    for folder in (tmp_path, tmp_path / "run"):
        folder.chmod(0o755)
    DataFolder(tmp_path).prepare()
    assert {folder.stat().st_mode & 0o777 for folder in (tmp_path, tmp_path / "run")} == {0o755}
    assert (tmp_path / "evidence").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("module", ["manage", "ecoasset.wsgi", "ecoasset.celery"])
def test_what_a_process_writes_is_for_its_user_alone(module: str, tmp_path: Path) -> None:
    code = (
        "import os, pathlib, runpy, sys; os.umask(0o022); sys.argv[1:] = ['check'];"
        f"runpy.run_module({module!r}, run_name='__main__') if {module == 'manage'} else "
        f"__import__({module!r}); made = pathlib.Path(os.environ['ECOASSET_DATA'], 'new');"
        "made.touch(); print(oct(made.stat().st_mode & 0o777))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env={**os.environ, "ECOASSET_DATA": str(tmp_path), "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "0o600"


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


@pytest.mark.parametrize("content", ["", "\n", "k" * 31, "short\n"])
def test_a_key_that_is_cut_short_is_never_used(tmp_path: Path, content: str) -> None:
    path = tmp_path / "digest_key"
    path.write_text(content, "ascii")
    with pytest.raises(SettingError, match="digest_key is damaged") as caught:
        key_file(path)
    assert "\n" not in str(caught.value)
    assert path.read_text("ascii") == content


def test_a_new_key_is_on_the_disk_before_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file before its name, then the folder."""
    done: list[str] = []
    sync, link = os.fsync, os.link

    def noted_sync(file: int) -> None:
        done.append("sync")
        sync(file)

    def noted_link(source: Path, target: Path) -> None:
        done.append("link")
        link(source, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(os, "link", noted_link)
    key_file(tmp_path / "key")
    assert done == ["sync", "link", "sync"]


def test_two_processes_at_once_get_the_same_key(tmp_path: Path) -> None:
    code = "import pathlib, sys; from ecoasset.paths import key_file;"
    code += "print(key_file(pathlib.Path(sys.argv[1])))"
    command = [sys.executable, "-c", code, str(tmp_path / "key")]
    started = [
        subprocess.Popen(command, cwd=BASE_DIR, stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    assert len({process.communicate()[0] for process in started}) == 1
