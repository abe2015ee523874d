"""The first administrator, with a random password that is shown exactly once."""

import json
import secrets
from typing import Any

from django.core.management.base import BaseCommand

from surveys.models.user import Role, User
from surveys.people.services.user import user_create

USERNAME = "admin"


class Command(BaseCommand):
    help = "Create the administrator 'admin' with a random password, unless there is one."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints JSON; `password` is null when the account was there already."""
        password = None
        if not User.objects.filter(username=USERNAME).exists():
            password = secrets.token_urlsafe(12)
            user_create(actor=None, username=USERNAME, password=password, role=Role.ADMINISTRATOR)
        self.stdout.write(json.dumps({"username": USERNAME, "password": password}))
