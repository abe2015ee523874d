"""``python -m benchmarks.scoring [--json] [--growth] [--only KEY ...]``: the speed table.

With ``--json`` standard output holds one JSON object and nothing else.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping

from . import numeric, series, stored
from .entry import Entry

TABLES: tuple[Mapping[str, Callable[[], Entry]], ...] = (numeric.ENTRIES, stored.ENTRIES)
"""Each module of benchmarks adds its keys here; the order is the order of the output."""


def main() -> int:
    """Measure the chosen entries and print them."""
    entries = {key: work for table in TABLES for key, work in table.items()}
    every = {**entries, **series.ENTRIES}
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scoring", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--growth", action="store_true", help="also the long series")
    parser.add_argument("--only", nargs="+", choices=sorted(every), metavar="KEY")
    options = parser.parse_args()
    if options.only:
        chosen = {key: work for key, work in every.items() if key in options.only}
    else:
        chosen = every if options.growth else entries
    results = {key: work().to_json() for key, work in chosen.items()}
    if options.json:
        json.dump(results, sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        for key, result in results.items():
            _print_line(key, result)
    return 0


def _print_line(key: str, result: Mapping[str, float]) -> None:
    parts = [f"{key:24} {result['seconds'] * 1000:10.3f} ms"]
    for name, label in (("bar_seconds", "bar"), ("reference_seconds", "reference")):
        if name in result:
            parts.append(f"{label} {result[name] * 1000:.3f} ms")
    if "peak_mb" in result:
        parts.append(f"peak {result['peak_mb']} MB")
    sys.stdout.write("  ".join(parts) + "\n")


if __name__ == "__main__":
    sys.exit(main())
