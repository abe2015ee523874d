import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.lookup import edition_of
from surveys.models import Edition
from surveys.past.disk import folder_read
from surveys.past.judging.plan import Plan
from surveys.past.judging.storable import ImportRefused, require_storable
from surveys.past.services.round_import import round_import_check, round_import_store

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Bring in a round that was kept elsewhere: a workbook and the files named in it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--edition", required=True, help="code of the edition")
        parser.add_argument("--dry-run", action="store_true", help="report only, store nothing")
        parser.add_argument(
            "--partial", action="store_true", help="store the right rows where some are refused"
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what becomes of every row; status 1 where something is refused and nothing
        stored for it, 2 where folder or edition are not what the command needs."""
        try:
            edition = edition_of(options["edition"])
            document, folder = folder_read(options["folder"])
        except (Refused, OSError) as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from error
        told: dict[str, Any] = {"edition": edition, "document": document, "folder": folder}
        told["today"] = timezone.localdate()
        stored = refused = False
        try:
            plan = round_import_check(**told) if options["dry_run"] else None
            if plan is not None:
                require_storable(plan, partial=options["partial"])
            else:
                _batch, plan = round_import_store(actor=None, partial=options["partial"], **told)
                stored = True
        except ImportRefused as refusal:
            plan, refused = refusal.plan, True
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        self._print(edition, plan, stored, options["json"])
        if refused:
            text = _("%(refused)d places are refused; nothing was stored.")
            raise CommandError(text % {"refused": len(plan.refused)})

    def _print(self, edition: Edition, plan: Plan, stored: bool, as_json: bool) -> None:
        if as_json:
            told = json.dumps(report_of(plan, stored), ensure_ascii=False, indent=2)
            self.stdout.write(told)
        else:
            self.stdout.write("\n".join(_lines(edition, plan, stored)))


def report_of(plan: Plan, stored: bool) -> dict[str, Any]:
    """The answer of `--json`."""
    return {
        "stored": stored,
        **plan.counts,
        "findings": [
            {
                "sheet": refusal.sheet,
                "row": refusal.row,
                "column": refusal.column,
                "code": refusal.fault.value,
                "message": refusal.reason,
            }
            for refusal in plan.refused
        ],
        "remarks": [remark.text for remark in plan.findings.all_remarks()],
    }


def _lines(edition: Edition, plan: Plan, stored: bool) -> Iterator[str]:
    names = {
        "letters": _("letters"),
        "replies": _("replies"),
        "answers": _("answers"),
        "files": _("files"),
    }
    for name, counted in plan.counts.items():
        text = _("%(what)s: %(read)d read, %(new)d new, %(same)d the same, %(refused)d refused")
        yield text % {"what": names[name], **counted}
    for refusal in plan.refused:
        where = _("refused: sheet %(sheet)s, row %(row)d, column %(column)s (%(heading)s):")
        facts = {name: getattr(refusal, name) for name in ("sheet", "row", "column", "heading")}
        yield f"{where % facts} {refusal.value} {refusal.reason}"
    for remark in plan.findings.all_remarks():
        yield _("note: %(text)s") % {"text": remark.text}
    if stored:
        yield _("Stored in edition %(code)s.") % {"code": edition.code}
    else:
        yield _("Nothing was stored.")
