import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.models import User
from surveys.people.services.user import user_set_password, user_unlock


class Command(BaseCommand):
    help = "Give an account a new random password, print it once and note it in the history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """By the system: whoever runs commands here needs no role. The lock-out ends with it."""
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"there is no account {options['username']}")
        password = secrets.token_urlsafe(12)
        user_set_password(actor=None, user=user, password=password)
        user_unlock(actor=None, username=user.username)
        self.stdout.write(password)
