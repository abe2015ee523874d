import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from scoring.analysis.audit import AuditSheet, Check, Place, audit_sheet
from scoring.management.editions import edition_named
from scoring.models import Basis
from surveys.models import Edition
from surveys.numbers import number_text


class Command(BaseCommand):
    help = "Audit an edition as it is now: pass, warn or fail per check, with the places."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", required=True, help="code of the edition")
        parser.add_argument("--basis", choices=Basis.values, default=Basis.APPROVED.value)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line per check, then one per place, indented; the last line counts them."""
        edition = edition_named(options["edition"], computed=True)
        basis = Basis(options["basis"])
        sheet = audit_sheet(edition, basis)
        if options["json"]:
            self.stdout.write(json.dumps(_plain(edition, basis, sheet), ensure_ascii=False))
            return
        if sheet.refusal:
            self.stdout.write(f"fail  cannot_be_computed  {sheet.refusal}")
        for check in sheet.checks:
            self.stdout.write(_line(check))
            for place in check.places:
                self.stdout.write(f"      {_words(place)}")
        self.stdout.write(
            f"{edition.code}  {basis}  inputs {sheet.inputs_version}  method {sheet.method}  "
            f"{sheet.passes} pass, {sheet.warns} warn, {sheet.fails} fail"
        )


def _line(check: Check) -> str:
    item = check.item
    count = f"  {len(item.concerns)} places" if item.concerns else ""
    return f"{item.status:<4}  {item.code}{count}"


def _words(place: Place) -> str:
    city = f"{place.city.adcode} {place.city.name}" if place.city else ""
    raw = f"value {number_text(place.raw)}" if place.raw is not None else ""
    return "  ".join(part for part in (city, place.label, place.value, raw) if part)


def _plain(edition: Edition, basis: Basis, sheet: AuditSheet) -> dict[str, Any]:
    return {
        "edition": edition.code,
        "basis": basis.value,
        "inputs_version": sheet.inputs_version,
        "method": sheet.method,
        "refusal": sheet.refusal,
        "pass": sheet.passes,
        "warn": sheet.warns,
        "fail": sheet.fails,
        "checks": [_check(check) for check in sheet.checks],
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "code": check.item.code,
        "status": check.item.status.value,
        "places": len(check.item.concerns),
        "concerns": [
            {
                "adcode": place.city.adcode if place.city else None,
                "city": place.city.name if place.city else None,
                "codes": list(place.codes),
                "value": concern.value,
                "raw": place.raw,
            }
            for place, concern in zip(check.places, check.item.concerns, strict=True)
        ],
    }
