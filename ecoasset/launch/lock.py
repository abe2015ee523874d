"""The part of the lock that a requirement file asks for, as pip reads it with `--require-hashes`.

`uv pip compile` writes the lock: a paragraph for each package, with the hashes of all that was
published of its version, and behind `# via` who asks for it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME = "requirements-lock.txt"
_PACKAGE = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)")


@dataclass
class Locked:
    """One paragraph; a package has two where platforms need different versions."""

    name: str
    version: str
    lines: list[str]
    asked_by: set[str]


def read(lock: str) -> list[Locked]:
    found: list[Locked] = []
    for line in lock.splitlines():
        if begins := _PACKAGE.match(line):
            found.append(Locked(_plain(begins[1]), begins[2], [line], set()))
        elif found and line.lstrip().startswith("#"):
            asks = line.lstrip(" #").removeprefix("via").strip()
            found[-1].asked_by.add(asks if asks.startswith("-") else _plain(asks))
        elif found and line.strip():
            found[-1].lines.append(line)
    return found


def part(lock: str, files: Iterable[str]) -> str:
    """What the requirement files need, with all that their packages need in turn."""
    packages = read(lock)
    wanted = {f"-r {file}" for file in files}
    size = 0
    while len(wanted) > size:
        size = len(wanted)
        wanted |= {package.name for package in packages if package.asked_by & wanted}
    lines = [line for package in packages if package.name in wanted for line in package.lines]
    # The last hash of a paragraph ends without the backslash already.
    return "\n".join([*lines, ""])


def missing(lock: str, requirements: str) -> list[str]:
    """What a requirement file pins and the lock does not have in that version."""
    locked = {(package.name, package.version) for package in read(lock)}
    asked = (_PACKAGE.match(line) for line in requirements.splitlines())
    return [pin[0] for pin in asked if pin and (_plain(pin[1]), pin[2]) not in locked]


def _plain(name: str) -> str:
    """As package indexes compare names."""
    return re.sub(r"[-_.]+", "-", name).lower()
