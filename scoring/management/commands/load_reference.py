from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, transaction

from scoring.index.method.method import Method
from scoring.models import MethodVersion
from scoring.reference.services import (
    derivations_check,
    method_load,
    published_load,
    tree_load,
    uses_check,
    variables_load,
)
from surveys.models import Edition
from surveys.open_edition import editions_touch
from surveys.reference.codebook import codebook_load
from surveys.reference.row import FileRow, columns_check, file_rows
from surveys.reference.services import (
    Report,
    cities_load,
    days_load,
    outcomes_load,
)
from surveys.reference_state import reference_known
from surveys.rounds.services.edition import edition_open

CITIES = 337
PUBLISHED = "2023-published"


@dataclass(frozen=True)
class _Files:
    """The files of a folder, each read when its turn comes."""

    folder: Path
    read: dict[str, list[FileRow]] = field(default_factory=dict)

    def rows(self, name: str) -> list[FileRow]:
        if name not in self.read:
            self.read[name] = file_rows(self.folder / name)
        return self.read[name]

    def check(self) -> None:
        """Once all is loaded: BadFile for a column that nothing asked for."""
        for name, rows in self.read.items():
            columns_check(name, rows)


class Command(BaseCommand):
    help = "Load the reference data of fixtures/reference; idempotent, whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures/reference")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 and nothing stored where one row is refused; the report comes anyway."""
        files = _Files(options["folder"])
        reports: list[Report] = []
        try:
            with transaction.atomic():
                _load(files, reports)
                _refuse(reports)
                files.check()
                if any(report.added or report.changed for report in reports):
                    editions_touch()
                reference_known()
        except (OSError, ValueError, DatabaseError) as error:
            raise CommandError(f"{files.folder}: nothing is stored: {error}") from error
        finally:
            for report in reports:
                self.stdout.write(str(report))


def _refuse(reports: list[Report]) -> None:
    """Inside the transaction, so that the good rows go with the bad ones."""
    refused = [reason for report in reports for reason in report.refused]
    if refused:
        more = f" (and {len(refused) - 1} more, listed above)" if len(refused) > 1 else ""
        raise ValueError(f"refused: {refused[0]}{more}")


def _load(files: _Files, reports: list[Report]) -> None:
    """Adds to `reports` as it goes, so that a file that stops it hides no earlier refusal."""
    reports.append(cities_load(rows=files.rows("cities.csv"), expected=CITIES))
    reports.append(days_load(rows=files.rows("regional_days.csv")))
    reports.append(outcomes_load(rows=files.rows("outcomes.csv")))
    questions, rules = files.rows("questions.csv"), files.rows("rules.csv")
    reports.extend(codebook_load(questions=questions, rules=rules))
    reports.append(variables_load(rows=files.rows("variables.csv")))
    reports.extend(tree_load(rows=files.rows("indicators.csv")))
    reports.append(derivations_check(rows=files.rows("indicators.csv")))
    for file, column in (("questions.csv", "indicators"), ("variables.csv", "used_by")):
        reports.append(uses_check(file=file, column=column, rows=files.rows(file)))
    reports.append(_method())
    ranks = files.rows("published_2023.csv")
    reports.append(published_load(edition=_published_edition(), rows=ranks))


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
