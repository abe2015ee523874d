"""What the suite may install on the machine, only when `--allow-install` is given."""

import os
import shutil
import subprocess

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def install_chromium() -> str | None:
    """Debian's chromium; None when it is there, else why it could not be installed."""
    if any(shutil.which(name) for name in CHROMIUM):
        return None
    if shutil.which("apt-get") is None:
        return "no Chromium, and no apt-get to install it with"
    if os.getuid() != 0:
        return "no Chromium, and only root can install it"
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, env=environ, check=False)
        if done.returncode != 0:
            lines = (done.stderr or done.stdout).strip().splitlines() or ["?"]
            return f"no Chromium, and {' '.join(command[:2])} failed: {lines[-1]}"
    return None
