import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.errors import NotThere, Refused
from surveys.lookup import edition_of
from surveys.models import Edition, Outcome
from surveys.statistics.measures.facts import Facts
from surveys.statistics.measures.outcome_table import OutcomeTable, outcome_table, period_of
from surveys.statistics.measures.rates import DIMENSIONS, SINGLE, Rate, rates
from surveys.statistics.selectors import facts_of, rounds_of, table_leaves
from surveys.statistics.slow import slow_inputs, slow_results

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Count what a round came to: rates, the official table, time to reply, a forecast."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--edition", required=True, help="code of the edition")
        parser.add_argument("--round", type=int, metavar="N", help="one round; all by default")
        parser.add_argument(
            "--year", type=_year, metavar="Y", help="the official table of this calendar year"
        )
        parser.add_argument(
            "--by",
            type=_grouping,
            action="append",
            default=[],
            metavar="A,B",
            help=f"rates by several of {', '.join(DIMENSIONS)} at once; may be repeated",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Stores nothing. Exit code 2, and nothing printed, for an edition or a round that is
        not there, or an edition of printed ranks."""
        edition = _edition(options["edition"])
        try:
            rounds = rounds_of(edition, options["round"])
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=BAD_INPUT) from refusal
        leaves, facts = table_leaves(), facts_of(rounds)
        found = _statistics(facts, leaves, options)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for line in _lines(found):
                self.stdout.write(line)


def _year(text: str) -> int:
    if not (text.isdecimal() and 2008 <= int(text) <= 2100):
        raise ArgumentTypeError(f"{text!r}: a year from 2008 to 2100 expected")
    return int(text)


def _grouping(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    strange = [name for name in names if name not in DIMENSIONS]
    if strange or len(set(names)) < len(names):
        raise ArgumentTypeError(f"{text!r}: different ones of {', '.join(DIMENSIONS)} expected")
    return names


def _edition(code: str) -> Edition:
    try:
        return edition_of(code, computed=True)
    except NotThere as error:
        known = ", ".join(Edition.objects.computed().values_list("code", flat=True)) or "-"
        text = _("There is no edition %(code)s. Known: %(known)s")
        words = text % {"code": code, "known": known}
        raise CommandError(words, returncode=BAD_INPUT) from error
    except Refused as refusal:
        raise CommandError(refusal.message, returncode=BAD_INPUT) from refusal


def _statistics(facts: Facts, leaves: list[Outcome], options: dict[str, Any]) -> dict[str, Any]:
    today: date = timezone.localdate()
    groupings = [*SINGLE, *(one for one in options["by"] if one not in SINGLE)]
    table = outcome_table(facts.letters, [leaf.code for leaf in leaves], period_of(options["year"]))
    return {
        "rates": [_rate(rate) for rate in rates(facts, today, groupings)],
        "outcome_table": _table(table),
        **slow_results(slow_inputs(facts, today)),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {**asdict(rate), "denominator_kind": rate.denominator_kind.value, "by": dict(rate.by)}


def _table(table: OutcomeTable) -> dict[str, Any]:
    names = ("received", "carried_in", "by_route", "answered", "leaves", "carried_out", "balanced")
    return {name: getattr(table, name) for name in names}


def _lines(found: dict[str, Any]) -> list[str]:
    """A line for each number, blocks apart."""
    lines = []
    for rate in found["rates"]:
        by = " ".join(f"{name}={value}" for name, value in rate["by"].items())
        share = rate["numerator"] / rate["denominator"]
        lines.append(
            f"{rate['key']:<28} {rate['numerator']:>6} / {rate['denominator']:>6} "
            f"{rate['denominator_kind']:<8} {share:6.1%}  {by}".rstrip()
        )
    lines.append("")
    for name, value in found["outcome_table"].items():
        rows = value.items() if isinstance(value, dict) else ((None, value),)
        lines += [f"{name if key is None else f'{name}.{key}':<40} {one}" for key, one in rows]
    lines.append("")
    for step in found["survival"]:
        band = "".join(
            f" {step[name]:.4f}" if step[name] is not None else " -" for name in ("low", "high")
        )
        lines.append(
            f"day {step['day']:>4}  at risk {step['at_risk']:>6}  {step['share']:.4f}{band}"
        )
    lines.append("forecast  n {n}  low {low}  high {high}".format(**found["forecast"]))
    return lines
