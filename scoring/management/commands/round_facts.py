import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring.management.editions import edition_named
from scoring.models import Basis
from scoring.round_facts.counts import ALL, KINDS, Count, PlaceCounts, counted
from scoring.round_facts.known import known_facts


class Command(BaseCommand):
    help = "Count the seven facts of a report: of all cities, and by region, level and so on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", required=True, help="code of the edition")
        parser.add_argument("--basis", choices=Basis.values, default=Basis.APPROVED.value)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each fact of each place."""
        edition = edition_named(options["edition"], computed=True)
        basis = Basis(options["basis"])
        known = known_facts(edition, basis)
        rows = [row for kind in (ALL, *KINDS) for row in counted(known, kind)]
        if options["json"]:
            facts = [fact for row in rows for fact in _plain(row)]
            shown = {"edition": edition.code, "basis": basis.value, "facts": facts}
            self.stdout.write(json.dumps(shown, ensure_ascii=False))
            return
        for row in rows:
            for count in row.counts:
                self.stdout.write(_line(row.place.key, count))


def _plain(row: PlaceCounts) -> list[dict[str, Any]]:
    return [
        {
            "place": row.place.key,
            "fact": count.fact,
            "yes": count.yes,
            "no": count.no,
            "cities": count.cities,
            "yes_by": {rests.value: n for rests, n in count.by_rests.items()},
            "no_by": {rests.value: n for rests, n in count.no_by_rests.items()},
        }
        for count in row.counts
    ]


def _line(place: str, count: Count) -> str:
    share = f"{count.share:6.1%}" if count.share is not None else "     -"
    return f"{place:<16} {count.fact:<22} {count.yes:>4} / {count.cities:>4} cities {share}"
