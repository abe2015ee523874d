"""A person with a browser of his or her own, whose every request and error is noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from tests.browser.product import Product
from tests.engines.patience import STEP_MILLISECONDS

SESSION = "ecoasset_session"
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Chromium reports an answer of these to a fragment's request as an error; the page shows it.
EXPECTED = re.compile(r"Failed to load resource: .* status of (409|422)")


def press(page: Page, key: str) -> None:
    """A key, once the page's scripts are there to hear it, as somebody who has read it would."""
    page.wait_for_load_state()
    page.keyboard.press(key)


@dataclass
class Visitor:
    """`requests` and `errors` of everything that this person's pages did."""

    product: Product
    context: BrowserContext
    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @classmethod
    def arrive(cls, browser: Browser, product: Product, **options: Any) -> Visitor:
        chosen = {"locale": "zh-CN", "viewport": DESKTOP, "reduced_motion": "reduce", **options}
        context = browser.new_context(base_url=product.address, **chosen)
        context.set_default_timeout(STEP_MILLISECONDS)
        visitor = cls(product, context, context.new_page())
        context.on("request", visitor._asked)
        context.on("console", visitor._said)
        context.on("weberror", lambda error: visitor.errors.append(str(error.error)))
        return visitor

    def _asked(self, request: Request) -> None:
        self.requests.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED.search(message.text):
            self.errors.append(f"{message.text} ({self.page.url})")

    def enter(self, role: str) -> None:
        """Signed in: in the session of who came as that role before, else by the form."""
        if role in self.product.sessions:
            self.context.add_cookies(self.product.sessions[role])
            self.page.goto("/")
            if urlsplit(self.page.url).path != "/sign-in/":
                return
        self.sign_in(role)
        kept = [cookie for cookie in self.context.cookies() if cookie["name"] == SESSION]
        self.product.sessions[role] = kept

    def sign_in(self, role: str) -> None:
        """By keyboard alone: the first field has the focus."""
        self.sign_in_as(*self._words(role))

    def sign_in_as(self, username: str, password: str) -> None:
        self.page.goto("/sign-in/")
        keyboard = self.page.keyboard
        self.page.locator("#id_username").focus()
        keyboard.type(username)
        keyboard.press("Tab")
        keyboard.type(password)
        keyboard.press("Enter")
        self.page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in/")

    def _words(self, role: str) -> tuple[str, str]:
        known = self.product.sign_ins[role]
        return known.username, known.password

    def press_until(self, key: str, selector: str, most: int = 80) -> None:
        """Press a key until the focus is there: it can be reached without a mouse."""
        for _press in range(most):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            press(self.page, key)
        raise AssertionError(f"{selector} is not within {most} presses of {key}")

    def leave(self) -> None:
        """Close, and fail for whatever should not have happened on any page."""
        self.context.close()
        elsewhere = {url for url in self.requests if not self._is_ours(url)}
        assert elsewhere == set()
        assert self.errors == [], self.errors

    def _is_ours(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme == "data" or url.startswith(f"{self.product.address}/")
