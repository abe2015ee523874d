import json
from typing import Any

from django.core.management.base import BaseCommand

from scoring.demo.fixture import FIXTURES, read_demo
from scoring.services.demo.accounts import sign_ins
from scoring.services.demo.load import demo_load
from scoring.services.run import edition_recompute
from surveys.models import Edition

FOLDERS = ("demo_2023", "demo_2024")


class Command(BaseCommand):
    help = "Load the synthetic demo editions and compute them; editions already there stay."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one JSON object: the editions and one sign-in for each role of the demo."""
        editions = [
            self._load(folder)
            for folder in FOLDERS
            if (FIXTURES / folder / "edition.json").exists()
        ]
        report = {"editions": editions, "sign_ins": sign_ins()}
        self.stdout.write(json.dumps(report, ensure_ascii=False))

    def _load(self, folder: str) -> dict[str, Any]:
        about = json.loads((FIXTURES / folder / "edition.json").read_text(encoding="utf-8"))
        stored = Edition.objects.filter(code=about["code"]).first()
        if stored is not None:
            return {"edition": stored.code, "loaded": False}
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
