"""What the suite may install on the machine, only when `--allow-install` is given."""

import os
import shutil
import subprocess
from collections.abc import Iterator

SYSTEM = "/usr/sbin"  # not on everybody's path
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# Debian's package by the programs of which any one will do.
WANTED = {
    "chromium": CHROMIUM,
    "nginx-light": ("nginx",),
    "caddy": ("caddy",),
    "openssl": ("openssl",),
}


def install() -> Iterator[str]:
    """Debian's packages of what is missing; one line for each that could not be installed."""
    missing = [name for name, programs in WANTED.items() if not any(map(_found, programs))]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        yield f"no {', '.join(missing)}, and no apt-get to install with"
        return
    if os.getuid() != 0:
        yield f"no {', '.join(missing)}, and only root can install"
        return
    _apt("update")
    for name in missing:
        problem = _apt("install", "--yes", "--no-install-recommends", name)
        if problem:
            yield f"no {name}: {problem}"


def _found(program: str) -> bool:
    return bool(shutil.which(program) or shutil.which(program, path=SYSTEM))


def _apt(*command: str) -> str:
    """What went wrong, in its last line; nothing where it worked."""
    # Debian starts a server that it installs; ours are started by the tests, on their own ports.
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    done = subprocess.run(
        ["apt-get", *command], capture_output=True, text=True, env=environ, check=False
    )
    if done.returncode == 0:
        return ""
    lines = (done.stderr or done.stdout).strip().splitlines() or ["?"]
    return f"apt-get {command[0]} failed: {lines[-1]}"
