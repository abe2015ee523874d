from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from scoring.index.method.method import Method
from scoring.models import MethodVersion
from scoring.services.reference import method_load, published_load, tree_load, variables_load
from surveys.models import Edition
from surveys.services.edition import edition_open
from surveys.services.inputs import editions_touch
from surveys.services.reference import (
    Report,
    cities_load,
    outcomes_load,
    questions_load,
    rows_of,
)

CITIES = 337
PUBLISHED = "2023-published"


class Command(BaseCommand):
    help = "Load the reference data of fixtures/reference; idempotent, whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures/reference")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            with transaction.atomic():
                reports = _load(folder)
                if any(report.added or report.changed for report in reports):
                    editions_touch()
        except (OSError, KeyError, ValueError) as error:
            raise CommandError(f"{folder}: {error}") from error
        for report in reports:
            self.stdout.write(str(report))
        if any(report.refused for report in reports):
            raise CommandError("Some rows were refused; see the reasons above.")


def _load(folder: Path) -> list[Report]:
    reports = [
        cities_load(rows=rows_of(folder / "cities.csv"), expected=CITIES),
        outcomes_load(rows=rows_of(folder / "outcomes.csv")),
        questions_load(rows=rows_of(folder / "questions.csv")),
        variables_load(rows=rows_of(folder / "variables.csv")),
        *tree_load(rows=rows_of(folder / "indicators.csv")),
        _method(),
    ]
    rows = rows_of(folder / "published_2023.csv")
    return [*reports, published_load(edition=_published_edition(), rows=rows)]


def _method() -> Report:
    before = MethodVersion.objects.count()
    method_load(method=Method.default())
    added = MethodVersion.objects.count() - before
    return Report("methodversion", added=added, unchanged=1 - added)


def _published_edition() -> Edition:
    found = Edition.objects.filter(code=PUBLISHED).first()
    return found or edition_open(
        actor=None,
        code=PUBLISHED,
        year=2023,
        title_zh="中国城市生态资产管理指数 2023（公布的排名）",
        title_en="City ecological asset management index 2023 (published ranks)",
        note_zh="只有报告附录印出的五列排名，没有指标数值。",
        note_en="The five columns of ranks printed in the report's appendix; no values.",
        ranks_only=True,
    )
