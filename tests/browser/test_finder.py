"""Enter opens the city that was typed, not the first of an older list."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.visitor import press

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/?edition=2024-demo", f"{NEW}/log/"])
def test_enter_waits_for_the_list_of_what_is_typed(path: str, arrive: Arrive) -> None:
    page = arrive("assistant").page
    entered, held = False, list[Route]()

    def hold(route: Route) -> None:
        """No list of the whole word before Enter."""
        if entered:
            route.continue_()
        else:
            held.append(route)

    page.goto(path)
    # A letter typed before the field has the focus is lost, on a slow machine more than one.
    expect(page.locator("[data-finder] input[type=search]")).to_be_focused()
    page.keyboard.type("hang")
    expect(page.locator(".found li").first).to_be_visible()
    page.route("**/log/search/**", hold)
    page.keyboard.type("zhou")
    press(page, "Enter")
    entered = True
    for route in held:
        route.continue_()
    page.wait_for_url(re.compile(r"/cities/330100/reply/"))
