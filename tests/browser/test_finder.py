"""Enter opens the city that was typed, not the first of an older list."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/?edition=2024-demo", f"{NEW}/log/"])
def test_enter_waits_for_the_list_of_what_is_typed(path: str, arrive: Arrive) -> None:
    page = arrive("assistant").page

    def slowly(route: Route) -> None:
        time.sleep(0.4)
        route.continue_()

    page.goto(path)
    # A letter typed before the field has the focus is lost, on a slow machine more than one.
    expect(page.locator("[data-finder] input[type=search]")).to_be_focused()
    page.keyboard.type("hang")
    expect(page.locator(".found li").first).to_be_visible()
    page.route("**/log/search/**", slowly)
    page.keyboard.type("zhou")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cities/330100/reply/"))
