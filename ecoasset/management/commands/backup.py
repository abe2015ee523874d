"""A copy of everything that cannot be computed again, while the product runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ecoasset.upkeep.backup import copy_all

MOST_NAMED = 20


class Command(BaseCommand):
    help = (
        "Copy the database, the evidence and the keys into a folder, checked. With SQLite that "
        "folder is a data folder again; with PostgreSQL it holds database.dump for pg_restore. "
        "Exit code 1 where anything is damaged, altered or missing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="new, or of an earlier backup")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line of what was copied, then one on standard error for each thing amiss."""
        folder: Path = options["folder"].absolute()
        data = Path(settings.DATA_DIR).resolve()
        if data == folder.resolve() or data in folder.resolve().parents:
            raise CommandError(f"{folder} is inside the data folder; name another place")
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            outcome = copy_all(data, Path(settings.EVIDENCE_DIR), folder)
        except OSError as error:
            raise CommandError(f"{folder}: {error}") from error
        database = outcome.database or "no database"
        self.stdout.write(f"{database} · {outcome.files} new files of evidence · {folder}")
        if outcome.wrong:
            named = outcome.wrong[:MOST_NAMED]
            rest = len(outcome.wrong) - len(named)
            raise CommandError("\n".join([*named, *([f"and {rest} more"] if rest else [])]))
