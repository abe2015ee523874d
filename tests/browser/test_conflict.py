"""Two people answer the same question at once: the second is told, and chooses."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

CODE = f"{NEW}/cities/640400/code/"
CARD = "#q-gep_standard"


def _answer(visitor: Visitor, value: str, note: str) -> Locator:
    """Typed with the record of a search as its proof, and sent."""
    card = visitor.page.locator(CARD)
    card.locator(f"input[name=value][value={value}]").check()
    card.locator("input[name=note]").fill(note)
    if not card.locator("input[name=place]").is_visible():
        card.locator("details.searches summary").click()
    card.locator("input[name=place]").fill("市政府门户网站")
    card.locator("input[name=words]").fill("生态产品总值")
    card.locator("input[name=searched_on]").fill("2024-11-14")
    card.locator("button[value=send]").click()
    return card


def test_the_second_sender_sees_both_versions(arrive: Arrive) -> None:
    first, second = arrive("assistant"), arrive("manager")
    for visitor in (first, second):
        visitor.page.goto(CODE)
    expect(_answer(first, "no", "第一位的备注").locator(".badge.in_review")).to_be_visible()

    card = _answer(second, "unknown", "第二位的备注")
    conflict = second.page.locator(".conflict")
    expect(conflict).to_contain_text("第一位的备注")
    expect(conflict.get_by_role("alert").first).to_be_in_viewport()
    versions = conflict.locator(".two .card")
    expect(versions.nth(0)).to_contain_text("否")
    expect(versions.nth(1)).to_contain_text("不详")
    expect(versions.nth(1)).to_contain_text("第二位的备注")
    expect(card.locator("input[name=note]")).to_have_value("第二位的备注")

    # Sent again in the sight of both, it takes the place of the first.
    card.locator("button[value=send]").click()
    expect(conflict).to_have_count(0)
    expect(second.page.locator(CARD).locator(".badge.in_review")).to_be_visible()
