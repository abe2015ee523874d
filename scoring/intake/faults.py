"""What can be wrong with a table of indicator values, beside what can be with any table."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from scoring.unit_words import unit_label
from surveys.sheets.faults import Detail, SheetFault, SheetNote, Worded

# Units among the details, which a message names in the reader's language.
_UNITS = ("unit", "written")


class _InUnits(Worded):
    def say(self, details: Mapping[str, Detail]) -> str:
        units = {key: unit_label(str(details[key])) for key in _UNITS if key in details}
        return super().say({**details, **units})


class Fault(_InUnits):
    NO_HEADER = (
        "no_header",
        _(
            "No header row in the first %(rows)d rows. One row must name the column of the city"
            " and the indicators, or city, indicator and value."
        ),
    )
    NO_CITY = "no_city", _("The row has values but no city.")
    UNKNOWN_CITY = (
        "unknown_city",
        _("Unknown city. Write its six-digit adcode or its full name."),
    )
    TWO_CITIES = (
        "two_cities",
        _("The adcode and the name belong to different cities (%(other)s)."),
    )
    UNKNOWN_INDICATOR = (
        "unknown_indicator",
        _("Unknown indicator. Write its code or its full name."),
    )
    NO_INDICATOR = "no_indicator", _("The row has a value but no indicator.")
    DUPLICATE = (
        "duplicate",
        _(
            "The same city and indicator stand twice: also on sheet %(sheet)s, row %(row)d."
            " Keep one of the two."
        ),
    )
    PERCENT_SIGN = (
        "percent_sign",
        _("Write %(number)s without the percent sign; the unit is %(unit)s."),
    )
    PERCENT_OTHER_UNIT = (
        "percent_other_unit",
        _("A percent sign, but the unit of this indicator is %(unit)s."),
    )
    PERCENT_FORMAT = (
        "percent_format",
        _(
            "The cell is formatted as a percentage and holds %(held)s. Write %(number)s in an"
            " ordinary number format; the unit is %(unit)s."
        ),
    )
    PERCENT_FORMAT_OTHER_UNIT = (
        "percent_format_other_unit",
        _("The cell is formatted as a percentage, but the unit of this indicator is %(unit)s."),
    )
    YES_OR_NO = "yes_or_no", _("Only 1 (yes) or 0 (no).")
    OUT_OF_RANGE = "out_of_range", _("Must be from %(low)s to %(high)s (%(unit)s).")
    TOO_SMALL = "too_small", _("Must not be below %(low)s (%(unit)s).")
    TOO_LARGE = (
        "too_large",
        _("The number is absurdly large. Check it and its unit (%(unit)s)."),
    )


class Note(_InUnits):
    OVERRIDES = (
        "overrides",
        _("%(count)d values of coded indicators (%(codes)s) take the place of the coded answers."),
    )


FAULTS = (SheetFault, Fault)
NOTES = (SheetNote, Note)
