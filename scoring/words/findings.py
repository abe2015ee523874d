"""What a run noticed, in the reader's language and with the names of what it concerns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from scoring.index.findings import Severity
from scoring.models import Indicator, Node, Variable
from scoring.words.method import FINDING_WORDS

SEVERITY_WORDS: dict[str, Any] = {
    Severity.INFO: _("to know"),
    Severity.WARNING: _("warning"),
    Severity.FAILURE: _("failure"),
}
# The numbers stand in the English detail that is stored with the run.
_DETAILS: dict[str, tuple[str, Any]] = {
    "constant_column": (
        r"all present values are (?P<value>\S+) after treatment.*",
        _("All present values are %(value)s after treatment: it counts nothing."),
    ),
    "unranked_units": (
        r"(?P<n>\d+) units have no score.*",
        _("%(n)s cities have no score and stay unranked."),
    ),
    "tied_ranks": (
        r"(?P<n>\d+) units share a rank.*",
        _("%(n)s cities share a rank with another, the smallest one of their places."),
    ),
    "group_without_values": (
        r"(?P<n>\d+) indicators have no value in this group of (?P<of>\d+) units",
        _("%(n)s indicators have no value in this group of %(of)s cities."),
    ),
    "overflow": (
        r".* in (?P<n>\d+) rows .*",
        _("The value is too large in %(n)s cities and counts as missing."),
    ),
    "total_with_gaps": (
        r"the total of (?P<name>\S+) leaves out missing values in (?P<n>\d+) rows .*",
        _("The total of %(name)s leaves out the missing values of %(n)s cities."),
    ),
    "division_by_zero": (
        r".* in (?P<n>\d+) rows .*",
        _("Division by zero in %(n)s cities: the value counts as missing."),
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


def finding_lines(findings: Iterable[Mapping[str, str]]) -> list[FindingLine]:
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
            text=_text(finding["code"], finding["detail"], variables),
        )
        for finding in stored
    ]


def _gravity(severity: str) -> int:
    order = [str(known) for known in Severity]
    return order.index(severity) if severity in order else len(order)


def _text(code: str, detail: str, variables: Mapping[str, str]) -> str:
    pattern, words = _DETAILS.get(code, ("", None))
    found = re.fullmatch(pattern, detail) if words else None
    if found:
        parts = found.groupdict()
        parts["name"] = variables.get(parts.get("name", ""), parts.get("name", ""))
        return str(words) % parts
    return str(FINDING_WORDS.get(code, detail))
