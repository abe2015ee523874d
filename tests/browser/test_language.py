"""Chinese whatever the browser asks for; English by choice, and then for good."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive

pytestmark = pytest.mark.browser


def test_chinese_in_an_english_browser(arrive: Arrive) -> None:
    visitor = arrive(locale="en-US")
    page = visitor.page
    page.goto("/sign-in/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.locator("h1")).to_have_text("登录")
    visitor.sign_in("analyst")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_english_stays_after_signing_in_again(arrive: Arrive) -> None:
    """The choice belongs to the person: another browser shows it too."""
    visitor = arrive("analyst")
    page = visitor.page
    page.goto("/help/")
    page.locator("form.language button[value=en]").click()
    expect(page.locator("h1")).to_have_text("Help")
    page.locator("details.menu-right summary").click()
    page.locator("details.menu-right form button").click()
    page.wait_for_url("**/sign-in/")

    other = arrive("analyst")
    other.page.goto("/help/")
    expect(other.page.locator("html")).to_have_attribute("lang", "en")
    expect(other.page.locator("h1")).to_have_text("Help")
    other.page.locator("form.language button[value=zh-hans]").click()
    expect(other.page.locator("h1")).to_have_text("帮助")
