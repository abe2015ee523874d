"""``python -m benchmarks.replayed LETTERS``: build, measure, print for `replay`."""

import importlib
import io
import json
import sys

import django
from django.core.management import call_command


def main() -> int:
    """Standard output holds nothing but the numbers."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=io.StringIO())
    measured = importlib.import_module("benchmarks.replayed.measured").measured(int(sys.argv[1]))
    json.dump(measured, sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
