"""A serving `./run` with the demo editions, and the sign-ins that it printed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ecoasset.env import BASE_DIR
from tests.engines.background import wait_until
from tests.engines.patience import PATIENCE_SECONDS
from tests.infra.cloning import demo_prepared
from tests.infra.launching import STARTED, environment, free_port

ROLES = {
    "研究助理": "assistant",
    "审核员": "reviewer",
    "项目经理": "manager",
    "分析员": "analyst",
    "管理员": "administrator",
}
SIGN_IN = re.compile(r"^(?:演示（合成）)?(\S+?) (\S+)  密码 (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class SignIn:
    username: str
    password: str


@dataclass(frozen=True)
class Product:
    """`sign_ins` by role, as `./run` printed them; `sessions` are cookies of who is in, by role."""

    address: str
    folder: Path
    sign_ins: dict[str, SignIn]
    sessions: dict[str, Any] = field(default_factory=dict)


@contextmanager
def serving(shared: Path, own: Path) -> Iterator[Product]:
    """`./run` on a copy of the prepared folder; every child is gone afterwards."""
    source, printed = demo_prepared(shared)
    folder = Path(shutil.copytree(source, own / "data"))
    port, output = free_port(), own / "run.txt"
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [
                sys.executable,
                str(BASE_DIR / "run"),
                "--port",
                str(port),
                "--data",
                str(folder),
            ],
            env=environment(),
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until(lambda: STARTED in output.read_text("utf-8") or process.poll() is not None)
        assert process.poll() is None, output.read_text("utf-8")
        yield Product(f"http://127.0.0.1:{port}", folder, sign_ins(printed))
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def sign_ins(printed: str) -> dict[str, SignIn]:
    """The last one of each role; of the two coders, the second has a name of its own."""
    found: dict[str, SignIn] = {}
    for title, username, password in SIGN_IN.findall(printed):
        role = "second-assistant" if ROLES[title] == "assistant" in found else ROLES[title]
        found[role] = SignIn(username, password)
    return found
