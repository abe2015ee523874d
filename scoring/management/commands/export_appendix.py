from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.export.file import FORMATS
from scoring.management.computed import run_computed
from scoring.management.editions import edition_named
from scoring.models import Basis
from scoring.products.appendix import appendix_export

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
        run = run_computed(edition_named(options["edition"], computed=True), options["basis"])
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
