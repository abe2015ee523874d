from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from scoring.inputs.services.value import value_withdraw
from scoring.management.cells import cell_arguments, cell_of
from surveys.errors import Refused


class Command(BaseCommand):
    help = "Take an indicator value out of force; the cell is missing afterwards."

    def add_arguments(self, parser: CommandParser) -> None:
        cell_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line: edition, city, indicator and the value that was withdrawn."""
        cell = cell_of(options)
        try:
            row = value_withdraw(
                actor=None,
                edition=cell.edition,
                city=cell.city,
                indicator=cell.indicator,
                reason=options["reason"],
            )
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        withdrawn = _("%(value)s withdrawn") % {"value": repr(row.value)}
        self.stdout.write(f"{cell}  {withdrawn}")
