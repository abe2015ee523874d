from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from surveys.people.services.user import user_unlock


class Command(BaseCommand):
    help = "Forget the failed sign-ins of a name from an address, with an entry for the account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ip")
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """As axes' own command of this name says it."""
        count = user_unlock(actor=None, address=options["ip"], username=options["username"])
        self.stdout.write(f"{count} attempts removed." if count else "No attempts found.")
