"""Dates as they are typed, letters as commands, no focus trap, and the way on to the next city."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.visitor import DESKTOP, PHONE, press
from tests.engines.background import wait_until

pytestmark = pytest.mark.browser

REPLY, CODE = f"{NEW}/cities/540400/reply/", f"{NEW}/cities/540400/code/"
# Each visit of the focus by its place among all elements; -1 is the page itself.
# Without the marks in a letter, which follow the question that has the focus.
FOCUSED = "() => [...document.body.querySelectorAll('*:not(mark)')].indexOf(document.activeElement)"
PLAIN = [pytest.param(path, marks=pytest.mark.long) for path in ("/", f"{NEW}/review/")]
REACHED = (f"{NEW}/log/?q=hz", REPLY, CODE, *PLAIN)
MOST_STOPS = 700


def _typed(page: Page, field: str, text: str) -> Locator:
    """Typed over what stands there, and left by one Tab."""
    box = page.locator(field)
    box.focus()
    press(page, "Control+A")
    page.keyboard.type(text)
    press(page, "Tab")
    return box


@pytest.mark.parametrize(("locale", "viewport"), [("zh-CN", DESKTOP), ("en-US", PHONE)])
def test_a_date_takes_one_tab_and_stands_there_as_iso(
    locale: str, viewport: ViewportSize, arrive: Arrive
) -> None:
    page = arrive("assistant", locale=locale, viewport=viewport).page
    page.goto(REPLY)
    received = _typed(page, "#id_received_on", "1112")
    expect(page.locator("#id_dated_on")).to_be_focused()
    expect(received).to_have_value("2024-11-12")
    dated = _typed(page, "#id_dated_on", "2024年11月1日")
    expect(page.locator("#id_posted_on")).to_be_focused()
    expect(dated).to_have_value("2024-11-01")
    press(page, "Shift+Tab")
    expect(dated).to_be_focused()
    posted = _typed(page, "#id_posted_on", "2-30")
    wrong = page.locator(".field", has=posted).locator(".error")
    expect(wrong).to_contain_text("2-30")
    expect(posted).to_have_attribute("aria-invalid", "true")
    expect(posted).to_have_value("2-30")
    _typed(page, "#id_posted_on", "11-3")
    expect(posted).to_have_value("2024-11-03")
    expect(wrong).to_have_text("")
    page.locator("[data-draft-drop]").evaluate("button => button.click()")


def test_a_day_is_late_and_kept_as_a_draft_once_it_is_read(arrive: Arrive) -> None:
    page = arrive("assistant").page
    page.goto(REPLY)
    told = page.locator("[data-late]")
    expect(told).to_be_hidden()
    _typed(page, "#id_received_on", "0103")
    expect(page.locator("#id_received_on")).to_have_value("2025-01-03")
    expect(told).to_be_visible()
    page.reload()
    expect(page.locator("#id_received_on")).to_have_value("2025-01-03")
    page.locator("[data-draft-drop]").click()


def test_a_date_is_read_without_script(arrive: Arrive) -> None:
    """The next page shows it as it was read."""
    page = arrive("manager", java_script_enabled=False).page
    page.goto("/trail/?since=20240315&until=2-30")
    expect(page.locator("#id_since")).to_have_value("2024-03-15")
    expect(page.locator("#id_until")).to_have_value("2-30")
    expect(page.locator(".field.wrong .error")).to_have_count(1)


def test_a_first_day_and_a_cut_off_follow_the_year_of_the_index(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto("/editions/new/")
    page.locator("#id_year").fill("2031")
    expect(_typed(page, "#id_opens_on", "0901")).to_have_value("2031-09-01")
    expect(_typed(page, "#id_cutoff", "0131")).to_have_value("2032-01-31")


def test_letters_are_commands_where_only_digits_can_stand(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto(CODE)
    card = page.locator("article.question", has=page.locator("[data-count]")).first
    count, keyboard = card.locator("[data-count]"), page.keyboard
    card.focus()
    keyboard.type("12")
    expect(count).to_be_focused()
    press(page, "s")
    expect(card.locator("[data-status]")).to_have_text("已保存")
    expect(count).to_have_value("12")
    count.focus()
    press(page, "Backspace")
    expect(count).to_have_value("1")
    press(page, "u")
    expect(card.locator("[name=unknown]")).to_be_checked()
    number = card.locator("[name=page]").first
    number.focus()
    keyboard.type("3x")
    expect(number).to_have_value("3")
    press(page, "d")
    expect(card.locator("[name=detail]")).to_be_focused()
    keyboard.type("s")
    expect(card.locator("[name=detail]")).to_have_value("s")
    press(page, "Escape")
    press(page, "s")
    expect(card.locator("[data-status]")).not_to_contain_text("●")


@pytest.mark.parametrize("path", REACHED)
def test_tab_leaves_everything_on_the_page_both_ways(path: str, arrive: Arrive) -> None:
    """From the first element to the last and on to the browser's own parts, each once."""
    page = arrive("manager").page
    page.goto(path)
    if path.endswith("/code/"):
        # What is marked in the letter comes after it, and counts among the elements.
        expect(page.locator("#reading [data-passages]")).to_be_visible()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    for key in ("Tab", "Shift+Tab"):
        page.locator("body").evaluate("body => body.focus()")
        stops: list[int] = []
        for _press in range(MOST_STOPS):
            press(page, key)
            at = int(page.evaluate(FOCUSED))
            if at < 0 or at in stops:
                break
            stops.append(at)
        assert len(stops) > 8, stops
        assert at < 0 or at == stops[0], (key, page.evaluate("document.activeElement.outerHTML"))


def test_a_new_quotation_is_from_the_document_that_is_open(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto(f"{NEW}/cities/330100/code/")
    letter = page.locator("[data-letter]")
    expect(page.locator("#reading [data-reading]")).to_have_count(1)
    blank = "[data-rows=citation] [data-row]:not(:has(textarea:not(:placeholder-shown)))"
    card = page.locator("form[data-question]").first
    row = card.locator(blank).last
    for index in range(letter.locator("option").count()):
        letter.select_option(index=index)
        label = letter.locator("option:checked").inner_text().strip()
        expect(row.locator("option:checked")).to_have_text(label)


def test_after_the_last_question_enter_goes_to_the_next_city(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto(f"{NEW}/cities/230900/code/")
    offer = page.locator("[data-finished]")
    expect(offer).to_be_hidden()
    total = page.locator("article.question").count()
    page.locator("article.question").first.focus()
    for number in range(1, total + 1):
        press(page, "u")
        press(page, "r")
        expect(page.locator("[data-done]")).to_have_text(str(number))
    expect(offer).to_be_visible()
    link = offer.locator("a")
    expect(link).to_be_focused()
    expect(link).to_contain_text("下一个城市")
    press(page, "Enter")
    page.wait_for_url(lambda url: url.endswith("/code/") and "230900" not in url)


def _offered(page: Page) -> bool:
    """The order of review is computed in the background."""
    page.goto(f"{NEW}/priorities/")
    return page.locator("main a.btn.primary[href*='by=effect']").count() == 1


def test_the_order_of_review_is_walked_through_by_keyboard(arrive: Arrive) -> None:
    """A to the next in this order, J and K within it, Z back to what was approved by mistake."""
    page = arrive("reviewer").page
    wait_until(lambda: _offered(page))
    links = page.locator("table.data tbody td:last-child a")
    order = [links.nth(place).get_attribute("href") or "" for place in range(3)]
    page.locator("main a.btn.primary[href*='by=effect']").press("Enter")
    page.wait_for_url(f"**{order[0]}")
    press(page, "j")
    page.wait_for_url(f"**{order[1]}")
    press(page, "k")
    page.wait_for_url(f"**{order[0]}")
    press(page, "a")
    page.wait_for_url(f"**{order[1]}")
    expect(page.locator(".messages")).to_contain_text("已审核")
    press(page, "z")
    page.wait_for_url(f"**{order[0]}")
    expect(page.locator(".messages")).to_contain_text("已撤销通过")
    expect(page.locator("button[data-key=a]")).to_be_visible()
    expect(page.locator("button[data-key=z]")).to_have_count(0)
