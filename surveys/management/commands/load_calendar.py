import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.sheets.door import table_check
from surveys.workdays.services import Loaded, calendar_load
from surveys.workdays.sheet import Read, days_read


class Command(BaseCommand):
    help = "Load days off and make-up days of the nation, provinces or cities (XLSX or CSV)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--reason", required=True, metavar="TEXT", help="kept in the history")
        parser.add_argument("--dry-run", action="store_true", help="report only, store nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints what is refused, row by row; fails (status 1) where anything is."""
        try:
            document = _document(options["file"])
            read = days_read(document)
            store = not read.refused and not options["dry_run"]
            loaded = _loaded(document, options["reason"]) if store else None
        except Refused as error:
            raise CommandError(str(error)) from error
        report = _report(options["file"], read, loaded)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(report)))
        if read.refused:
            words = _("%(refused)d places are refused; nothing was stored.")
            raise CommandError(words % {"refused": len(read.refused)})


def _document(path: Path) -> Document:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    return table_check(name=path.name, content=content)


def _loaded(document: Document, reason: str) -> Loaded:
    return calendar_load(actor=None, document=document, reason=reason)


def _report(path: Path, read: Read, loaded: Loaded | None) -> dict[str, Any]:
    names = ("sheet", "row", "column", "heading", "value", "fault", "reason")
    return {
        "file": str(path),
        "days": len(read.days),
        "refused": [{name: getattr(refusal, name) for name in names} for refusal in read.refused],
        "remarks": [remark.text for remark in read.remarks],
        "added": loaded and loaded.added,
        "changed": loaded and loaded.changed,
        "unchanged": loaded and loaded.unchanged,
    }


def _lines(report: dict[str, Any]) -> list[str]:
    lines = [
        _("refused: sheet %(sheet)s, row %(row)d, column %(column)s (%(heading)s), %(value)s:")
        % {**refusal, "value": repr(refusal["value"])}
        + f" {refusal['reason']}"
        for refusal in report["refused"]
    ]
    lines += [_("note: %(text)s") % {"text": text} for text in report["remarks"]]
    if report["added"] is None:
        return [*lines, _("Nothing was stored.")]
    words = _("%(added)d days added, %(changed)d changed, %(unchanged)d unchanged.")
    return [*lines, words % report]
