"""Small cards beside a letter's history, each with what is known and a form to say more."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from surveys.models import InfoRequest
from surveys.models.request import Channel
from surveys.rounds.fees import charge_of
from surveys.rounds.forms.event import LimitForm
from surveys.rounds.forms.letters import DescribeForm


@dataclass(frozen=True)
class Panel:
    """`lines` are read one below the other, the first one largest."""

    name: str
    title: str
    lines: list[str]
    summary: str
    form: forms.Form
    address: str


def panels_of(
    letter: InfoRequest, limit: LimitForm | None, facts: DescribeForm | None
) -> list[Panel]:
    """Forms that were refused come as they were typed."""
    found = [_applicant(letter, facts)]
    if letter.channel == Channel.CONSULTATION:
        found.insert(0, _limit(letter, limit))
    return found


def _limit(letter: InfoRequest, form: LimitForm | None) -> Panel:
    organ = letter.organ
    stored = {"days": organ.limit_days, "unit": organ.limit_unit, "source": organ.limit_source}
    lines = [_("No law sets a limit for consultations, and none that the organ names is known.")]
    if organ.limit_days:
        lines = [
            f"{organ.limit_days} {organ.get_limit_unit_display()}",
            _("Source: %(source)s") % {"source": organ.limit_source},
        ]
    return Panel(
        name="limit",
        title=_("The organ's own limit"),
        lines=lines,
        summary=_("Set the limit"),
        form=form or LimitForm(prefix="limit", initial=stored),
        address=reverse("letter-limit", args=[letter.pk]),
    )


def _applicant(letter: InfoRequest, form: DescribeForm | None) -> Panel:
    names = ("number", "applicant", "applicant_type")
    stored = {name: getattr(letter, name) for name in names}
    return Panel(
        name="applicant",
        title=_("Applicant and fee"),
        lines=_applicant_lines(letter),
        summary=_("Say who signs it, or the query number"),
        form=form or DescribeForm(prefix="facts", initial=stored),
        address=reverse("letter-facts", args=[letter.pk]),
    )


def _applicant_lines(letter: InfoRequest) -> list[str]:
    if not letter.applicant:
        return [_("Nobody is noted as its applicant.")]
    kind = letter.get_applicant_type_display()
    lines = [f"{letter.applicant} · {kind}" if kind else letter.applicant]
    charge = charge_of(letter)
    if charge is None:
        return lines
    words = {"number": charge.number, "price": charge.price}
    said = _("Number %(number)d of this applicant to the organ in the month: no fee.")
    if charge.price:
        said = _(
            "Number %(number)d of this applicant to the organ in the month: up to %(price)d yuan."
        )
    lines.append(said % words)
    if charge.total:
        month = {"count": charge.count, "total": charge.total}
        lines.append(_("All %(count)d of the month: up to %(total)d yuan.") % month)
    return [*lines, _("Source: %(source)s") % {"source": charge.source}]
