import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ecoasset.demo.fixture import FIXTURES, read_demo
from ecoasset.demo.services.accounts import sign_ins
from ecoasset.demo.services.choice import demo_left_out, demo_want
from ecoasset.demo.services.load import demo_load
from scoring.runs.services import edition_recompute
from surveys.errors import Refused
from surveys.models import Edition

FOLDERS = ("demo_2023", "demo_2024")


class Command(BaseCommand):
    help = "Load the synthetic demo editions and compute them; editions already there stay."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--unless-removed",
            action="store_true",
            help="as ./run does: not where the demo was declined or removed, nor beside real data",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one JSON object: the editions, one sign-in for each role of the demo, and
        `left_out`, why nothing was loaded."""
        codes = {_about(folder)["code"]: folder for folder in FOLDERS if _is_there(folder)}
        left_out = demo_left_out(codes.keys()) if options["unless_removed"] else None
        editions = []
        if left_out is None:
            try:
                editions = [self._load(code, folder) for code, folder in codes.items()]
            except Refused as refusal:
                raise CommandError(refusal.message) from refusal
            demo_want()
        report = {"editions": editions, "sign_ins": sign_ins(), "left_out": left_out}
        self.stdout.write(json.dumps(report, ensure_ascii=False))

    def _load(self, code: str, folder: str) -> dict[str, Any]:
        if Edition.objects.filter(code=code).exists():
            return {"edition": code, "loaded": False}
        demo = read_demo(FIXTURES / folder)
        values_csv = (FIXTURES / folder / "values.csv").read_bytes()
        loaded = demo_load(demo=demo, values_csv=values_csv)
        edition_recompute(edition_id=loaded.edition.pk)
        return {
            "edition": loaded.edition.code,
            "loaded": loaded.created,
            "values": loaded.values,
            "answers": loaded.answers,
        }


def _is_there(folder: str) -> bool:
    return (FIXTURES / folder / "edition.json").exists()


def _about(folder: str) -> dict[str, Any]:
    about: dict[str, Any] = json.loads(
        (FIXTURES / folder / "edition.json").read_text(encoding="utf-8")
    )
    return about
