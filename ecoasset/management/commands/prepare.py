"""All that `./run` does to the data before it serves, in one process: starting Python five
times would cost more than the work itself on a second start."""

import hashlib
import io
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from ecoasset.launch.instance import only_setup
from scoring.services.demo.choice import demo_decline


class Command(BaseCommand):
    help = "Migrate, load reference data and the demo edition, make the administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--no-demo", action="store_true", help="leave the demo out, for good")
        chosen.add_argument("--demo", action="store_true", help="load it although it was left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one JSON object per line: {"begin": command}, {"end": command, "output": …}."""
        self._step("migrate", interactive=False, verbosity=0)
        self._step("load_reference")
        if options["no_demo"]:
            demo_decline()
        else:
            self._step("load_demo", unless_removed=not options["demo"])
        self._step("ensure_admin")
        self._static()

    def _step(self, command: str, **arguments: Any) -> None:
        self._tell(begin=command)
        output = io.StringIO()
        call_command(command, stdout=output, **arguments)
        self._tell(end=command, output=output.getvalue().strip())

    def _static(self) -> None:
        """Collected and compressed only when a file changed; the checkout's, not the data's."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        digest = _static_digest()
        with only_setup(tell=False):
            if stamp.exists() and stamp.read_text("ascii") == digest:
                self._tell(begin="collectstatic")
                self._tell(end="collectstatic", output="")
                return
            self._step("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(digest, "ascii")

    def _tell(self, **event: str) -> None:
        self.stdout.write(json.dumps(event))
        self.stdout.flush()


def _static_digest() -> str:
    """Of names, sizes and times of everything that would be collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
