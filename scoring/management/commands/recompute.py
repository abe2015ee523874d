from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.management.editions import edition_named
from scoring.runs.services import edition_recompute


class Command(BaseCommand):
    help = "Compute both bases of an edition in this process, without a broker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", required=True, help="code of the edition")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line per run: edition, basis, method, inputs version, hash, cities."""
        edition = edition_named(options["edition"], computed=True)
        try:
            runs = edition_recompute(edition_id=edition.pk)
        except ValueError as error:
            raise CommandError(str(error)) from error
        for run in runs:
            self.stdout.write(
                f"run {run.pk}  {edition.code}  {run.basis}  method {run.method}  "
                f"inputs {run.inputs_version}  {run.input_hash[:16]}  "
                f"{run.cities_ranked} cities ranked"
            )
