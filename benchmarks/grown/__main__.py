"""``python -m benchmarks.grown SCALE LOOKS ONLY``: build, measure, print for `growth`."""

import importlib
import io
import json
import sys

import django
from django.core.management import call_command


def main() -> int:
    """Models can be imported only once Django is set up, so what uses them is loaded by name."""
    scale, looks = float(sys.argv[1]), int(sys.argv[2])
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=io.StringIO())
    measured = importlib.import_module("benchmarks.grown.measured").measured(
        scale, looks, sys.argv[3]
    )
    json.dump(measured, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
