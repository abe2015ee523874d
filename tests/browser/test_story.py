"""From a city's letter to its rank, in Chinese, in two people's browsers."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor, press

pytestmark = pytest.mark.browser

EDITION = "2024-demo"
INITIALS, CITY, ADCODE = "sz", "深圳市", "440300"
QUESTION = "leading_group"
QUOTATION = "市委办公室印发通知，成立深圳市生态产品价值实现机制试点工作领导小组"
LETTER = f"关于政府信息公开申请的答复\n\n经查，{QUOTATION}。\n特此答复。\n"
FILE: FilePayload = {
    "name": "深圳市复函.txt",
    "mimeType": "text/plain",
    "buffer": LETTER.encode(),
}


def _log(visitor: Visitor) -> None:
    """Find the city and log its letter; no mouse."""
    page, keyboard = visitor.page, visitor.page.keyboard
    page.goto(f"/editions/{EDITION}/log/")
    expect(page.locator("#q")).to_be_focused()
    keyboard.type(INITIALS)
    expect(page.locator("#found li", has_text=CITY)).to_be_visible()
    visitor.press_until("ArrowDown", f"#found a[href*='{ADCODE}']")
    press(page, "Enter")
    page.wait_for_url(f"**/cities/{ADCODE}/reply/")
    visitor.press_until("Tab", "#id_organ")
    press(page, "ArrowDown")
    visitor.press_until("Tab", "#id_received_on")
    # The year is that of the round.
    keyboard.type("1110")
    visitor.press_until("Tab", "[id^=id_letter-]")
    press(page, "ArrowDown")
    visitor.press_until("Tab", "#id_files")
    with page.expect_file_chooser() as chooser:
        # Keys may overtake the browser's order to report its dialog: this answer comes after it.
        page.evaluate("null")
        press(page, "Space")
    chooser.value.set_files(FILE)
    press(page, "Control+Enter")
    page.wait_for_url(f"**/cities/{ADCODE}/code/**")


def _code(visitor: Visitor) -> None:
    """Answer one question with a quotation and send it; no mouse."""
    page, keyboard = visitor.page, visitor.page.keyboard
    card = page.locator(f"#q-{QUESTION}")
    expect(page.locator("#reading")).to_contain_text(QUOTATION)
    visitor.press_until("k", f"#q-{QUESTION}")
    press(page, "y")
    press(page, "c")
    keyboard.type(QUOTATION)
    # The letter is open beside it, so the quotation is from it.
    press(page, "Control+Enter")
    expect(card.locator(".badge.in_review")).to_be_visible()
    expect(card.locator(".badge.in_review")).to_have_text("审核中")


def test_a_letter_becomes_a_rank(arrive: Arrive) -> None:
    assistant, reviewer = arrive("assistant"), arrive("reviewer")
    watcher = reviewer.context.new_page()
    watcher.goto(f"/editions/{EDITION}/ranking/")
    expect(watcher.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(watcher.locator("h1")).to_contain_text("排名")
    row = watcher.locator("table.ranking tbody tr", has_text=CITY)
    before = row.inner_text()

    _log(assistant)
    _code(assistant)

    page = reviewer.page
    page.goto(f"/editions/{EDITION}/review/?city={ADCODE}&q={ADCODE}")
    link = page.locator("tbody tr", has_text=CITY).locator("a").first
    page.goto(str(link.get_attribute("href")))
    expect(page.locator("pre.words mark")).to_have_text(QUOTATION)
    expect(page.locator(".answer-value")).to_have_text("是")
    press(page, "a")
    expect(page.locator(".notice.success, .notice.ok")).to_contain_text(CITY)

    watcher.reload()
    # The page brings itself up to date: nobody presses anything.
    expect(row).not_to_have_text(re.compile(re.escape(before)))
    expect(watcher.locator("[hx-trigger^=load]")).to_have_count(0)
    assert row.inner_text() != before
    _see_city(reviewer)


def _see_city(visitor: Visitor) -> None:
    """The city's page shows the letter; its document is a download and nothing else."""
    page = visitor.page
    page.goto(f"/editions/{EDITION}/cities/{ADCODE}/")
    document = page.locator("a", has_text="深圳市复函.txt").first
    expect(document).to_be_visible()
    answer = visitor.context.request.get(str(document.get_attribute("href")))
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.text() == LETTER
