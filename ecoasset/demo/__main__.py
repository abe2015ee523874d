"""`python -m ecoasset.demo`: regenerate the synthetic editions' fixture files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ecoasset.demo.making.edition_2023 import build_2023
from ecoasset.demo.making.edition_2024 import build_2024
from ecoasset.demo.making.reference import FIXTURES, read_reference
from ecoasset.demo.making.write import write_demo


def regenerate(folder: Path) -> list[Path]:
    """Write both editions below `folder`; returns their folders."""
    reference = read_reference()
    finished, _ = build_2023(reference)
    folders = []
    for edition in (finished, build_2024(reference, finished)):
        folders.append(folder / f"demo_{edition.year}")
        write_demo(edition, reference.stored_codes, folders[-1])
    return folders


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the options, write the files, name the folders written."""
    parser = argparse.ArgumentParser(prog="python -m ecoasset.demo", description=__doc__)
    parser.add_argument("--output", type=Path, default=FIXTURES, help="folder (default: fixtures)")
    for folder in regenerate(parser.parse_args(arguments).output):
        sys.stdout.write(f"{folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
