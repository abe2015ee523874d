"""Where things lie inside one data folder; standard library only, so that `run` can use it."""

import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ecoasset.env import SettingError

SOCKET_PATH_LIMIT = 100  # the kernel takes 104 to 108 bytes, depending on the system
FOLDERS = ("evidence", "run", "logs", "tmp")


@dataclass(frozen=True)
class DataFolder:
    """Names inside the data folder; nothing is made before `prepare`."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "db.sqlite3"

    @property
    def evidence(self) -> Path:
        return self.root / "evidence"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def uploads(self) -> Path:
        return self.root / "tmp"

    @property
    def broker_socket(self) -> Path:
        """Beside the data, or in a private temporary folder where that path is too long.

        Every process of one user finds the same place: the name follows from the folder.
        """
        direct = self.run / "valkey.sock"
        if len(os.fsencode(direct)) <= SOCKET_PATH_LIMIT:
            return direct
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        return _temporary_root() / f"ecoasset-{os.getuid()}-{digest}" / "valkey.sock"

    def prepare(self) -> None:
        """Make the folders, or raise SettingError where this user may not write."""
        try:
            for name in ("", *FOLDERS):
                (self.root / name).mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.run):
                pass
        except OSError as error:
            raise SettingError(
                "ECOASSET_DATA",
                f"不能写入 {self.root}（{error.strerror}）",
                f"cannot write to {self.root} ({error.strerror})",
            ) from None
        if self.broker_socket.parent != self.run:
            make_private(self.broker_socket.parent)


def _temporary_root() -> Path:
    """`/tmp` where there is one: TMPDIR may differ between processes, or be as long again."""
    common = Path("/tmp")  # noqa: S108 - only private folders are made in it
    return common if common.is_dir() else Path(tempfile.gettempdir())


def make_private(folder: Path) -> None:
    """A folder of ours that nobody else can enter; somebody else's under that name is refused."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise SettingError(
            "ECOASSET_DATA",
            f"不能建立 {folder}（{error.strerror}）",
            f"cannot make {folder} ({error.strerror})",
        ) from None
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise SettingError(
            "ECOASSET_DATA",
            f"{folder} 不是本用户的私有文件夹，请删除它或缩短数据文件夹的路径",
            f"{folder} is not a private folder of this user; remove it or shorten the data path",
        )


def key_file(path: Path) -> str:
    """The key kept in `path`, made on first use (0600); two processes at once get the same."""
    try:
        if not path.exists():
            _make_key(path)
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            "ECOASSET_DATA", f"不能读取 {path}（{error}）", f"cannot read {path} ({error})"
        ) from None


def _make_key(path: Path) -> None:
    """Written beside and linked into place, so that nobody reads half a key."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_urlsafe(50) + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
