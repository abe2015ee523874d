import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from surveys.clock.calendar import Calendars
from surveys.clock.clock import Clock, clock
from surveys.clock.events import BadEvent, event_read
from surveys.rounds.event_words import event_refusal
from surveys.workdays.selectors import calendars_now
from surveys.workdays.shipped import shipped_adcodes

BAD_INPUT = 2


@dataclass(frozen=True)
class _Case:
    """`place` names it in a refusal; empty for the events of the command line."""

    events: list[object]
    city: str | None
    place: str = ""


class _BadCase(ValueError):
    """Why a case cannot be read."""


class Command(BaseCommand):
    help = "Print when the reply to a disclosure request is due, and why, as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("events", nargs="*", metavar="EVENT", help="such as submitted:DATE:web")
        parser.add_argument("--city", metavar="ADCODE", help="count its own days off too")
        parser.add_argument("--cases", type=Path, metavar="FILE.json", help="a list of cases")
        parser.add_argument(
            "--third-party-cap",
            type=_working_days,
            metavar="DAYS",
            help="count at most so many working days for a third party; none by default",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Stores nothing. Exit code 2, and nothing printed, where one case is bad."""
        try:
            cases = _cases(options["events"], options["cases"], options["city"])
            calendars, cities = calendars_now(), shipped_adcodes()
            found = [_result(case, calendars, cities, options) for case in cases]
        except _BadCase as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from error
        shown = found if options["cases"] else found[0]
        self.stdout.write(json.dumps(shown, ensure_ascii=False, indent=2))


def _working_days(text: str) -> int:
    # Four digits at most: a pause of millions of days ends after the last year of any calendar.
    if re.fullmatch(r"[0-9]{1,4}", text) is None or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: a number of working days expected")
    return int(text)


def _cases(events: list[str], file: Path | None, city: str | None) -> list[_Case]:
    if bool(events) == bool(file):
        raise _BadCase(_("Give either events or a file of cases."))
    if file is None:
        return [_Case(list(events), city)]
    try:
        listed = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise _BadCase(f"{file}: {error}") from error
    if not isinstance(listed, list):
        raise _BadCase(_("%(file)s: a list of cases expected.") % {"file": file})
    return [_case(case, city, f"case {number}: ") for number, case in enumerate(listed, start=1)]


def _case(case: object, city: str | None, place: str) -> _Case:
    """A list of events, or an object that has them with a city."""
    if isinstance(case, list):
        return _Case(case, city, place)
    if not isinstance(case, dict) or not isinstance(case.get("events"), list):
        raise _BadCase(place + _("A list of events expected, or an object that has “events”."))
    strange = sorted(case.keys() - {"events", "city"})
    if strange:
        raise _BadCase(place + _("Unknown: %(names)s.") % {"names": ", ".join(strange)})
    own = case.get("city", city)
    if own is not None and not isinstance(own, str):
        raise _BadCase(place + _("A city is the text of its adcode."))
    return _Case(case["events"], own, place)


def _result(
    case: _Case, calendars: Calendars, cities: frozenset[str], options: dict[str, Any]
) -> dict[str, Any]:
    if not case.events:
        raise _BadCase(case.place + _("There is no event."))
    if case.city is not None and case.city not in cities:
        unknown = _("There is no city with the adcode %(adcode)s.") % {"adcode": case.city}
        raise _BadCase(case.place + unknown)
    try:
        events = [event_read(text) for text in case.events]
        return _shown(clock(events, calendars, case.city, options["third_party_cap"]))
    except BadEvent as error:
        raise _BadCase(f"{case.place}{error.event}: {event_refusal(error)}") from error


def _shown(found: Clock) -> dict[str, Any]:
    return {
        "due": found.due and found.due.isoformat(),
        "due_local": found.due_local and found.due_local.isoformat(),
        "provisional": found.provisional,
        "steps": [
            {
                "event": step.event.kind,
                "date": step.event.date.isoformat(),
                "article": step.article,
                "effect": step.effect,
                "due": step.due and step.due.isoformat(),
            }
            for step in found.steps
        ],
        "flags": list(found.flags),
    }
