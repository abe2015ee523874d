"""``python -m benchmarks.web [--json] [--pages GLOB] [--only SECTION ...] [--quick]``: the pages.

With ``--json`` standard output holds one JSON object and nothing else. The whole takes about
twelve minutes on two cores.
"""

import argparse
import json
import sys
from collections.abc import Collection
from typing import Any

from tests.engines import postgres

from .measures import QUICK, THOROUGH, Length, Measures, say
from .product import NotServing, serving
from .readers import Json
from .table import lines

SECTIONS = ("empty", "pages", "approvals_beside_50_readers", "idle_pss_mb")
EMPTY, PAGES, APPROVALS, IDLE = SECTIONS


def main() -> int:
    """Measure the chosen sections and print them."""
    options = _parse()
    length = QUICK if options.quick else THOROUGH
    try:
        found = measured(options.only or SECTIONS, options.pages, length)
    except NotServing as error:
        say(str(error))
        return 1
    if options.json:
        json.dump(found, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    else:
        sys.stdout.write("\n".join(lines(found)) + "\n")
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    parser.add_argument("--pages", default="*", metavar="GLOB", help="addresses that fit alone")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, metavar="SECTION")
    parser.add_argument("--quick", action="store_true", help="a short look: rough numbers")
    return parser.parse_args()


def measured(sections: Collection[str], pattern: str, length: Length) -> Json:
    """The sections by name; memory is measured before anybody looks at a page."""
    found: dict[str, Any] = {name: None for name in SECTIONS if name in sections}
    say("starting on SQLite")
    with serving() as product:
        measures = Measures(product, length)
        if IDLE in found:
            found[IDLE] = measures.idle_pss_mb()
        if EMPTY in found:
            found[EMPTY] = measures.empty()
        if PAGES in found:
            found[PAGES] = measures.pages(pattern)
        if APPROVALS in found:
            found[APPROVALS] = {"sqlite": measures.approvals()}
    if APPROVALS in found:
        found[APPROVALS]["postgresql"] = _approvals_on_postgresql(length)
    return found


def _approvals_on_postgresql(length: Length) -> Json:
    """On a server with the settings that one has in use, so that a commit is on the disk."""
    say("starting on PostgreSQL")
    try:
        with (
            postgres.running(settings=(postgres.SOCKET_ONLY,)) as server,
            serving(server.url) as product,
        ):
            return Measures(product, length).approvals()
    except postgres.NoPostgres as error:
        return {"skipped": str(error)}


if __name__ == "__main__":
    sys.exit(main())
