"""``python -m benchmarks.marks --json``: how often the marked passages hold the right sentence.

Of every letter in `tests/data/letters` and `tests/data/letters_more`, or in another folder of
that shape, it is known which sentence carries each answer. Printed is the share of these
sentences that stand whole in the at most two passages marked for their question; beside it three
plain rules under the same limits, and ours where the letter lies among 400 pages of other business.
"""

import argparse
import json
import sys
from pathlib import Path

from django.conf import settings

from .marked.letters import SETS
from .marked.measured import long_marked, shares

UPLOAD_MAX_BYTES = 50 * 2**20


def main() -> int:
    """Standard output holds the numbers alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.marks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--missed", action="store_true", help="name what was not marked")
    parser.add_argument("--folder", type=Path, action="append", help="letters.csv and its letters")
    options = parser.parse_args()
    # Reading a letter needs no database and no folder of data.
    settings.configure(UPLOAD_MAX_BYTES=UPLOAD_MAX_BYTES, USE_I18N=False)
    found = {folder.name: shares(folder, options.missed) for folder in options.folder or SETS}
    found["long_texts"] = long_marked()
    if options.json:
        json.dump(found, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
        return 0
    for name, numbers in found.items():
        print(name, *(f"{key}: {value}" for key, value in numbers.items()), sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
