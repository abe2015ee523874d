from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from surveys.people.services.user import user_unlock


class Command(BaseCommand):
    help = "Forget the failed sign-ins from addresses, with an entry for each account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ip", nargs="+")

    def handle(self, *args: Any, **options: Any) -> None:
        """As axes' own command of this name says it."""
        count = sum(user_unlock(actor=None, address=address) for address in options["ip"])
        self.stdout.write(f"{count} attempts removed." if count else "No attempts found.")
