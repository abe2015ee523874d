import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecoasset.demo.services.accounts import accounts_disable, accounts_enable, sign_ins
from surveys.errors import Refused


class Command(BaseCommand):
    help = (
        "Close or open the accounts of the demo. Closed ones stay closed whatever ./run is "
        "told; open ones get new passwords, and are refused beside real editions."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--disable", action="store_true", help="close all, forget passwords")
        chosen.add_argument("--enable", action="store_true", help="open all, new passwords")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one JSON object: who was changed, and the sign-ins that work."""
        changed: list[str] = []
        try:
            if options["disable"]:
                changed = accounts_disable()
            if options["enable"]:
                changed = accounts_enable()
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        report = {"changed": changed, "sign_ins": sign_ins()}
        self.stdout.write(json.dumps(report, ensure_ascii=False))
