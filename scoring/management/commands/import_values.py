import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from scoring.inputs.batch.comparison import Checked
from scoring.inputs.batch.fates import FATE_WORDS, Fate, fates
from scoring.inputs.services.batch import batch_check, batch_store
from scoring.inputs.services.batch_decision import SignedOff, batch_sign_off
from scoring.management.editions import edition_named
from scoring.models import ImportBatch
from surveys.errors import Refused
from surveys.evidence.store import sha256_of
from surveys.files.document import Document
from surveys.models import Edition
from surveys.numbers import number_text
from surveys.sheets.door import table_check


class Command(BaseCommand):
    help = "Import indicator values from a spreadsheet (XLSX or CSV, long or wide)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", required=True, help="code of the edition")
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="report only, store nothing")
        parser.add_argument(
            "--partial", action="store_true", help="store the good values where some are refused"
        )
        parser.add_argument("--sign-off", action="store_true", help="count as approved at once")
        parser.add_argument(
            "--confirm",
            action="store_true",
            help="the values are right although a column looks wrong (see the notes)",
        )
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the fate of every value; fails (status 1) where the file is refused."""
        today = timezone.localdate()
        edition = edition_named(options["edition"])
        try:
            document = _document(options["file"])
            checked = batch_check(edition=edition, document=document, today=today)
            wanted = not checked.refused or (
                options["partial"] and bool(checked.good or checked.unchanged)
            )
            batch, signed_off = None, None
            doubtful = bool(checked.doubts) and not (options["confirm"] or options["dry_run"])
            if wanted and not doubtful and not options["dry_run"]:
                batch = batch_store(
                    actor=None,
                    edition=edition,
                    document=document,
                    partial=options["partial"],
                    today=today,
                    confirmed=options["confirm"],
                )
                if options["sign_off"]:
                    signed_off = batch_sign_off(
                        actor=None, batch=batch, confirmed=options["confirm"]
                    )
        except (Refused, ValueError) as error:
            raise CommandError(str(error)) from error
        report = _report(edition, document, checked, batch, signed_off)
        if options["json"]:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        else:
            lines = [*_values(checked), *_lines(report)] if options["dry_run"] else _lines(report)
            self.stdout.write("\n".join(lines))
        if not wanted:
            raise CommandError(
                _("%(refused)d places are refused; nothing was stored.") % checked.counts
            )
        if doubtful:
            raise CommandError(
                _("Doubtful values; nothing was stored. Correct the file, or add --confirm.")
            )


def _document(path: Path) -> Document:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    return table_check(name=path.name, content=content)


def _report(
    edition: Edition,
    document: Document,
    checked: Checked,
    batch: ImportBatch | None,
    signed_off: SignedOff | None,
) -> dict[str, Any]:
    return {
        "edition": edition.code,
        "file": document.name,
        "sha256": sha256_of(document.content),
        "counts": checked.counts,
        "refused": [
            {
                "sheet": refusal.sheet,
                "row": refusal.row,
                "column": refusal.column,
                "heading": refusal.heading,
                "value": refusal.value,
                "fault": refusal.fault,
                "reason": refusal.reason,
            }
            for refusal in checked.refused
        ],
        "values": [
            {
                "fate": line.fate,
                "sheet": line.sheet,
                "row": line.row,
                "column": line.column,
                "city": line.adcode,
                "indicator": line.indicator.partition(" ")[0],
                "old": line.old,
                "value": line.value,
            }
            for line in fates(checked)
            if line.fate != Fate.REFUSED
        ],
        "remarks": [remark.text for remark in checked.remarks],
        "batch": batch.pk if batch else None,
        "approved": signed_off.approved if signed_off else None,
    }


def _values(checked: Checked) -> Iterator[str]:
    """What would become of every value that can be stored."""
    for line in fates(checked):
        if line.fate == Fate.REFUSED:
            continue
        old = "–" if line.old is None else number_text(line.old)
        yield _(
            "%(fate)s: sheet %(sheet)s, row %(row)d, column %(column)s, %(city)s, %(indicator)s:"
            " %(old)s → %(value)s"
        ) % {
            "fate": FATE_WORDS[line.fate],
            "sheet": line.sheet,
            "row": line.row,
            "column": line.column,
            "city": f"{line.adcode} {line.city}",
            "indicator": line.indicator,
            "old": old,
            "value": number_text(float(line.value)),
        }


def _lines(report: dict[str, Any]) -> list[str]:
    lines = [
        _("%(file)s for %(edition)s: %(good)d good, %(unchanged)d unchanged, %(refused)d refused")
        % {"file": report["file"], "edition": report["edition"], **report["counts"]}
    ]
    lines += [
        _("refused: sheet %(sheet)s, row %(row)d, column %(column)s (%(heading)s), %(value)s:")
        % {**refusal, "value": repr(refusal["value"])}
        + f" {refusal['reason']}"
        for refusal in report["refused"]
    ]
    lines += [_("note: %(text)s") % {"text": text} for text in report["remarks"]]
    if report["batch"] is None:
        return [*lines, _("Nothing was stored.")]
    lines.append(_("Stored as batch %(batch)d.") % {"batch": report["batch"]})
    if report["approved"] is not None:
        lines.append(_("Signed off: %(n)d values approved.") % {"n": report["approved"]})
    return lines
