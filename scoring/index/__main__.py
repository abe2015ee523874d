"""The index without a database: ``python -m scoring.index [compute|verify] ...``."""

import sys

from scoring.index.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
