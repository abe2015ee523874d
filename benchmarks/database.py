"""``python -m benchmarks.database KEY``: one measurement on a fresh database, as JSON.

Started by `stored`, which names the data folder. Models can be imported only once Django
is set up, so the measurements stand in a module of their own, loaded by name.
"""

import importlib
import io
import json
import sys

import django
from django.core.management import call_command


def main() -> int:
    """Set up, measure, print."""
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=io.StringIO())
    measures = importlib.import_module("benchmarks.edition")
    json.dump(measures.MEASURES[sys.argv[1]]().to_json(), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
