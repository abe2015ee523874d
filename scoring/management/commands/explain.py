import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from scoring.analysis.explanation.told import Explanation, Line, explain
from scoring.analysis.sides import MEDIAN, other_side, side_of
from scoring.management.editions import edition_named
from scoring.models import Basis
from scoring.runs.selectors import newest_run


class Command(BaseCommand):
    help = "Say what every node and indicator adds to a city's score, against another city."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", required=True, help="code of the edition")
        parser.add_argument("--city", required=True, metavar="ADCODE")
        parser.add_argument(
            "--against", default=MEDIAN, help="median (default), above, below or an adcode"
        )
        parser.add_argument("--other-edition", help="hold the city against itself in this edition")
        parser.add_argument("--basis", choices=Basis.values, default=Basis.APPROVED.value)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = _explain(options)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(asdict(told), ensure_ascii=False, indent=1))
            return
        for line in told.lines:
            self.stdout.write(_text(line))
        for name, points in asdict(told.causes).items() if told.causes else ():
            self.stdout.write(f"{name:<16} {points:10.4f}")
        self.stdout.write(f"sum error {told.gap:.2e}")


def _explain(options: dict[str, Any]) -> Explanation:
    side = side_of(_run(options["edition"], options["basis"]), options["city"])
    if options["other_edition"]:
        other = side_of(_run(options["other_edition"], options["basis"]), options["city"])
    else:
        other = other_side(side, options["against"])
    return explain(side, other)


def _run(code: str, basis: str) -> Any:
    run = newest_run(edition_named(code, computed=True), basis)
    if run is None:
        raise ValueError(f"Edition {code!r} has no run yet: recompute it first.")
    return run


def _text(line: Line) -> str:
    parts = [
        f"{value:10.4f}" for value in (line.own, line.other, line.difference) if value is not None
    ]
    return f"{'  ' * line.depth}{line.code:<{16 - 2 * line.depth}} {' '.join(parts)}  {line.name}"
