"""``python -m benchmarks.registering --json``: people who register replies and events at once.

On SQLite in a data folder of its own, and with ``--postgresql`` on a server of its own. Standard
output holds one JSON object.
"""

import argparse
import subprocess
import sys
import tempfile

from .stored import ROOT, environment, server


def main() -> int:
    """Start the process that builds and measures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.registering", description=__doc__)
    parser.add_argument("--json", action="store_true", help="what is printed in any case")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--deeds", type=int, default=10, help="of each kind, by everybody")
    options = parser.parse_args()
    numbers = (str(options.people), str(options.deeds))
    work = [sys.executable, "-m", "benchmarks.registered", *numbers]
    with (
        tempfile.TemporaryDirectory(prefix="ecoasset-registering-") as folder,
        server(options.postgresql) as url,
    ):
        environ = {
            **environment(folder),
            "ECOASSET_LOG_LEVEL": "ERROR",
            **({"DATABASE_URL": url} if url else {}),
        }
        return subprocess.run(work, cwd=ROOT, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
