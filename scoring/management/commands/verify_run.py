from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.models import ScoreRun
from scoring.runs.reproduction import verify


class Command(BaseCommand):
    help = "Compute a stored run again from its stored inputs and compare everything."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, metavar="ID", help="number of the run")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line where the run is proven; otherwise every fault, and exits with 1."""
        runs = ScoreRun.objects.headers()
        run = runs.filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no run {options['run']}.")
        faults = verify(run)
        if faults:
            raise CommandError("\n".join([f"run {run.pk} is NOT what it says:", *faults]))
        self.stdout.write(
            f"run {run.pk}  {run.edition.code}  {run.basis}  verified: inputs "
            f"{run.input_hash[:16]}, scores to 1e-12, ranks exactly"
        )
