"""``python -m benchmarks.web.stage WORK``: what a served data folder needs, as JSON.

Started by `product` beside the running product; models can be imported only once Django is
set up, so what works on them stands in a module of its own, loaded by name.
"""

import importlib
import json
import sys

import django


def main() -> int:
    """Set up, do the work of that name, print what it found."""
    django.setup()
    works = importlib.import_module("benchmarks.web.scene")
    json.dump(works.WORKS[sys.argv[1]](), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
