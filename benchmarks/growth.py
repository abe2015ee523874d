"""``python -m benchmarks.growth --json``: fifty editions, and how long every list takes then.

Builds 100,000 replies and a million entries of the history in a data folder of its own, on
SQLite or with ``--postgresql`` on a server of its own; minutes at full size. Standard output
holds one JSON object, standard error says how far it is.
"""

import argparse
import subprocess
import sys
import tempfile

from .stored import ROOT, environment, server


def main() -> int:
    """Start the process that builds and measures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--json", action="store_true", help="what is printed in any case")
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own")
    parser.add_argument("--scale", type=float, default=1.0, help="0.01: a hundredth of it")
    parser.add_argument("--looks", type=int, default=5, help="at every page; the median counts")
    parser.add_argument("--only", default="/", help="pages whose address begins so")
    options = parser.parse_args()
    chosen = (str(options.scale), str(options.looks), options.only)
    work = [sys.executable, "-m", "benchmarks.grown", *chosen]
    with (
        tempfile.TemporaryDirectory(prefix="ecoasset-growth-") as folder,
        server(options.postgresql) as url,
    ):
        environ = {
            **environment(folder),
            "ECOASSET_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "benchmarks.grown.settings",
            **({"DATABASE_URL": url} if url else {}),
        }
        return subprocess.run(work, cwd=ROOT, env=environ, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
