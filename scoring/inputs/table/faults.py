"""What can be wrong with a table of indicator values, beside what can be with any table."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from scoring.unit_words import unit_label
from surveys.places.cities import PlaceFault
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
    PROVINCE_OR_CITY = (
        "province_or_city",
        _(
            "Doubtful: this may be the province or the city of that name. Write the city's adcode"
            " (%(adcode)s) or its full name (%(city)s), or delete the row."
        ),
    )
    TWO_CITIES = (
        "two_cities",
        _("The adcode and the name belong to different cities (%(other)s)."),
    )
    UNKNOWN_INDICATOR = (
        "unknown_indicator",
        _("Unknown indicator. Write its code or its full name."),
    )
    OTHER_UNIT = (
        "other_unit",
        _(
            "The file says %(written)s, but the unit of this indicator is %(unit)s, and one cannot"
            " be converted to the other. Write the values in %(unit)s, or correct the heading."
        ),
    )
    UNIT_ASKED = (
        "unit_asked",
        _(
            "Is “%(written)s” a unit? It is not understood. Write the unit of the numbers, for"
            " instance %(unit)s."
        ),
    )
    TWO_UNITS = (
        "two_units",
        _(
            "Two units are given: %(written)s and %(other)s. Keep the one that is right; the"
            " unit of this indicator is %(unit)s."
        ),
    )
    OTHER_QUANTITY = (
        "other_quantity",
        _(
            "“%(text)s” is another quantity than the indicator %(name)s (%(unit)s). Put the"
            " indicator's own values here, or delete the column."
        ),
    )
    OTHER_SCOPE = (
        "other_scope",
        _(
            "“%(text)s” is not the whole city. The indicator %(name)s is about the whole city:"
            " put those values here (“全市”), or delete the column."
        ),
    )
    HEADING_ASKED = (
        "heading_asked",
        _(
            "What does “%(text)s” say of the indicator %(name)s? Write its unit (%(unit)s) or"
            " year there, or delete these words if they change nothing."
        ),
    )
    TWO_INDICATORS = (
        "two_indicators",
        _("The lines of this heading name two indicators: %(name)s and %(other)s."),
    )
    SEVERAL_YEARS = (
        "several_years",
        _("The table holds several years for one city (%(years)s). Keep the values of one year."),
    )
    TWO_YEARS = (
        "two_years",
        _("The heading says the year %(year)d, the row another one. Keep the right one."),
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
    CONVERTED = (
        "converted",
        _(
            "Sheet %(sheet)s, “%(heading)s”: %(count)d values were converted from %(written)s to"
            " %(unit)s (multiplied by %(factor)s)."
        ),
    )
    FORMER_NAME = (
        "former_name",
        _("Sheet %(sheet)s, row %(row)d: the former name %(text)s was read as %(city)s."),
    )
    FRACTIONS = (
        "fractions",
        _(
            "%(name)s: all %(count)d values lie between 0 and 1, but the unit is %(unit)s. Is"
            " %(example)s meant as %(percent)s? Then multiply the values by 100."
        ),
    )
    MAGNITUDE = (
        "magnitude",
        _(
            "%(name)s (%(unit)s): the values are about %(times)s times the last ones of the same"
            " %(cities)d cities (median). Check the unit."
        ),
    )
    EXPECTED = (
        "expected",
        _(
            "%(name)s (%(unit)s): the values of %(cities)d cities are about %(times)s times what"
            " their other values suggest (median). Check the unit."
        ),
    )
    OVERRIDES = (
        "overrides",
        _("%(count)d values of coded indicators (%(codes)s) take the place of the coded answers."),
    )


FAULTS = (SheetFault, PlaceFault, Fault)
NOTES = (SheetNote, Note)
