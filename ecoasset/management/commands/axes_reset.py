from typing import Any

from django.core.management.base import BaseCommand

from surveys.people.services.user import user_unlock


class Command(BaseCommand):
    help = "Forget every failed sign-in, with an entry in the history for each account."

    def handle(self, *args: Any, **options: Any) -> None:
        """As axes' own command of this name says it."""
        count = user_unlock(actor=None)
        self.stdout.write(f"{count} attempts removed." if count else "No attempts found.")
