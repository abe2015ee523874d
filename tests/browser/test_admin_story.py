"""A manager who starts at the administration gets from a reply to the recomputed index and its
appendix by clicking alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from scoring.products.rank_columns import published_columns
from tests.browser.conftest import Arrive
from tests.browser.visitor import PHONE, Visitor, press
from tests.engines.background import wait_until

pytestmark = pytest.mark.browser

EDITION = "2024-demo"
FIGURES = [f"td.field-{column.name} strong" for column in published_columns()]


def _to_administration(page: Page) -> None:
    """By the menu and its tab; the edition is the one that was looked at last."""
    page.locator("nav.bar-nav a[href='/editions/']").first.click()
    page.locator("nav.bar-tabs a[href='/admin/']").click()
    page.wait_for_url("**/admin/")


def _step(page: Page, title: str) -> Locator:
    return page.locator(".steps > li", has=page.locator("h3", has_text=title))


def _ranks_of(page: Page, city: str) -> list[str]:
    """The five ranks as the list shows them, from wherever the manager is."""
    _to_administration(page)
    _step(page, "指数").locator("a.stat").click()
    page.locator("#searchbar").fill(city)
    page.locator("#searchbar").press("Enter")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    return [page.locator(figure).inner_text() for figure in FIGURES]


def _act(page: Page, action: str) -> None:
    page.locator("#result_list tbody input.action-select").first.check()
    page.locator("select[name=action]").select_option(action)
    page.locator(".actions button").click()


def _open_a_reply(page: Page) -> None:
    _step(page, "答复").locator("a.stat").click()
    page.locator("#result_list tbody tr").first.locator(".field-pages a", has_text="答复").click()
    expect(page.locator("h1")).to_contain_text("答复")


def _waiting_answer(page: Page) -> tuple[str, Locator]:
    """The first waiting “yes” to the question, by two criteria of the list's form."""
    _to_administration(page)
    _step(page, "答案").get_by_role("link", name="审核中").click()
    expect(page.locator("#id_state")).to_have_value("in_review")
    chosen = page.locator("#id_question option", has_text="实施方案").first
    page.locator("#id_question").select_option(str(chosen.get_attribute("value")))
    page.wait_for_url("**question=*")
    yes = page.get_by_text("是", exact=True)
    row = page.locator("#result_list tbody tr", has=yes).first
    return row.locator("th").inner_text(), row.locator(".field-pages a").first


def _approve(page: Page, link: Locator, city: str) -> None:
    link.click()
    expect(page.locator("h1")).to_contain_text(city)
    press(page, "a")
    expect(page.locator(".notice.success, .notice.ok")).to_contain_text(city)


def _downloaded(page: Page, action: str) -> Path:
    with page.expect_download() as download:
        _act(page, action)
    return Path(download.value.path())


def test_from_a_reply_to_the_appendix(arrive: Arrive) -> None:
    visitor = arrive("manager")
    page = visitor.page
    _to_administration(page)
    page.locator("#feed-edition").select_option(EDITION)
    page.wait_for_url(f"**edition={EDITION}")
    _open_a_reply(page)
    city, _link = _waiting_answer(page)
    before = _ranks_of(page, city)
    found, link = _waiting_answer(page)
    assert found == city
    _approve(page, link, city)

    _ranks_of(page, city)
    _act(page, "recompute")
    expect(page.locator(".messagelist")).to_contain_text("已要求重新计算：1")

    def is_recomputed() -> bool:
        page.reload()
        return "正在重新计算" not in _index_said(page) and _ranks_of(page, city) != before

    wait_until(is_recomputed)
    after = [page.locator(figure).inner_text() for figure in FIGURES]
    with _downloaded(page, "appendix_csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row[0]: row[1:6] for row in csv.reader(stream)}
    assert rows[city] == after
    assert _downloaded(page, "appendix_xlsx").read_bytes().startswith(b"PK")
    assert _downloaded(page, "bundle").read_bytes().startswith(b"PK")


def _index_said(page: Page) -> str:
    _to_administration(page)
    return _step(page, "指数").inner_text()


def test_on_a_telephone_the_list_scrolls_and_its_first_column_stays(arrive: Arrive) -> None:
    visitor: Visitor = arrive("manager", viewport=PHONE)
    page = visitor.page
    _to_administration(page)
    _step(page, "指数").locator("a.stat").click()
    page.wait_for_url("**/cityscore/**")
    page.wait_for_load_state()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    name = page.locator("#result_list tbody th").first
    box = page.locator("#changelist .table-wrap")
    left = box.evaluate("box => { box.scrollLeft = 300; return box.getBoundingClientRect().left; }")
    assert box.evaluate("box => box.scrollLeft") == 300
    place = name.bounding_box()
    assert place is not None
    assert left <= place["x"] < left + 10


def test_what_stands_in_a_cell_follows_the_choice(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto("/admin/scoring/indicatorvalue/add/")
    for field, value in (("edition", EDITION), ("city", "130100"), ("indicator", "R1.1.2")):
        page.locator(f"#id_{field}").select_option(value)
    expect(page.locator("#present .notice")).to_contain_text("平方公里")
    expect(page.locator("#present [name=seen]")).not_to_have_value("")
    page.locator("#id_indicator").select_option("")
    expect(page.locator("#present .notice")).to_have_count(0)
