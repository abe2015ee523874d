"""``python -m benchmarks.registered PEOPLE DEEDS``: build, measure, print for `registering`."""

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
    crowd = importlib.import_module("benchmarks.registrars")
    json.dump(crowd.measured(int(sys.argv[1]), int(sys.argv[2])), sys.stdout, indent=2)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
