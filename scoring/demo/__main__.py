"""`python -m scoring.demo`: regenerate the synthetic editions' fixture files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scoring.demo.edition_2023 import build_2023
from scoring.demo.reference import FIXTURES, read_reference
from scoring.demo.write import write_demo


def regenerate(folder: Path) -> list[Path]:
    """Write both editions below `folder`; returns their folders."""
    reference = read_reference()
    finished, _ = build_2023(reference)
    write_demo(finished, reference.stored_codes, folder / "demo_2023")
    return [folder / "demo_2023"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the options, write the files, name the folders written."""
    parser = argparse.ArgumentParser(prog="python -m scoring.demo", description=__doc__)
    parser.add_argument("--output", type=Path, default=FIXTURES, help="folder (default: fixtures)")
    for folder in regenerate(parser.parse_args(arguments).output):
        sys.stdout.write(f"{folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
