"""What a run noticed, in the reader's language and with the names of what it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from scoring.index.codes import Detail, FindingCode
from scoring.index.findings import Severity
from scoring.kept_reason import TEXT
from scoring.models import Indicator, Node, Variable
from scoring.words.details import shown_details

SEVERITY_WORDS: dict[str, Any] = {
    Severity.INFO: _("to know"),
    Severity.WARNING: _("warning"),
    Severity.FAILURE: _("failure"),
}
FINDING_WORDS: dict[FindingCode, Any] = {
    FindingCode.GROUP_WITHOUT_VALUES: _(
        "%(indicators)s indicators have no value in this group of %(units)s cities."
    ),
    FindingCode.UNITS_WITHOUT_GROUP: _(
        "%(units)s cities without a group keep their missing cells."
    ),
    FindingCode.STILL_SKEWED: _("Still skewed after every step and the logarithm."),
    FindingCode.CONSTANT_COLUMN: _(
        "All present values are %(value)s after treatment: it counts nothing."
    ),
    FindingCode.EMPTY_COLUMN: _("No city has a value: it counts nothing."),
    FindingCode.CONSTANT_NODE: _(
        "All cities score the same here, so it adds nothing to its parent."
    ),
    FindingCode.UNRANKED_UNITS: _("%(units)s cities have no score and stay unranked."),
    FindingCode.TIED_RANKS: _(
        "%(units)s cities share a rank with another, the smallest one of their places."
    ),
    FindingCode.EMPTY_NODE: _("No city has a score here."),
    FindingCode.OVERFLOW: _("The value is too large in %(units)s cities and counts as missing."),
    FindingCode.TOTAL_WITH_GAPS: _(
        "The total of %(variable)s leaves out the missing values of %(units)s cities."
    ),
    FindingCode.DIVISION_BY_ZERO: _(
        "Division by zero in %(units)s cities: the value counts as missing."
    ),
}


@dataclass(frozen=True)
class FindingLine:
    """`name` is empty where the subject is neither a node nor an indicator."""

    severity: str
    severity_label: str
    subject: str
    name: str
    text: str


def finding_lines(findings: Iterable[Mapping[str, Any]]) -> list[FindingLine]:
    """The findings stored with a run, gravest first."""
    stored = sorted(findings, key=lambda finding: -_gravity(finding["severity"]))
    codes = {finding["subject"] for finding in stored}
    names = {node.code: node.name for node in Node.objects.filter(code__in=codes)}
    names |= {item.code: item.name for item in Indicator.objects.filter(code__in=codes)}
    variables = {item.code: item.name for item in Variable.objects.all()} if stored else {}
    return [
        FindingLine(
            severity=finding["severity"],
            severity_label=str(SEVERITY_WORDS.get(finding["severity"], finding["severity"])),
            subject=finding["subject"],
            name=names.get(finding["subject"], ""),
            text=finding_words(finding["code"], finding["details"], variables),
        )
        for finding in stored
    ]


def _gravity(severity: str) -> int:
    order = [str(known) for known in Severity]
    return order.index(severity) if severity in order else len(order)


def finding_words(
    code: str, details: Mapping[str, Detail], variables: Mapping[str, str] | None = None
) -> str:
    """The sentence of a finding; one from before codes were kept stands as it was written."""
    if code not in FINDING_WORDS:
        return str(details.get(TEXT, code))
    shown = shown_details(details)
    name = shown.get("variable", "")
    shown["variable"] = (variables or {}).get(name, name)
    return str(FINDING_WORDS[FindingCode(code)]) % shown
