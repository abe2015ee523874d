"""The two screens that are worked on all day need no mouse and lose nothing that was typed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.visitor import press

pytestmark = pytest.mark.browser

REPLY, CODE = f"{NEW}/cities/450200/reply/", f"{NEW}/cities/450200/code/"
CARD = "#q-leading_group"
SUMMARY = "来函说明该局未成立专项小组"
# What the focused element shows beyond what it shows without the focus.
SHOWN = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const place = at.getBoundingClientRect();
  return {
    name: at.outerHTML.slice(0, 120),
    // The calendar's button inside a date field belongs to the browser, which marks it.
    seen: outlined || style.boxShadow !== "none" || !at.matches(":focus"),
    there: place.width > 0 && place.height > 0,
  };
}"""


@pytest.mark.parametrize("path", ["/sign-in/", f"{NEW}/log/", REPLY, CODE, f"{NEW}/review/"])
def test_the_focus_is_always_visible(path: str, arrive: Arrive) -> None:
    visitor = arrive() if path == "/sign-in/" else arrive("manager")
    visitor.page.goto(path)
    hidden: list[dict[str, Any]] = []
    for _press in range(40):
        press(visitor.page, "Tab")
        shown = visitor.page.evaluate(SHOWN)
        # After the last element the focus leaves the page for the browser's own parts.
        if not shown["name"].startswith("<body") and not (shown["seen"] and shown["there"]):
            hidden.append(shown)
    assert hidden == []


def test_the_first_tab_skips_to_the_content(arrive: Arrive) -> None:
    visitor = arrive("analyst")
    visitor.page.goto("/help/")
    press(visitor.page, "Tab")
    expect(visitor.page.locator("a.skip")).to_be_focused()
    press(visitor.page, "Enter")
    expect(visitor.page.locator("main")).to_be_focused()


def _type_letter(page: Page, received: str) -> None:
    page.locator("#id_organ").select_option(index=1)
    page.locator("#id_received_on").fill(received)
    page.locator("#id_unasked").select_option(index=1)
    page.locator("#id_number").fill("柳发改函〔2024〕9 号")
    page.locator("#id_summary").fill(SUMMARY)


def _kept(page: Page) -> dict[str, str]:
    names = ("organ", "received_on", "unasked", "number", "summary")
    return {name: page.locator(f"#id_{name}").input_value() for name in names}


def test_a_refused_letter_keeps_what_was_typed(arrive: Arrive) -> None:
    """Dated after the day of receipt: what the browser itself does not see."""
    page = arrive("assistant").page
    page.goto(REPLY)
    _type_letter(page, "2024-11-12")
    page.locator("#id_dated_on").fill("2024-11-13")
    typed = _kept(page)
    press(page, "Control+Enter")
    expect(page.locator(".field.wrong .error").first).to_be_visible()
    assert _kept(page) == typed
    assert typed["summary"] == SUMMARY


def test_a_letter_half_typed_survives_a_reload(arrive: Arrive) -> None:
    page = arrive("assistant").page
    page.goto(REPLY)
    _type_letter(page, "2024-11-12")
    page.locator("#id_contact").fill("张三")
    typed = _kept(page)
    page.reload()
    assert _kept(page) == typed
    expect(page.locator("[data-draft-note]")).to_be_visible()
    # Personal data is not left behind in the browser.
    expect(page.locator("#id_contact")).to_have_value("")
    page.locator("[data-draft-drop]").click()
    expect(page.locator("#id_summary")).to_have_value("")


def test_a_refused_answer_keeps_what_was_typed(arrive: Arrive) -> None:
    """A "yes" without a quotation cannot be sent."""
    page = arrive("assistant").page
    page.goto(CODE)
    card = page.locator(CARD)
    card.locator("input[name=detail]").fill("由发改局牵头")
    press(page, "Escape")
    press(page, "y")
    press(page, "r")
    expect(card.locator(".notice.bad")).to_be_visible()
    expect(card.locator("input[name=detail]")).to_have_value("由发改局牵头")
    expect(card.locator("input[value=yes]")).to_be_checked()


def test_leaving_unsaved_answers_is_asked_about(arrive: Arrive) -> None:
    page = arrive("assistant").page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", stay)
    page.goto(CODE)
    page.locator(f"{CARD} input[name=note]").click()
    page.keyboard.type("还没有保存")
    page.reload()
    assert asked == ["beforeunload"]


def test_every_answer_has_its_key(arrive: Arrive) -> None:
    page = arrive("assistant").page
    page.goto(CODE.replace("450200", "530700"))
    press(page, "k")
    expect(page.locator(CARD)).to_be_focused()
    for key, value in {"y": "yes", "n": "no", "p": "in_preparation", "u": "unknown"}.items():
        press(page, key)
        expect(page.locator(f"{CARD} input[value={value}]")).to_be_checked()
    press(page, "j")
    expect(page.locator("article.question").nth(1)).to_be_focused()
    press(page, "k")
    press(page, "s")
    expect(page.locator(f"{CARD} [data-status]")).to_have_text("已保存")
