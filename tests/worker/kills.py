"""Kills processes at random while people write: ``python -m tests.worker.kills --kills 60``.

A real `./run` on a data folder of its own. Somebody approves answers and logs letters with
documents over HTTP and notes what was accepted; studies are asked for. In the end everything
accepted must be stored, every study done, and the newest results those of a computation from
scratch. Prints JSON; exit code 1 where anything is lost.
"""

import argparse
import importlib
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import django

from ecoasset.paths import DataFolder
from tests.infra import launching


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.worker.kills")
    parser.add_argument("--kills", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="for data and logs; kept")
    options = parser.parse_args(arguments)
    folder = options.folder or Path(tempfile.mkdtemp(prefix="ecoasset-kills-"))
    data = DataFolder(folder / "data")
    served = [launching.serve(data, folder)]
    try:
        os.environ.update(ECOASSET_DATA=str(data.root), DJANGO_SETTINGS_MODULE="ecoasset.settings")
        django.setup()
        # Models can be imported only now.
        game = importlib.import_module("tests.worker.kill_game")
        outcome = game.play(served, folder, kills=options.kills, seed=options.seed)
    finally:
        served[-1].process.terminate()
        served[-1].wait_for_exit()
    json.dump(outcome, sys.stdout, ensure_ascii=False, indent=1)
    return 1 if outcome["lost"] or outcome["unfinished"] or not outcome["results_agree"] else 0


if __name__ == "__main__":
    sys.exit(main())
