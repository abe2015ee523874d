"""A table goes on to a spreadsheet and to paper."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser

from tests.browser.product import Product
from tests.browser.visitor import Visitor, press

pytestmark = pytest.mark.browser
RANKING = "/editions/2023-demo/ranking/"
CITIES = 337
# A page of A4 holds some fifty rows.
MOST_PAGES = 10
SELECT = """table => {
  const rows = document.querySelector(table).rows;
  const [first, last] = [rows[0].cells[0], rows[rows.length - 1].lastElementChild];
  document.getSelection().setBaseAndExtent(first, 0, last, last.childNodes.length);
}"""


@pytest.fixture(scope="module")
def visitor(browser: Browser, product: Product) -> Iterator[Visitor]:
    arrived = Visitor.arrive(browser, product, permissions=["clipboard-read", "clipboard-write"])
    arrived.sign_in("manager")
    yield arrived
    arrived.leave()


def _copied(visitor: Visitor, table: str) -> list[list[str]]:
    """Rows and cells as a spreadsheet takes them from the clipboard."""
    visitor.page.evaluate(SELECT, table)
    press(visitor.page, "Control+C")
    text = visitor.page.evaluate("navigator.clipboard.readText()")
    return [line.split("\t") for line in text.split("\n")]


def test_a_copied_ranking_has_one_value_a_cell(visitor: Visitor) -> None:
    visitor.page.goto(RANKING)
    head, *rows = _copied(visitor, "table.ranking")
    assert len(rows) == CITIES
    assert {len(row) for row in rows} == {len(head)}
    first = rows[0]
    # The city and its place, five ranks each with its score, and what is known of the city.
    assert len(first) == 2 + 2 * 5 + 1
    ranks, scores = first[2:12:2], first[3:12:2]
    assert first[2] == "1"
    assert all(rank.isdigit() for rank in ranks)
    assert all(0 < float(score) <= 100 for score in scores)


def test_a_copied_number_is_one_for_a_spreadsheet(visitor: Visitor) -> None:
    """No thousands set apart, the sign that a keyboard has, nothing where nothing stands."""
    visitor.page.goto("/editions/2023-demo/indicators/R1.1.1/")
    rows = _copied(visitor, "table.data")[1:]
    values = [float(row[3]) for row in rows]
    assert max(values) > 1000


def test_words_in_one_cell_are_copied_as_they_stand(visitor: Visitor) -> None:
    visitor.page.goto(RANKING)
    visitor.page.evaluate("""() => {
      const link = document.querySelector("table.ranking tbody a").firstChild;
      document.getSelection().setBaseAndExtent(link, 0, link, 2);
    }""")
    press(visitor.page, "Control+C")
    text = visitor.page.evaluate("navigator.clipboard.readText()")
    name = visitor.page.locator("table.ranking tbody a").first.inner_text()
    assert text == name[:2]


def test_the_ranking_in_print_is_short_and_headed_on_each_page(visitor: Visitor) -> None:
    visitor.page.goto(RANKING)
    heading = visitor.page.locator("table.ranking thead th").nth(2).inner_text().split()[0]
    document = pypdfium2.PdfDocument(visitor.page.pdf(format="A4"))
    try:
        texts = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    assert len(texts) <= MOST_PAGES
    assert all(heading in text.replace("\r\n", "") for text in texts)
