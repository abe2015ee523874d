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
from tests.engines.patience import PATIENCE_SECONDS
from tests.suite.selection import in_sample

pytestmark = pytest.mark.browser

GRAVE = ("serious", "critical")
# No rule of ours needs the style sheets: axe would load them anew, as the policy forbids.
OPTIONS = {"resultTypes": ["violations"], "preload": False}
SHOWN_ROWS = 12
# Rows further down come from the same lines of a template; judging each takes minutes.
SHORTEN = """most => {
  for (const list of document.querySelectorAll("tbody, ol, ul, svg, select")) {
    const seen = {};
    for (const child of [...list.children]) {
      seen[child.tagName] = (seen[child.tagName] || 0) + 1;
      if (seen[child.tagName] > most) child.remove();
    }
  }
}"""
# A page hears of a new width when its next frame is drawn.
NEXT_FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
SENSITIVITY_PAGE = next(place for place in PLACES if place.name == "sensitivity")
SIZES = (DESKTOP, PHONE)
LANGUAGES = {"zh-hans": "manager", "en": "administrator"}


@pytest.fixture(scope="module")
def visitors(browser: Browser, product: Product) -> Iterator[dict[str, Visitor]]:
    """A manager who reads Chinese, and an administrator who chose English."""
    found = {}
    for language, role in LANGUAGES.items():
        found[language] = Visitor.arrive(browser, product)
        found[language].sign_in(role)
    found["en"].page.locator("form.language button[value=en]").click()
    _study(found["zh-hans"])
    yield found
    for visitor in found.values():
        visitor.leave()


def _study(visitor: Visitor) -> None:
    """One Monte Carlo study of the demo's run, asked for and waited for in the browser."""
    SENSITIVITY_PAGE.enter(visitor)
    page = visitor.page
    page.goto(f"{page.url.partition('?')[0]}?kind=monte_carlo")
    page.locator("form[action$='/sensitivity/new/'] button").click()
    page.wait_for_url("**/studies/*/")
    # The page reloads itself when the study is done.
    page.locator("a[href*='/draws/']").wait_for(timeout=PATIENCE_SECONDS * 1000)


def _cases() -> Iterator[Any]:
    """Each place in one language, drawn by its name; in the other with --long."""
    for place in PLACES:
        drawn = sorted(LANGUAGES)[in_sample(str(place), 2)]
        for language in LANGUAGES:
            marks = () if language == drawn else pytest.mark.long
            yield pytest.param(place, language, id=f"{place}-{language}", marks=marks)


@pytest.mark.parametrize(("place", "language"), _cases())
def test_page(
    place: Place, language: str, visitors: dict[str, Visitor], pytestconfig: pytest.Config
) -> None:
    """At both widths; axe judges at one of them, drawn by the place's name, with --long at both."""
    drawn = SIZES[in_sample(f"{place} width", 2)]
    page = visitors[language].page
    page.set_viewport_size(DESKTOP)
    place.enter(visitors[language])
    assert page.locator("html").get_attribute("lang") == language
    page.evaluate(SHORTEN, SHOWN_ROWS)
    for size in SIZES:
        page.set_viewport_size(size)
        page.evaluate(NEXT_FRAME)
        assert width(page) <= size["width"], "nothing is to be scrolled sideways"
        if size == drawn or pytestconfig.getoption("--long"):
            assert grave(page) == []


def width(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def grave(page: Page) -> list[tuple[str, str]]:
    """Findings of axe that keep somebody from using the page: rule, and the first place."""
    found: dict[str, Any] = Axe().run(page, options=OPTIONS).response
    return [
        (finding["id"], finding["nodes"][0]["html"])
        for finding in found["violations"]
        if finding["impact"] in GRAVE
    ]


def test_the_sign_in_page(browser: Browser, product: Product) -> None:
    visitor = Visitor.arrive(browser, product, viewport=PHONE)
    visitor.page.goto("/sign-in/")
    assert grave(visitor.page) == []
    assert width(visitor.page) <= PHONE["width"]
    visitor.leave()
