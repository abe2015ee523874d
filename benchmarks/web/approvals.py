"""A reviewer who approves answer after answer while readers reload the ranking."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .browser import Answer, Browser
from .readers import Crowd, Json, Tally

DECIDES = "/decide/"
MOST_SECONDS = 240.0
"""A server too slow for all of them is shown by fewer."""


@dataclass(frozen=True)
class Form:
    """Where the verdict goes, and what the page sends along."""

    action: str
    fields: dict[str, str]


class _Verdict(HTMLParser):
    """Finds the form of the verdict among the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.form: Form | None = None
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        action = given.get("action", "")
        if tag == "form" and DECIDES in action:
            self.form, self._inside = Form(action, {}), True
        elif tag == "input" and self._inside and self.form and given.get("type") == "hidden":
            self.form.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def verdict_form(answer: Answer) -> Form | None:
    """None where the page has no form to decide with."""
    parser = _Verdict()
    parser.feed(answer.text())
    return parser.form


@dataclass
class Approvals:
    """From the page of the first answer on: each redirect leads to the next one's."""

    reviewer: Browser
    address: str
    count: int
    tally: Tally = field(default_factory=Tally)

    async def beside(self, readers: Sequence[Browser], ranking: str) -> Json:
        """Milliseconds from sending an approval to having the page that it leads to, the
        redirect included; the errors are those of the approvals and of the readers."""
        page = await self.reviewer.look(self.address, anew=True)
        async with Crowd(readers, ranking).reading() as others:
            await self._approve(page)
        entry = self.tally.to_json()
        return {**entry, "errors": self.tally.errors + others.errors}

    async def _approve(self, page: Answer) -> None:
        started = time.monotonic()
        for _ in range(self.count):
            form = verdict_form(page) if page.status == 200 else None
            if form is None:  # nothing to go on with
                self.tally.errors += 1
                return
            sent = {**form.fields, "verdict": "approved", "reason": ""}
            page, target = await self.reviewer.send(form.action, sent)
            if target == form.action:  # refused: no redirect
                self.tally.errors += 1
                return
            self.tally.add(page)
            if time.monotonic() - started > MOST_SECONDS:
                return
