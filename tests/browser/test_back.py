"""Back shows a page of results as it is now, and not as the browser kept it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Request

from tests.browser.conftest import Arrive

pytestmark = pytest.mark.browser
ARRIVAL = "performance.getEntriesByType('navigation')[0].type"


def test_back_to_a_page_that_the_browser_keeps_asks_for_it_again(arrive: Arrive) -> None:
    page = arrive("analyst").page
    page.goto("/editions/2024-demo/ranking/")  # the first look changes a cookie
    page.goto("/editions/2024-demo/types/")
    page.goto("/help/")
    asked: list[str] = []

    def is_the_second(request: Request) -> bool:
        if request.is_navigation_request():
            asked.append(request.url)
        return len(asked) == 2

    with page.expect_request(is_the_second):
        page.go_back(wait_until="commit")
    page.wait_for_load_state()
    assert page.evaluate(ARRIVAL) == "reload"
    assert {url.rpartition("editions")[2] for url in asked} == {"/2024-demo/types/"}


def test_back_to_any_other_page_asks_once(arrive: Arrive) -> None:
    page = arrive("analyst").page
    page.goto("/methods/")
    page.goto("/help/")
    page.go_back()
    page.wait_for_load_state()
    assert page.evaluate(ARRIVAL) == "back_forward"
