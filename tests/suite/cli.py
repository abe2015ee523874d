"""`./test`: options, the order of the runs, the closing lines and the exit code."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

from ecoasset.env import BASE_DIR, PREFIX
from ecoasset.launch import instance, venv
from ecoasset.launch.children import UNCOMPILED
from ecoasset.launch.messages import Refusal, make_printable
from ecoasset.launch.process import die_with
from tests.engines import postgres
from tests.suite import changed, machine, results, selection

SCRATCH = BASE_DIR / ".test"
NOTHING_COLLECTED = 5
ENDING_SECONDS = 30.0
STATIC_CHECKS = {
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "makemigrations": ("manage.py", "makemigrations", "--check", "--dry-run"),
}
COLLECT = ("-m", "pytest", "--collect-only", "-q")
TYPES = ("-m", "mypy", "ecoasset", "surveys", "scoring", "benchmarks", "tests")
SAMPLED = "long crawls, kills and older migrations but for a sample: --long runs them whole"
# Whole files by turns, in the order of the selection; four for two cores, as many tests wait for
# processes of their own.
PARALLEL = ("-n", "4", "--dist", "loadfile", "--no-loadscope-reorder")
REPEATED = (
    f"PostgreSQL repeats what touches the database; of pages 1 in {selection.PAGES_ONE_IN}, "
    f"without --long of the cases of a test 1 in {selection.CASES_ONE_IN}, and whole where their "
    "queries or transactions may differ"
)


@dataclass
class Outcome:
    """What the closing lines are made of."""

    total: results.Results = field(default_factory=results.Results)
    runs: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Terminated(KeyboardInterrupt):
    """SIGTERM: unlike Ctrl-C at a terminal, our children have not heard of it."""


def _terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise Terminated


def _start(*command: str, output: IO[bytes] | int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [str(venv.PYTHON), *command],
        cwd=BASE_DIR,
        env=_environ(),
        stdout=output,
        stderr=output,
        preexec_fn=die_with(os.getpid(), signal.SIGINT),
    )


def _call(*command: str) -> int:
    """The exit code of a command of the environment's Python, which ends in order with us."""
    process = _start(*command)
    try:
        return process.wait()
    except KeyboardInterrupt as stopped:
        if isinstance(stopped, Terminated):
            process.send_signal(signal.SIGINT)
        process.wait(ENDING_SECONDS)
        raise
    finally:
        process.kill()


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 only when every check and every test that ran passed."""
    make_printable()
    signal.signal(signal.SIGTERM, _terminate)
    given = list(sys.argv[1:] if arguments is None else arguments)
    options, passed_on = _parse(given)  # a question for help is answered before anything is made
    try:
        if Path(sys.prefix) != venv.FOLDER:
            _make_environment()
            os.chdir(BASE_DIR)
            os.execv(venv.PYTHON, [str(venv.PYTHON), str(BASE_DIR / "test"), *given])
        return _run(options, passed_on)
    except (Refusal, OSError) as refused:
        print(refused, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _make_environment() -> None:
    with instance.only_setup():
        if not venv.ready(venv.DEVELOPMENT):
            print("Making .venv with requirements-dev.txt …", flush=True)
            venv.make()
            venv.install(venv.DEVELOPMENT)


def _parse(given: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="./test", description="Run lint, types and all tests; other options go to pytest."
    )
    parser.add_argument("--quick", action="store_true", help="SQLite only")
    parser.add_argument("--long", action="store_true", help="long crawls and kills whole")
    parser.add_argument(
        "--changed",
        nargs="?",
        metavar="=COMMIT",
        help="only what belongs to the files that differ from COMMIT, or from the point where the"
        " branch left main; what is not committed counts. Style, imports and words always",
    )
    parser.add_argument(
        "--allow-install",
        action="store_true",
        help="may install on the machine what tests need (Debian's chromium, nginx, caddy)",
    )
    # Alone it takes no word after it: that one is pytest's.
    return parser.parse_known_args([f"{word}=" if word == "--changed" else word for word in given])


def _run(options: argparse.Namespace, passed_on: list[str]) -> int:
    outcome = Outcome()
    if options.allow_install:
        outcome.left_out.extend(machine.install())
    shutil.rmtree(SCRATCH, ignore_errors=True)
    SCRATCH.mkdir()
    only_some = bool(passed_on)
    if only_some:
        outcome.left_out.append("lint, types and migrations: options were passed on to pytest")
    if options.changed is not None:
        passed_on = [*passed_on, *_belonging(options.changed, outcome)]
    if options.long:
        passed_on = ["--long", *passed_on]
    else:
        outcome.left_out.append(SAMPLED)
    with nullcontext() if only_some else _types_beside(outcome):
        if not only_some:
            _check_statically(outcome)
        _pytest("SQLite", passed_on, outcome)
    if options.quick:
        outcome.left_out.append("the second run against PostgreSQL: --quick")
    else:
        _pytest_on_postgres(passed_on, outcome)
    return _close(outcome)


def _belonging(base: str, outcome: Outcome) -> tuple[str, ...]:
    """The test files of a change, for pytest; none where all belong to it."""
    change = changed.find(base)
    print(f"== {change.line()}", flush=True)
    if change.tests is None:
        outcome.notes.append(change.line())
        return ()
    outcome.left_out.append(f"tests that do not belong: --changed ({change.line()})")
    return change.tests


def _environ() -> dict[str, str]:
    """Nothing of the person's settings, and no data folder in the checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    kept.pop(UNCOMPILED, None)
    return {**kept, "ECOASSET_DATA": str(SCRATCH / "data")}


def _check_statically(outcome: Outcome) -> None:
    """Beside it the tests are read once, so that each process of a run finds them compiled."""
    reading = _start(*COLLECT, output=subprocess.DEVNULL)
    try:
        for name, command in STATIC_CHECKS.items():
            print(f"== {name}", flush=True)
            if _call(*command) != 0:
                outcome.broken.append(name)
        reading.wait()  # what is wrong there, the run itself tells
    finally:
        reading.kill()


@contextmanager
def _types_beside(outcome: Outcome) -> Iterator[None]:
    """While tests wait for processes, mypy computes; what it said is printed at the end."""
    said = SCRATCH / "mypy.txt"
    with said.open("wb") as output:
        process = _start(*TYPES, output=output)
    try:
        yield
        code = process.wait()
        print(f"== mypy\n{said.read_text('utf-8', 'replace').strip()}", flush=True)
        if code != 0:
            outcome.broken.append("mypy")
    finally:
        process.kill()


def _pytest(name: str, arguments: list[str], outcome: Outcome) -> None:
    print(f"== pytest on {name}", flush=True)
    report = SCRATCH / f"{name}.xml"
    parallel = () if "--pdb" in arguments else PARALLEL
    code = _call("-m", "pytest", *parallel, f"--junitxml={report}", *arguments)
    found = results.read(report)
    outcome.total.add(found)
    outcome.runs.append(f"{name}: {found.line()}")
    nothing_there = name != "SQLite" and code == NOTHING_COLLECTED
    if code != 0 and not found.failed and not nothing_there:
        outcome.broken.append(f"pytest on {name} (exit code {code})")


def _pytest_on_postgres(arguments: list[str], outcome: Outcome) -> None:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres.running())
        except postgres.NoPostgres as error:
            outcome.left_out.append(f"the second run against PostgreSQL: {error}")
            return
        print(f"== {server.version}", flush=True)
        outcome.notes.append(REPEATED)
        _pytest("PostgreSQL", [f"--postgres={server.url}", *arguments], outcome)


def _close(outcome: Outcome) -> int:
    print("\n== summary")
    for name in outcome.broken:
        print(f"FAILED: {name}")
    for reason in outcome.left_out:
        print(f"not run: {reason}")
    for reason, count in sorted(outcome.total.reasons.items()):
        print(f"skipped: {reason} ({count})")
    if not outcome.left_out and not outcome.total.reasons:
        print("nothing was skipped")
    for line in (*outcome.notes, *outcome.runs):
        print(line)
    print(outcome.total.line(), flush=True)
    return 1 if outcome.broken or outcome.total.failed else 0
