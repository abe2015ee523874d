from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.evidence.leftovers import TooMany, aside_restore, leftovers, leftovers_remove


class Command(BaseCommand):
    help = (
        "List what killed uploads left behind for more than a day: upload (temporary file), "
        "draft (begun in the store), unnamed (in the store, but no row names it), aside (unnamed "
        "before). The periodic tidying removes the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--remove",
            action="store_true",
            help="remove them; unnamed files are set aside and deleted a day later",
        )
        parser.add_argument(
            "--many",
            action="store_true",
            help="also where so many files are unnamed that the database may be another one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per file: kind, bytes, path; then how many, and how many were removed."""
        aside_restore()
        found = leftovers()
        for one in found:
            self.stdout.write(f"{one.kind:8}{one.size:>12}  {one.path}")
        if not options["remove"]:
            self.stdout.write(f"{len(found)} leftovers")
            return
        try:
            removed = leftovers_remove(found=found, many=options["many"])
        except TooMany as error:
            raise CommandError(f"{error}; --many removes them all the same") from error
        self.stdout.write(f"{len(found)} leftovers, {removed} removed")
