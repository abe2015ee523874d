"""Where things lie inside one data folder; standard library only, so that `run` can use it."""

import hashlib
import os
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ecoasset.env import SettingError

KEY_LENGTH = 32  # as for ECOASSET_SECRET_KEY and ECOASSET_DIGEST_KEY
SOCKET_PATH_LIMIT = 100  # the kernel takes 104 to 108 bytes, depending on the system
FOLDERS = ("evidence", "run", "logs", "tmp", "rendered", "pages")


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
    def rendered(self) -> Path:
        """Parts of pages, kept to be shown again; may be emptied at any time."""
        return self.root / "rendered"

    @property
    def pages(self) -> Path:
        """Pictures of documents' pages, kept to be shown again; may be emptied at any time."""
        return self.root / "pages"

    @property
    def sweep_mark(self) -> Path:
        """Renewed by beat whenever a sweep has ended; `./run` watches it."""
        return self.run / "sweep"

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
        """Make the folders, or raise SettingError where this user may not write.

        Our own from before are closed to everybody else; a folder that holds other things
        too, such as `/`, is left as it is.
        """
        try:
            self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._is_ours():
                for name in ("", *FOLDERS):
                    _close(self.root / name)
            for name in FOLDERS:
                (self.root / name).mkdir(mode=0o700, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.run):
                pass
        except OSError as error:
            raise SettingError(
                "ECOASSET_DATA",
                f"不能写入 {self.root}（{error.strerror}）",
                f"cannot write to {self.root} ({error.strerror})",
            ) from None
        if os.path.lexists(self.broker_socket.parent):
            self.make_socket_folder()

    def make_socket_folder(self) -> None:
        """For the broker alone; the others only see to it that it is nobody else's."""
        if self.broker_socket.parent != self.run:
            make_private(self.broker_socket.parent)

    def remove_socket(self) -> None:
        """With its folder, where that lies outside the data."""
        self.broker_socket.unlink(missing_ok=True)
        if self.broker_socket.parent != self.run:
            try:
                self.broker_socket.parent.rmdir()
            except OSError:
                pass

    def _is_ours(self) -> bool:
        """Empty, or with what only we put there."""
        signs = (self.root / "secret_key", self.run / "instance.lock")
        return not any(self.root.iterdir()) or any(sign.exists() for sign in signs)


def keep_private() -> None:
    """Whatever this process writes is for its user alone: SQLite and logs ask for no mode."""
    os.umask(0o077)


def _close(folder: Path) -> None:
    """Take away what group and others may do in a folder of ours; a link is somebody's choice."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and found.st_mode & 0o077:
        folder.chmod(0o700)


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
    """The key kept in `path`, made on first use (0600); two processes at once get the same.

    SettingError for one that is too short: a disk that was full leaves an empty file, and a
    new key in its place would silently break what the old one signed.
    """
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(
            "ECOASSET_DATA", f"不能读取 {path}（{error}）", f"cannot read {path} ({error})"
        ) from None
    if len(key) < KEY_LENGTH:
        raise SettingError(
            "ECOASSET_DATA",
            f"密钥文件 {path} 已损坏（不足 {KEY_LENGTH} 个字符），请从备份恢复",
            f"the key file {path} is damaged (fewer than {KEY_LENGTH} characters); "
            "restore it from the backup",
        )
    return key


def _make_key(path: Path) -> None:
    """Written beside, synced and linked into place, so that nobody ever reads half a key."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(secrets.token_urlsafe(50) + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """The name of a new file is part of its folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
