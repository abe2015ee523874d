from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from scoring.inputs.selectors import value_in_force, values_replaced
from scoring.inputs.table.ranges import value_problem, year_problem
from scoring.models import Indicator, IndicatorValue
from surveys.errors import Refused
from surveys.history.services import trail_write
from surveys.models import City, Edition, User
from surveys.numbers import number_text
from surveys.open_edition import edition_touch
from surveys.reasons import require_reason

MAX_TEXT = 300


def value_set(
    *,
    actor: User | None,
    edition: Edition,
    city: City,
    indicator: Indicator,
    value: float,
    reason: str,
    source: str = "",
    reference_year: int | None = None,
    today: datetime.date | None = None,
) -> IndicatorValue:
    """Write one signed-off value; for a coded indicator it overrides the answer.

    Refused: a value that the indicator cannot have, no reason, a reference year after
    `today` (without it, after the edition's year). Older values stay as history.
    """
    _check(indicator, value, source)
    reason = require_reason(reason)
    if reference_year is not None:
        this_year = today.year if today else edition.year
        problem = year_problem(reference_year, this_year=this_year)
        if problem is not None:
            raise Refused(problem.reason, field="reference_year")
    with transaction.atomic():
        edition_touch(edition=edition)
        old = _clear(edition, city, indicator)
        row = IndicatorValue.objects.create(
            edition=edition,
            city=city,
            indicator=indicator,
            value=value + 0.0,
            source=source.strip(),
            reference_year=reference_year,
            reason=reason,
            approved=True,
            entered_by=actor,
        )
        new = {"indicator": indicator.code, **_facts(row)}
        _trail(actor, "value.set", row, old, new, reason)
    return row


def value_restore(
    *, actor: User | None, shown: IndicatorValue, earlier: IndicatorValue, reason: str
) -> IndicatorValue:
    """Let the value that `shown` replaced count again: a new row with its number, year and
    source, signed off.

    Refused where `shown` is not in force, where it replaced something else, and for a value
    that the indicator could not have today.
    """
    _check(shown.indicator, earlier.value, earlier.source)
    reason = require_reason(reason)
    with transaction.atomic():
        edition_touch(edition=shown.edition)
        if value_in_force(shown.edition, shown.city, shown.indicator) != shown:
            raise Refused(_("This value is not in force: it was replaced or withdrawn."))
        if values_replaced([shown]).get(shown.pk) != earlier:
            raise Refused(_("This is not the value that was replaced."))
        old = _clear(shown.edition, shown.city, shown.indicator)
        row = IndicatorValue.objects.create(
            edition=shown.edition,
            city=shown.city,
            indicator=shown.indicator,
            value=earlier.value,
            source=earlier.source,
            reference_year=earlier.reference_year,
            reason=reason,
            approved=True,
            entered_by=actor,
        )
        new = {"indicator": shown.indicator.code, **_facts(row)}
        _trail(actor, "value.restore", row, old, new, reason)
    return row


def value_withdraw(
    *,
    actor: User | None,
    edition: Edition,
    city: City,
    indicator: Indicator,
    reason: str,
    shown: IndicatorValue | None = None,
) -> IndicatorValue:
    """Take a cell's value out of force, so that it is missing; for a coded indicator the
    answer counts again. The row, which is returned, stays as history.

    Refused where `shown`, the row that somebody decided on, is not the one in force.
    """
    reason = require_reason(reason)
    with transaction.atomic():
        edition_touch(edition=edition)
        row = value_in_force(edition, city, indicator)
        if shown is not None and shown != row:
            raise Refused(_("This value is not in force: it was replaced or withdrawn."))
        if row is None:
            raise Refused(
                _("%(city)s has no value of %(indicator)s that could be withdrawn.")
                % {"city": city.name, "indicator": indicator.code}
            )
        old = _clear(edition, city, indicator)
        new = {"value": None, "current": False, "approved": False}
        _trail(actor, "value.withdraw", row, old, {"indicator": indicator.code, **new}, reason)
    row.refresh_from_db()
    return row


def _check(indicator: Indicator, value: float, source: str) -> None:
    problem = value_problem(indicator, value)
    if problem is not None:
        raise Refused(
            _("%(indicator)s cannot be %(value)s: %(reason)s")
            % {
                "indicator": f"{indicator.code} {indicator.name}",
                "value": number_text(value),
                "reason": problem.reason,
            },
            field="value",
        )
    if len(source.strip()) > MAX_TEXT:
        text = _("Longer than %(limit)d characters.") % {"limit": MAX_TEXT}
        raise Refused(text, field="source")


def _clear(edition: Edition, city: City, indicator: Indicator) -> dict[str, object]:
    """Take the flags from whatever is in force, and return its facts for the trail."""
    row = value_in_force(edition, city, indicator)
    if row is None:
        return {}
    rows = IndicatorValue.objects.in_force(edition).filter(city=city, indicator=indicator)
    rows.update(current=False, approved=False)
    return _facts(row)


def _facts(row: IndicatorValue) -> dict[str, object]:
    return {
        "value": row.value,
        "source": row.source,
        "reference_year": row.reference_year,
        "current": row.current,
        "approved": row.approved,
    }


def _trail(
    actor: User | None,
    action: str,
    row: IndicatorValue,
    old: dict[str, object],
    new: dict[str, object],
    reason: str,
) -> None:
    trail_write(
        actor=actor,
        action=action,
        subject=row,
        edition=row.edition,
        city=row.city,
        old=old,
        new=new,
        reason=reason,
    )
