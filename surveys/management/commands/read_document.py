import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.document import document_check
from surveys.files.reading import document_reading


class Command(BaseCommand):
    help = "Show what an upload of each file would give: refusal or text, and what is inside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print a list as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Stores nothing; a file that is refused is told, and is no failure."""
        found = [_report(path) for path in options["files"]]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n\n".join(_lines(report) for report in found))


def _report(path: Path) -> dict[str, Any]:
    report: dict[str, Any] = {
        "file": str(path),
        "accepted": False,
        "media_type": None,
        "reason": None,
        "text": "",
        "parts": [],
    }
    try:
        with path.open("rb") as stream:
            # One byte more than is taken says that it is too large.
            content = stream.read(settings.UPLOAD_MAX_BYTES + 1)
        document = document_check(name=path.name, content=content)
    except OSError as error:
        return {**report, "reason": error.strerror or str(error)}
    except Refused as refusal:
        return {**report, "reason": refusal.message}
    reading = document_reading(document.media_type, document.content)
    return {
        **report,
        "accepted": True,
        "media_type": document.media_type,
        "reason": reading.reason or None,
        "text": reading.text,
        "parts": [{"name": part.name, "kind": part.kind} for part in reading.parts],
    }


def _lines(report: dict[str, Any]) -> str:
    state = report["media_type"] if report["accepted"] else _("refused")
    lines = [f"{report['file']}: {state}"]
    lines += [report["reason"]] if report["reason"] else []
    lines += [
        _("inside: %(name)s (%(kind)s)") % {"name": part["name"], "kind": part["kind"]}
        for part in report["parts"]
    ]
    lines += ["", report["text"].strip()] if report["text"] else []
    return "\n".join(lines)
