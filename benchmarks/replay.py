"""``python -m benchmarks.replay --json``: open letters counted anew after a change of calendar.

Builds 100,000 letters with their histories in a data folder of its own, on SQLite or with
``--postgresql`` on a server of its own, sets a day off for the nation in the midst of their
periods and does the worker's work. Standard output holds one JSON object, standard error says
how far it is.
"""

import argparse
import subprocess
import sys
import tempfile

from .stored import ROOT, environment, server


def main() -> int:
    """Start the process that builds and measures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    parser.add_argument("--json", action="store_true", help="what is printed in any case")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument("--letters", type=int, default=100_000, help="how many are open")
    options = parser.parse_args()
    work = [sys.executable, "-m", "benchmarks.replayed", str(options.letters)]
    with (
        tempfile.TemporaryDirectory(prefix="ecoasset-replay-") as folder,
        server(options.postgresql) as url,
    ):
        environ = {
            **environment(folder),
            "ECOASSET_LOG_LEVEL": "INFO",
            **({"DATABASE_URL": url} if url else {}),
        }
        return subprocess.run(work, cwd=ROOT, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
