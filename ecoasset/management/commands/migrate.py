from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import migrate

from ecoasset.upkeep.installation import LostDatabase, NotEmpty, refuse_lost


class Command(migrate.Command):
    """Django's, which makes no tables in an empty database where there was a full one."""

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--new-database", action="store_true", help="start anew in an empty database"
        )

    def handle(self, *args: Any, **options: Any) -> Any:
        try:
            refuse_lost(new_database=options["new_database"])
        except (LostDatabase, NotEmpty) as error:
            raise CommandError(str(error)) from error
        return super().handle(*args, **options)
