"""An assistant takes one request from sent through correction, extension and a late reply to a
reconsideration, by the pages alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.visitor import press

pytestmark = pytest.mark.browser
CITY = f"{NEW}/cities/540400"
WAVE = "9"


def _write_the_letter_down(page: Page) -> None:
    page.goto(f"{CITY}/reply/")
    page.locator("#letters-box summary").click()
    page.locator("#id_organ").select_option(index=1)
    for field, value in (("channel", "disclosure"), ("route", "web"), ("part", "all")):
        page.locator(f"#id_letter-new-{field}").select_option(value)
    page.locator("#id_letter-new-sent_on").fill("2024-11-04")
    page.locator("#id_letter-new-wave").fill(WAVE)
    page.get_by_role("button", name="登记函件").click()
    expect(page.locator("#letters-box .notice.ok")).to_be_visible()


def _open_the_letter(page: Page) -> None:
    """By the city's tab and the wave, which no other letter of it has."""
    page.goto(f"{CITY}/letters/all/")
    page.locator("table.data tbody tr", has_text="2024-11-04").locator("th a").first.click()
    expect(page.locator("h2", has_text="经过")).to_be_visible()


def _enter(page: Page, act: str, date: str, **more: str) -> None:
    """By the button and the keyboard: the focus is on the day, Ctrl+Enter sends."""
    button = page.locator(f"[data-act={act}]")
    if not button.is_visible():
        page.locator(".acts summary").click()
    button.click()
    expect(page.locator("#id_date")).to_be_focused()
    page.keyboard.type(date)
    for field, value in more.items():
        box = page.locator(f"#id_{field}")
        if box.evaluate("field => field.matches('select')"):
            box.select_option(value)
        else:
            box.fill(value)
    with page.expect_navigation():
        press(page, "Control+Enter")
    expect(page.locator(".messages .success")).to_be_visible()


def _log_the_reply(page: Page) -> None:
    page.get_by_role("link", name="登记答复").first.click()
    page.locator("#letters-box select[name^=letter-]").first.wait_for()
    mine = page.locator("#letters-box .field", has_text="2024-11-04")
    mine.locator("select").select_option("withheld_process")
    page.locator("#id_received_on").fill("2025-02-10")
    page.locator("#reply-form .form-end .btn.primary").click()
    page.wait_for_url("**/code/**")


def test_from_sent_to_a_reconsideration(arrive: Arrive) -> None:
    page = arrive("assistant").page
    _write_the_letter_down(page)
    _open_the_letter(page)
    facts, told = page.locator(".facts").first, page.locator(".timeline")
    expect(facts).to_contain_text("2024-12-02")
    expect(facts).to_contain_text("收到之日无人确认或签收")
    _enter(page, "acknowledged", "2024-11-05")
    expect(facts).to_contain_text("2024-12-03")
    _enter(page, "correction_notice", "2024-11-08")
    expect(facts).to_contain_text("要求补正")
    _enter(page, "corrected", "2024-11-12")
    expect(facts).to_contain_text("2024-12-10")
    expect(page.locator("[data-of=days]")).to_have_count(0)
    _enter(page, "extended", "2024-12-09", days="20")
    expect(facts).to_contain_text("2025-01-08")
    expect(told).to_contain_text("《政府信息公开条例》第三十三条")
    _log_the_reply(page)
    _open_the_letter(page)
    expect(facts).to_contain_text("答复晚于全部到期日")
    remedies = page.locator("#remedies")
    expect(remedies).to_contain_text("2025-04-11")
    _enter(page, "reconsideration_asked", "2025-03-03")
    expect(remedies).to_contain_text("2025-05-02")
    _enter(page, "reconsideration_decided", "2025-04-28", result="upheld")
    expect(told).to_contain_text("维持")
    expect(remedies).to_contain_text("2025-05-13")
    page.get_by_role("link", name="日期依据").click()
    expect(page.locator("article.annex")).to_contain_text("2025-01-08")


def test_without_script_a_button_proposes_its_form(arrive: Arrive) -> None:
    page = arrive("assistant", java_script_enabled=False).page
    page.goto(f"{NEW}/letters/?channel=disclosure&status=sent")
    page.locator("table.data tbody th a").first.click()
    page.locator("[data-act=extended]").click()
    expect(page.locator("#id_kind")).to_have_value("extended")
    expect(page.locator("#id_days")).to_be_visible()
    expect(page.locator("#id_call")).to_be_hidden()
    page.locator("#id_date").fill("2024-13-40")
    page.locator("#event-form button").click()
    expect(page.locator("#event-form .error").first).to_be_visible()
    expect(page.locator("#id_date")).to_have_value("2024-13-40")


def test_a_call_and_a_reminder_by_a_few_keys(arrive: Arrive) -> None:
    """T on a row, a figure, Enter; then the same row is drafted for and entered as sent."""
    page = arrive("assistant").page
    # A provisional due day is no ground for a reminder: these were confirmed.
    page.goto(f"{NEW}/board/?preset=late&status=acknowledged")
    press(page, "j")
    row = page.locator("tr[data-call]").first
    expect(row).to_be_focused()
    key = row.get_attribute("id")
    with page.expect_navigation():
        press(page, "t")
    press(page, "2")
    expect(page.locator("input[name=call]").nth(1)).to_be_checked()
    with page.expect_navigation():
        press(page, "Enter")
    expect(page.locator(".messages .success")).to_be_visible()
    expect(page.locator(f"#{key}")).to_be_focused()
    press(page, "x")
    expect(page.locator("#act")).to_have_value("remind")
    with page.expect_navigation():
        page.locator(".board-acts .btn.primary").click()
    draft = page.locator("section.draft")
    expect(draft).to_have_count(1)
    text = draft.locator("textarea")
    expect(text).to_have_value(re.compile("^关于催办政府信息公开申请的函"))
    text.fill("催办函\n\n请尽快答复。")
    with page.expect_download() as saved:
        draft.get_by_role("button", name="Word 文件").click()
    assert saved.value.suggested_filename.endswith(".docx")
    with page.expect_navigation():
        draft.get_by_role("button", name="登记为今日已发出").click()
    expect(page.locator("section.draft")).to_contain_text("已催办 1 次")
