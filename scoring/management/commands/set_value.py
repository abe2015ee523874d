import re
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.inputs.services.value import value_set
from scoring.inputs.table.value_cells import cell_number
from scoring.management.cells import cell_arguments, cell_of
from surveys.errors import Refused
from surveys.sheets.cells import Cell
from surveys.sheets.faults import Problem

EXPONENT = re.compile(r"-[0-9.]+[eE][+-]?[0-9]+")


class Command(BaseCommand):
    help = "Write one signed-off indicator value; for a coded indicator it overrides the answer."

    def add_arguments(self, parser: CommandParser) -> None:
        cell_arguments(parser)
        parser.add_argument("value", metavar="VALUE")

    def run_from_argv(self, argv: list[str]) -> None:
        """`-1e2` is a number: with a blank before it the parser takes it for no option."""
        super().run_from_argv([f" {word}" if EXPONENT.fullmatch(word) else word for word in argv])

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one line: edition, city, indicator and the new value."""
        cell = cell_of(options)
        number = cell_number(Cell(1, 1, str(options["value"])), cell.indicator)
        if isinstance(number, Problem):
            raise CommandError(f"{cell.indicator.code} {options['value']!r}: {number.reason}")
        try:
            value_set(
                actor=None,
                edition=cell.edition,
                city=cell.city,
                indicator=cell.indicator,
                value=number,
                reason=options["reason"],
            )
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(f"{cell}  {number!r}")
