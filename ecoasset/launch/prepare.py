"""Runs `manage.py prepare` and shows its steps as they happen."""

import json
import signal
import subprocess
from dataclasses import dataclass, field
from typing import Any

from ecoasset.env import BASE_DIR
from ecoasset.launch.children import environment
from ecoasset.launch.messages import Progress, Refusal
from ecoasset.launch.process import signal_group, spawn
from ecoasset.launch.venv import PYTHON
from ecoasset.paths import DataFolder

TITLES = {
    "migrate": ("建立或更新数据库", "database"),
    "load_reference": ("载入基础数据", "reference data"),
    "load_demo": ("载入演示数据（合成）", "demo edition (synthetic)"),
    "ensure_admin": ("管理员账号", "administrator"),
    "collectstatic": ("压缩静态文件", "static files"),
}


@dataclass
class Prepared:
    """What the commands printed last, by command."""

    results: dict[str, str] = field(default_factory=dict)

    def json(self, command: str) -> dict[str, Any]:
        try:
            found = json.loads(self.results.get(command, "{}"))
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def prepare(
    data: DataFolder, progress: Progress, *, demo: bool | None, new_database: bool = False
) -> Prepared:
    """Migrations, data, accounts, static files; raises Refusal with the command's last words.

    `demo` None leaves it to what was chosen before.
    """
    log_path = data.logs / "prepare.log"
    command = [str(PYTHON), str(BASE_DIR / "manage.py"), "prepare"]
    command += [] if demo is None else ["--demo" if demo else "--no-demo"]
    command += ["--new-database"] if new_database else []
    done = Prepared()
    with log_path.open("wb") as log:
        process = spawn(
            command,
            folder=BASE_DIR,
            environ=environment(data),
            output=subprocess.PIPE,
            errors=log,
        )
        try:
            for line in process.stdout or ():
                _show(json.loads(line), progress, done)
            process.wait()
        finally:
            signal_group(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode != 0:
        words = log_path.read_text("utf-8", "replace").strip().splitlines() or ["?"]
        raise Refusal(f"{words[-1]}（日志 {log_path}）", f"the start failed, see {log_path}")
    return done


def _show(event: dict[str, str], progress: Progress, done: Prepared) -> None:
    if "begin" in event:
        progress.begin(*TITLES[event["begin"]])
    elif "warn" in event:
        print(f"      ! {event['warn']}", flush=True)
    else:
        done.results[event["end"]] = event["output"]
        progress.end()
