"""Every main page in both languages and at both widths: accessible, quiet, and of this machine.

That no page asks another host, breaks the content policy or logs an error is looked at when a
visitor leaves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.places import PLACES, Place
from tests.browser.product import Product
from tests.browser.visitor import DESKTOP, PHONE, Visitor

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
SHOWN_ROWS = 12
# Rows further down come from the same lines of a template; judging each takes minutes.
SHORTEN = """most => {
  for (const list of document.querySelectorAll("tbody, ol, ul, svg, select"))
    for (const spare of [...list.children].slice(most)) spare.remove();
}"""
LANGUAGES = {"zh-hans": "manager", "en": "administrator"}


@pytest.fixture(scope="module")
def visitors(browser: Browser, product: Product) -> Iterator[dict[str, Visitor]]:
    """A manager who reads Chinese, and an administrator who chose English."""
    found = {}
    for language, role in LANGUAGES.items():
        found[language] = Visitor.arrive(browser, product)
        found[language].sign_in(role)
    found["en"].page.locator("form.language button[value=en]").click()
    yield found
    for visitor in found.values():
        visitor.leave()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_page(place: Place, language: str, visitors: dict[str, Visitor]) -> None:
    page = visitors[language].page
    page.set_viewport_size(DESKTOP)
    place.enter(visitors[language])
    assert page.locator("html").get_attribute("lang") == language
    page.evaluate(SHORTEN, SHOWN_ROWS)
    assert _grave(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert _grave(page) == []


def _grave(page: Page) -> list[tuple[str, str]]:
    """Findings of axe that keep somebody from using the page: rule, and the first place."""
    found: dict[str, Any] = Axe().run(page, options={"resultTypes": ["violations"]}).response
    return [
        (finding["id"], finding["nodes"][0]["html"])
        for finding in found["violations"]
        if finding["impact"] in GRAVE
    ]


def test_the_sign_in_page(browser: Browser, product: Product) -> None:
    visitor = Visitor.arrive(browser, product, viewport=PHONE)
    visitor.page.goto("/sign-in/")
    assert _grave(visitor.page) == []
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    visitor.leave()
