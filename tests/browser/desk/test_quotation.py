"""The mark of a quotation follows what is typed; a late day of receipt is called late at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.places import CITY, NEW
from tests.browser.visitor import press

pytestmark = pytest.mark.browser


def test_a_quotation_is_looked_for_as_it_is_typed(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{NEW}/cities/360300/code/")
    words = page.locator("#reading pre.words")
    expect(words).to_be_visible()
    card = page.locator("#q-gep_standard")
    mark = card.locator("[data-check]").first
    expect(mark).to_be_hidden()
    card.focus()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#reading pre'))")
    press(page, "q")
    expect(mark).to_contain_text("已找到")
    # The next keys go to the question, not into a field.
    expect(card).to_be_focused()
    quotation = card.locator("textarea[name=quotation]").first
    quotation.fill(quotation.input_value()[:12].replace("演示", "演習") + "鑫")
    quotation.blur()
    expect(mark).to_contain_text("未找到")
    card.locator("[data-add=citation]").click()
    expect(card.locator("[data-check]").nth(1)).to_be_hidden()
    quotation.fill("")
    quotation.blur()
    expect(mark).to_be_hidden()


def test_a_late_day_is_called_late_at_once(arrive: Arrive) -> None:
    page = arrive("assistant").page
    page.goto(f"{NEW}{CITY}/reply/")
    late, received = page.locator("[data-late]"), page.locator("#id_received_on")
    expect(received).to_have_value("")
    expect(late).to_be_hidden()
    received.fill("2025-01-01")
    expect(late).to_be_visible()
    expect(late).to_contain_text("晚于截止日 2024-12-31：迟到")
    received.fill("2024-12-31")
    expect(late).to_be_hidden()
