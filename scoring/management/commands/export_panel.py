from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from scoring.export.file import FORMATS
from scoring.management.computed import run_computed
from scoring.management.editions import edition_named
from scoring.models import Basis
from scoring.products.panel_file import LONG, VALUES, WIDE, panel_export
from surveys.models import Edition


class Command(BaseCommand):
    help = "Write the panel over editions (scores, ranks, changes of ranks) as XLSX or CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--out", required=True, metavar="FILE", help="a file ending in .xlsx or .csv"
        )
        parser.add_argument(
            "--editions", nargs="+", metavar="KEY", help="codes of editions; by default all"
        )
        parser.add_argument("--basis", choices=Basis.values, default=Basis.APPROVED.value)
        parser.add_argument(
            "--wide",
            action="store_true",
            help="in a CSV a row per city instead of per city and edition; a workbook has both",
        )
        parser.add_argument(
            "--values",
            action="store_true",
            help="values of indicators: one more sheet, in a CSV instead of the ranks",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """A line per edition, then one for the file."""
        out = options["out"]
        extension = Path(out).suffix.lower().lstrip(".")
        if extension not in FORMATS:
            raise CommandError(f"{out}: the file name must end in .xlsx or .csv")
        runs = [run_computed(edition, options["basis"]) for edition in _editions(options)]
        forms = _forms(extension, wide=options["wide"], values=options["values"])
        try:
            content = panel_export(runs, extension, forms)
            Path(out).write_bytes(content)
        except OSError as error:
            raise CommandError(f"{out}: {error.strerror}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        for run in runs:
            counts = f"{run.cities_ranked} cities ranked"
            self.stdout.write(f"{run.edition.code}  {run.basis}  run {run.pk}  {counts}")
        self.stdout.write(f"{out}  {' '.join(forms)}")


def _editions(options: dict[str, Any]) -> list[Edition]:
    """In the order of their years, whatever the order of the options."""
    named = options["editions"]
    if not named:
        editions = list(Edition.objects.computed())
    else:
        editions = [edition_named(code, computed=True) for code in dict.fromkeys(named)]
    if not editions:
        raise CommandError(_("There is no edition to export."))
    return sorted(editions, key=lambda edition: (edition.year, edition.code))


def _forms(extension: str, *, wide: bool, values: bool) -> list[str]:
    if extension == "csv":
        chosen = [form for form, asked in ((WIDE, wide), (VALUES, values)) if asked]
        return chosen or [LONG]
    return [LONG, WIDE, *([VALUES] if values else [])]
