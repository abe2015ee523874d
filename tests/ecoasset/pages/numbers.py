"""The numbers of the start page beside those of the pages that they lead to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.test import Client

# A number with its address: of the table by edition, of a next step, of a tile, of all that
# came back.
SHOWN = (
    re.compile(r'<a class="count[^"]*" href="(?P<address>[^"]+)">(?P<number>\d+)</a>'),
    re.compile(r'<a href="(?P<address>[^"]+)">[^<]+</a> <b class="push count">(?P<number>\d+)</b>'),
    re.compile(r'<a class="card stat"\s+href="(?P<address>[^"]+)">\s*<b>(?P<number>\d+)'),
    re.compile(r'<a href="(?P<address>[^"]+)">\s*All (?P<number>\d+)'),
)
# Tiles that lead to the table of provinces: the words of each, and the row's count.
COLUMNS = {
    "cities with a reply": "replied",
    "answers in review": "in_review",
    "answers returned": "returned",
    "answers approved": "approved",
    "sent, not in review yet": "sent",
}


@dataclass(frozen=True)
class Number:
    """`behind` is None where the page says nothing of the kind."""

    address: str
    shown: int
    behind: int | None


def numbers_of(client: Client, home: str = "/") -> list[Number]:
    """All of them, in English; each page is asked for."""
    page = client.get(home).content.decode()
    return [
        Number(found["address"], int(found["number"]), _behind(client, found, page))
        for pattern in SHOWN
        for found in pattern.finditer(page)
    ]


def _behind(client: Client, found: re.Match[str], page: str) -> int | None:
    address = found["address"].replace("&amp;", "&")
    answer = client.get(address)
    assert answer.status_code == 200, address
    if address.endswith("#provinces"):
        tile = page[found.end() :].partition("</a>")[0]
        name = next(name for text, name in COLUMNS.items() if text in tile)
        return sum(getattr(row, name) for row in answer.context["provinces"])
    if address.endswith("#final"):
        return answer.content.decode().count('/close/"')
    paginator = answer.context["page"].paginator
    if "show=drafts" in address:
        return sum(city.open_codes for city in paginator.object_list)
    return int(paginator.count)


def assert_behind(client: Client, home: str, *, least: int) -> None:
    """Each number is the one of its page, and there are so many at least."""
    found = numbers_of(client, home)
    assert [one for one in found if one.shown != one.behind] == []
    assert len(found) >= least
