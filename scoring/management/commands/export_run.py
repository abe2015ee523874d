from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.models import ScoreRun
from scoring.products.bundle import bundle_digest, bundle_export
from scoring.runs.block import BrokenBlock


class Command(BaseCommand):
    help = "Write a run with its inputs, method and results as a ZIP that anybody can check."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, metavar="ID", help="number of the run")
        parser.add_argument("--bundle", required=True, metavar="FILE.zip")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the file, and how to check it."""
        runs = ScoreRun.objects.headers()
        run = runs.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no run {options['run']}.")
        file = Path(options["bundle"])
        try:
            content = bundle_export(run).content
            file.write_bytes(content)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except BrokenBlock as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"manifest {bundle_digest(content)}")
        self.stdout.write(f"{file}  check it: python -m scoring.index verify {file}")
