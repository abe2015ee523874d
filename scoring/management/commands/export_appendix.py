from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.export.file import FORMATS
from scoring.management.editions import edition_named
from scoring.models import Basis, ScoreRun
from scoring.products.appendix import appendix_export
from scoring.runs.services import edition_recompute

STANDARD_OUTPUT = "-"


class Command(BaseCommand):
    help = "Write the appendix (city, five ranks) of an edition's newest run as XLSX or CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", required=True, help="code of the edition")
        parser.add_argument("--basis", choices=Basis.values, default=Basis.APPROVED.value)
        parser.add_argument(
            "--output",
            default=STANDARD_OUTPUT,
            help="a file ending in .xlsx or .csv; without it, CSV on standard output",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = self._run(options["edition"], options["basis"])
        output = options["output"]
        extension = "csv" if output == STANDARD_OUTPUT else Path(output).suffix.lower().lstrip(".")
        if extension not in FORMATS:
            raise CommandError(f"{output}: the file name must end in .xlsx or .csv")
        export = appendix_export(run, extension)
        if output == STANDARD_OUTPUT:
            self.stdout.write(export.content.decode("utf-8-sig").replace("\r\n", "\n"), ending="")
            return
        try:
            Path(output).write_bytes(export.content)
        except OSError as error:
            raise CommandError(f"{output}: {error.strerror}") from error
        self.stdout.write(f"{output}  {run.basis}  {run.cities_ranked} cities ranked")

    def _run(self, code: str, basis: str) -> ScoreRun:
        """The newest run; computed here first where the inputs have moved on."""
        edition = edition_named(code, computed=True)
        try:
            runs = edition_recompute(edition_id=edition.pk)
        except ValueError as error:
            raise CommandError(str(error)) from error
        return next(run for run in runs if run.basis == basis)
