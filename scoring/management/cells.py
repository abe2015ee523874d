"""The cell that a command names: edition, city and indicator, or an error that says which."""

from __future__ import annotations

from argparse import ArgumentTypeError
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from scoring.management.editions import edition_named
from scoring.models import Indicator
from surveys.errors import NotThere
from surveys.lookup import city_of
from surveys.models import City, Edition
from surveys.storable import is_storable


@dataclass(frozen=True)
class NamedCell:
    edition: Edition
    city: City
    indicator: Indicator

    def __str__(self) -> str:
        city, indicator = self.city, self.indicator
        return f"{self.edition.code}  {city.adcode} {city.name}  {indicator.code} {indicator.name}"


def cell_arguments(parser: CommandParser) -> None:
    parser.add_argument("--edition", required=True, help="code of the edition")
    parser.add_argument("--city", required=True, metavar="ADCODE")
    parser.add_argument("--indicator", required=True, metavar="CODE")
    parser.add_argument(
        "--reason", type=_text, required=True, metavar="TEXT", help="kept in the history"
    )


def _text(given: str) -> str:
    """Bytes that are no text in the terminal's encoding arrive as halves of surrogate pairs."""
    if not is_storable(given):
        raise ArgumentTypeError(_("The text holds characters that cannot be stored."))
    return given


def cell_of(options: dict[str, Any]) -> NamedCell:
    edition = edition_named(options["edition"])
    try:
        city = city_of(options["city"])
    except NotThere as error:
        raise CommandError(error.message) from error
    indicator = Indicator.objects.filter(code=options["indicator"]).first()
    if indicator is None:
        raise CommandError(
            _("There is no indicator with the code %(code)s.") % {"code": options["indicator"]}
        )
    return NamedCell(edition, city, indicator)
