"""A morning at the board without a mouse, and questions that it answers without leaving it."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Arrive
from tests.browser.counted import Counted
from tests.browser.places import NEW
from tests.browser.product import Product
from tests.browser.visitor import DESKTOP, PHONE, press

pytestmark = pytest.mark.browser

BOARD = f"{NEW}/board/"
# Of each preset so many, ten in all; the act is the one that the preset proposes.
MORNING = (("portals", 4), ("confirm", 2), ("silent", 4))


def _count(page: Page, preset: str) -> int:
    page.goto(f"{BOARD}?preset={preset}")
    return int(page.locator(".presets [aria-current] small").inner_text().replace(",", ""))


def test_ten_mixed_items_of_a_morning_take_no_mouse(arrive: Arrive) -> None:
    visitor = arrive("assistant")
    page = visitor.page
    portals = _count(page, "portals")
    for preset, number in MORNING:
        page.goto(f"{BOARD}?preset={preset}")
        for _row in range(number):
            press(page, "j")
            press(page, "x")
        expect(page.locator("[data-chosen]")).to_have_text(str(number))
        press(page, "a")
        expect(page.locator("#act")).to_be_focused()
        press(page, "Tab")
        press(page, "Enter")
        page.wait_for_url("**/board/act/**")
        expect(page.locator("#id_date")).to_be_focused()
        if page.locator("#id_call").count():
            press(page, "Tab")
            press(page, "ArrowDown")
            press(page, "Tab")
        press(page, "Enter")
        expect(page.locator("tbody tr")).to_have_count(number)
        expect(page.locator("tbody .badge.ok")).to_have_count(number)
        press(page, "Enter")
        page.wait_for_url(f"**/board/?*preset={preset}*")
    assert _count(page, "portals") == portals - 4
    assert visitor.errors == []


# How far the row that has the focus stands clear of what sticks above and below the rows.
CLEAR = """() => {
  const row = document.activeElement.getBoundingClientRect();
  const head = document.querySelector("[data-board] thead th").getBoundingClientRect();
  const bar = document.querySelector(".bar").getBoundingClientRect();
  const acts = document.querySelector(".board-acts").getBoundingClientRect();
  const above = row.top - Math.max(head.bottom, bar.bottom);
  return [above, acts.top - row.bottom, head.top - bar.bottom];
}"""


def test_the_row_with_the_focus_is_in_sight_and_so_is_the_head_of_its_table(
    arrive: Arrive,
) -> None:
    visitor = arrive("assistant")
    page = visitor.page
    page.goto(f"{BOARD}?preset=letters")
    for key, times in (("j", 25), ("k", 15)):
        for _time in range(times):
            press(page, key)
        above, below, head = page.evaluate(CLEAR)
        # Borders of tables are fractions of a pixel.
        assert above > -1
        assert below > -1
        assert head > -1


def test_a_letter_leads_back_to_its_list_and_row(arrive: Arrive) -> None:
    """As the list was narrowed, also after something was entered."""
    visitor = arrive("assistant")
    page = visitor.page
    page.goto(f"{BOARD}?preset=late&order=-due")
    for _row in range(3):
        press(page, "j")
    row = page.evaluate("document.activeElement.id")
    press(page, "Enter")
    page.wait_for_url("**/letters/*/")
    press(page, "b")
    page.wait_for_url(f"**/board/?preset=late&order=-due#{row}")
    expect(page.locator(f"#{row}")).to_be_focused()
    assert visitor.errors == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_five_questions_about_the_round_are_answered_on_the_board(
    viewport: ViewportSize, arrive: Arrive, product: Product
) -> None:
    """Which provinces lack effective replies, who has most to see to, what is late by law and what
    only between its two days, what is in doubt, and what comes due within a week: each read off
    the page that a preset leads to, and held to the database."""
    counted = Counted(product.folder, NEW.rpartition("/")[2], timezone.localdate())
    visitor = arrive("manager", viewport=viewport)
    page = visitor.page
    page.goto(BOARD)
    with counted.due_days((-1, 3), (2, None), (9, None)) as (between, soon, _later):
        assert _provinces(page) == counted.provinces()
        assert _open_by_handler(page) == counted.open_by_handler()
        assert _letters(page, "late") == counted.late()
        assert _letters(page, "between") == counted.between() == {between}
        assert _doubtful(page) == counted.doubtful()
        _open(page, "due")
        page.locator("#id_days").fill("7")
        with page.expect_navigation():
            press(page, "Enter")
        assert _listed(page) == counted.due_within(7) == {between, soon}
    assert visitor.errors == []


def _open(page: Page, preset: str) -> None:
    """By its link on the board, which nobody leaves; nothing stands beside the page."""
    page.locator(f".presets a[href='?preset={preset}']").click()
    page.wait_for_url(f"**/board/?preset={preset}")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide), preset


def _cells(page: Page) -> list[list[str]]:
    read = "rows => rows.map(row => [...row.children].map(cell => cell.textContent.trim()))"
    found: list[list[str]] = page.locator("tbody tr").evaluate_all(read)
    return found


def _provinces(page: Page) -> dict[str, tuple[int, int]]:
    _open(page, "provinces")
    return {name: (int(yes), int(no)) for name, _cities, yes, no, *_rest in _cells(page)}


def _open_by_handler(page: Page) -> list[int]:
    _open(page, "people")
    return [int(number) for _name, number, *_rest in _cells(page) if number != "–"]


def _letters(page: Page, preset: str) -> set[int]:
    """Of all its pages, each letter once; the preset says how many there are."""
    _open(page, preset)
    number = int(page.locator(".presets [aria-current] small").inner_text().replace(",", ""))
    found = _listed(page)
    while page.locator("a[rel=next]").count():
        page.locator("a[rel=next]").click()
        page.wait_for_load_state()
        found |= _listed(page)
    assert len(found) == number
    return found


def _listed(page: Page) -> set[int]:
    read = "links => links.map(link => Number(link.getAttribute('href').split('/')[2]))"
    return set(page.locator("tbody th a").evaluate_all(read))


def _doubtful(page: Page) -> dict[str, int]:
    _open(page, "doubtful")
    read = """rows => rows.map(row => [
        row.querySelector("th a").getAttribute("href").match(/[0-9]{6}/)[0],
        row.lastElementChild.querySelectorAll("a").length,
    ])"""
    return dict(page.locator("tbody tr").evaluate_all(read))
