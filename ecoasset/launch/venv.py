"""The project's own Python environment: made once, installed again when requirements change."""

import hashlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

from ecoasset.env import BASE_DIR
from ecoasset.launch import lock
from ecoasset.launch.messages import Refusal

FOLDER = BASE_DIR / ".venv"
PYTHON = FOLDER / "bin" / "python"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"
INCLUDES = {RUNTIME: (RUNTIME,), DEVELOPMENT: (DEVELOPMENT, RUNTIME)}


def ready(requirements: str) -> bool:
    """Whether the environment holds exactly what the requirement file asks for."""
    stamp = _stamp(requirements)
    return PYTHON.exists() and stamp.exists() and stamp.read_text("ascii") == _digest(requirements)


def make() -> None:
    """Create `.venv`; a half-made or broken one is replaced."""
    if _works():
        return
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Refusal(
            "缺少 venv 模块（Debian/Ubuntu：apt install python3-venv）",
            "the venv module is missing (Debian/Ubuntu: apt install python3-venv)",
        )
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(FOLDER)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0 or not _works():
        reason = _last_line(done.stderr + done.stdout)
        raise Refusal(f"不能建立 {FOLDER}：{reason}", f"cannot make {FOLDER}: {reason}")


def install(requirements: str) -> None:
    """pip install from the lock, one line per package that is fetched; raises Refusal with
    pip's last error, and where a package is not the one that was locked."""
    wanted = FOLDER / f".wanted-{requirements}"
    wanted.write_text(_locked(requirements), "utf-8")
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    lines: list[str] = []
    with subprocess.Popen(
        [*command, "--require-hashes", "-r", str(wanted)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            lines.append(line)
            if re.match(r"(Collecting|Installing|Building)", line):
                print(f"      {line.strip().partition(' (from')[0][:90]}", flush=True)
    if process.returncode != 0:
        raise _refusal(lines)
    for included in INCLUDES[requirements]:
        _stamp(included).write_text(_digest(included), "ascii")


def _locked(requirements: str) -> str:
    text = (BASE_DIR / lock.NAME).read_text("utf-8")
    for included in INCLUDES[requirements]:
        missing = lock.missing(text, (BASE_DIR / included).read_text("utf-8"))
        if missing:
            raise Refusal(
                f"{lock.NAME} 中没有 {missing[0]}：按 docs/dependencies.md 更新",
                f"{lock.NAME} lacks {missing[0]}: renew it as docs/dependencies.en.md says",
            )
    return lock.part(text, INCLUDES[requirements])


def _refusal(lines: list[str]) -> Refusal:
    """From pip's output; it names the package on the line after the one about hashes."""
    for position, line in enumerate(lines):
        if "DO NOT MATCH THE HASHES" in line:
            package = (lines[position + 1 :] or ["?"])[0].strip().partition(" ")[0]
            return Refusal(
                f"软件包 {package} 与 {lock.NAME} 中的校验和不符，什么也没有安装",
                f"the package {package} does not match its hash in {lock.NAME}; "
                "nothing was installed",
            )
    errors = [line for line in lines if line.startswith("ERROR")] or lines
    reason = _last_line("".join(errors))
    return Refusal(f"安装软件包失败：{reason}", f"installing packages failed: {reason}")


def _works() -> bool:
    if not PYTHON.exists():
        return False
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(PYTHON), "-c", check], capture_output=True).returncode == 0


def _stamp(requirements: str) -> Path:
    return FOLDER / f".installed-{requirements}"


def _digest(requirements: str) -> str:
    """Changes with the files' text and with the Python that the environment was made from."""
    digest = hashlib.sha256()
    for included in (*INCLUDES[requirements], lock.NAME):
        digest.update((BASE_DIR / included).read_bytes())
    configuration = FOLDER / "pyvenv.cfg"
    if configuration.exists():
        digest.update(configuration.read_bytes())
    return digest.hexdigest()


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "?"
