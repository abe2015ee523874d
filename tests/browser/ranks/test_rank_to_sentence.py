"""From any rank to the sentence in the letter, and back: in at most four steps, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Arrive
from tests.browser.places import CITY, OLD

pytestmark = pytest.mark.browser

MOST = 4
ANSWER = "a[href^='/answers/']"
SHA256 = re.compile(r"SHA-256\s+[0-9a-f]{64}")


class Steps:
    """Goes on by Enter on what can have the focus, and counts."""

    def __init__(self, page: Page, start: str) -> None:
        self.page, self.taken = page, list[str]()
        page.goto(start)

    def enter(self, target: Locator) -> None:
        self.taken.append(target.inner_text().strip())
        target.focus()
        expect(target).to_be_focused()
        target.press("Enter")


def _sentence(page: Page) -> None:
    """The quotation stands marked at its place in the letter, in sight, with the file's hash."""
    page.wait_for_url("**/answers/**")
    mark = page.locator("pre.words mark").first
    expect(mark).to_be_in_viewport()
    quotation = page.locator("blockquote").first
    assert mark.inner_text() in quotation.inner_text()
    assert SHA256.search(page.locator(".hash").first.inner_text())


@pytest.mark.parametrize("role", ["reviewer", "manager"])
def test_a_composite_rank_leads_to_the_sentence(arrive: Arrive, role: str) -> None:
    page = arrive(role).page
    steps = Steps(page, f"{OLD}/ranking/?q=330100")
    steps.enter(page.locator("table.ranking td a[href*='/explain/']"))
    page.wait_for_url("**/explain/")
    group = page.locator(f"details.branch.inner:has({ANSWER})").first
    steps.enter(group.locator("summary"))
    steps.enter(group.locator(ANSWER).first)
    _sentence(page)
    print(f"\n{role}: {len(steps.taken)} steps: {steps.taken}")
    assert len(steps.taken) <= MOST, steps.taken


def test_a_domain_s_rank_leads_to_the_sentence_and_back(arrive: Arrive) -> None:
    page = arrive("reviewer").page
    steps = Steps(page, f"{OLD}/ranking/?q=330100")
    steps.enter(page.locator("table.ranking td a[href$='#domain-G']"))
    page.wait_for_url(f"**{OLD}{CITY}/*#domain-G")
    steps.enter(page.locator(f"#domain-G {ANSWER}").first)
    _sentence(page)
    assert len(steps.taken) <= MOST, steps.taken
    # Back: the ranks that the answer moves, each with its way.
    ranks = page.locator("#ranks")
    expect(ranks.locator("tbody tr")).to_have_count(2)
    back = Steps(page, page.url)
    back.enter(ranks.locator("a[href*='/explain/']"))
    page.wait_for_url("**/explain/")
    print(f"\nthere: {len(steps.taken)} steps, back: {len(back.taken)}")
    assert len(back.taken) == 1


def test_who_opens_no_document_comes_to_the_quotation(arrive: Arrive) -> None:
    """An analyst reads what is quoted, with the name and hash of the file, and no more of it."""
    page = arrive("analyst").page
    steps = Steps(page, f"{OLD}{CITY}/")
    steps.enter(page.locator("a[href*='/explain/'] >> text=/^\\d+$/"))
    page.wait_for_url("**/explain/")
    group = page.locator(f"details.branch.inner:has({ANSWER})").first
    steps.enter(group.locator("summary"))
    steps.enter(group.locator(ANSWER).first)
    page.wait_for_url("**/answers/**")
    expect(page.locator("blockquote").first).to_be_in_viewport()
    assert SHA256.search(page.locator(".hash").first.inner_text())
    expect(page.locator("pre.words")).to_have_count(0)
    assert page.locator("main a[href^='/evidence/']").count() == 0
    assert len(steps.taken) <= MOST, steps.taken
