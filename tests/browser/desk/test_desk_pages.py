"""Documents as pictures of their pages on the coding screen, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.visitor import DESKTOP, PHONE, Visitor, press
from tests.surveys.files.images.scans import pdf_scan
from tests.surveys.files.samples import pdf_file

pytestmark = pytest.mark.browser
CODE = f"{NEW}/cities/640400/code/"
# A browser that shows everything twice as large.
TWICE: ViewportSize = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}


def attach(page: Page, name: str, content: bytes, kind: str = "application/pdf") -> None:
    page.goto(CODE)
    page.locator("summary", has_text="添加材料").click()
    form = page.locator("form[action$='/evidence/']")
    form.locator("select[name=evidence-kind]").select_option("other")
    file = {"name": name, "mimeType": kind, "buffer": content}
    form.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    with page.expect_navigation():
        form.locator("button").click()
    # The words of the first document are there: the page's scripts have run.
    expect(page.locator("#reading [data-reading]")).to_be_attached()
    page.locator("[data-letter]").select_option(label=f"{name} · 其他材料")


def open_question(page: Page) -> Locator:
    """One that is answered by yes or no and waits for this coder; other tests have their own."""
    waiting = page.locator(".question:has(form[data-question]):has([data-key=y])")
    name = waiting.and_(page.locator(":not(#q-gep_standard)")).first.get_attribute("id")
    card = page.locator(f"#{name}")
    card.focus()
    return card


def sheet(page: Page, number: int) -> Locator:
    return page.locator(f"#sheets [data-sheet='{number}'] image")


def asked(visitor: Visitor) -> list[str]:
    """Numbers of the pages whose pictures were fetched."""
    found = (re.search(r"/pages/(\d+)/\d+\.jpg$", url) for url in visitor.requests)
    return [one[1] for one in found if one]


def test_pages_are_fetched_as_they_are_looked_at(arrive: Arrive) -> None:
    visitor = arrive("manager")
    page = visitor.page
    page.on("dialog", lambda dialog: dialog.accept())
    attach(page, "长件.pdf", pdf_file(*(f"第 {number} 页" for number in range(1, 61))))
    expect(page.locator("#reading")).to_contain_text("第 60 页")
    press(page, "v")
    expect(page.locator("#sheets [data-sheet]")).to_have_count(60)
    expect(page.locator("#reading")).to_be_hidden()
    expect(sheet(page, 1)).to_have_attribute("href", re.compile(r"/pages/1/\d+\.jpg$"))
    press(page, ".")
    field = page.locator("[data-sheet-number]")
    expect(field).to_have_value("2")
    field.fill("40")
    field.press("Enter")
    expect(sheet(page, 40)).to_have_attribute("href", re.compile(r"/pages/40/\d+\.jpg$"))
    expect(field).to_have_value("40")
    press(page, ",")
    expect(field).to_have_value("39")
    assert not {"15", "20", "60"} & set(asked(visitor)), "what nobody looked at"
    # Where the question in hand quotes a page of it, that page is shown with the words marked.
    card = open_question(page)
    for name, value in (("page", "3"), ("quotation", "第 3 页")):
        card.locator(f"[name={name}]").first.fill(value)
    press(page, "Escape")
    press(page, "k")
    press(page, "j")
    card.focus()
    expect(field).to_have_value("3")
    expect(page.locator("#sheets [data-sheet='3'] rect.quoted")).to_have_count(1)
    field.fill("39")
    field.press("Enter")
    narrow = page.locator("#sheets [data-sheet='39']").bounding_box()
    press(page, "+")
    expect(field).to_have_value("39")
    wide = page.locator("#sheets [data-sheet='39']").bounding_box()
    assert narrow
    assert wide
    assert wide["width"] == pytest.approx(1.5 * narrow["width"], rel=0.05)
    press(page, "w")
    # Remembered for the next visit; a key brings the words back.
    page.reload()
    page.locator("[data-letter]").select_option(label="长件.pdf · 其他材料")
    expect(page.locator("#sheets [data-sheet]")).to_have_count(60)
    press(page, "v")
    expect(page.locator("#reading")).to_contain_text("第 60 页")
    expect(page.locator("#sheets")).to_be_hidden()


def test_a_scan_shows_its_pages_at_once_and_a_text_says_that_it_has_none(arrive: Arrive) -> None:
    page = arrive("manager").page
    attach(page, "说明.txt", "只有文字".encode(), "text/plain")
    expect(page.locator("#reading")).to_contain_text("只有文字")
    press(page, "v")
    expect(page.locator("#sheets")).to_contain_text("没有页面图像")
    expect(page.locator("#reading")).to_contain_text("只有文字")
    press(page, "v")
    expect(page.locator("#sheets")).to_be_hidden()
    press(page, "b")
    expect(page.locator("#sheets")).to_contain_text("没有页面图像")
    attach(page, "扫描.pdf", pdf_scan(1, 2))
    expect(page.locator("#sheets [data-sheet]")).to_have_count(2)
    expect(sheet(page, 1)).to_have_attribute("href", re.compile(r"\.jpg$"))


@pytest.mark.parametrize("size", [TWICE, PHONE], ids=["twice", "phone"])
def test_pages_fit_a_narrow_screen(arrive: Arrive, size: ViewportSize) -> None:
    page = arrive("manager", viewport=size).page
    attach(page, f"窄屏{size['width']}.pdf", pdf_scan(1, 2))
    expect(page.locator("#sheets [data-sheet]")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    box = page.locator("#sheets [data-sheet='1']").bounding_box()
    assert box
    assert box["width"] > 0.55 * min(size["width"], 600)


def test_a_box_is_drawn_cited_and_sent_by_keyboard(arrive: Arrive) -> None:
    page = arrive("manager").page
    attach(page, "框选.pdf", pdf_scan(1, 2))
    expect(sheet(page, 1)).to_have_attribute("href", re.compile(r"\.jpg$"))
    card = open_question(page)
    box = card.locator("input[name=box]").first
    press(page, "b")
    said = page.locator("[data-box-said]")
    expect(said).to_contain_text("方向键移动")
    press(page, "Escape")
    expect(page.locator("#sheets rect")).to_have_count(0)
    press(page, ".")
    expect(page.locator("[data-sheet-number]")).to_have_value("2")
    press(page, "b")
    for key in ["ArrowDown"] * 2 + ["ArrowLeft"] * 30 + ["Shift+ArrowRight"] * 10:
        press(page, key)
    expect(said).to_contain_text("0 % · ")
    expect(said).to_contain_text(" · 70 % · 8 %")
    press(page, "Enter")
    # The question has the focus again, and what is seen in the box stands beside it.
    expect(card).to_be_focused()
    expect(box).to_have_value(re.compile(r"^0,0\.\d+,0\.7,0\.08$"))
    expect(card.locator("input[name=page]").first).to_have_value("2")
    expect(card.locator("[data-check] .cut svg")).to_be_visible()
    expect(page.locator("#sheets rect.cited")).to_have_count(1)
    press(page, "y")
    press(page, "r")
    expect(card).to_have_attribute("data-state", "in_review")
    page.reload()
    expect(card).to_have_attribute("data-state", "in_review")


def test_a_box_is_drawn_with_the_mouse_and_taken_away_again(arrive: Arrive) -> None:
    page = arrive("manager").page
    attach(page, "鼠标.pdf", pdf_scan(1, 2))
    expect(sheet(page, 1)).to_have_attribute("href", re.compile(r"\.jpg$"))
    card = open_question(page)
    place = page.locator("#sheets [data-sheet='1'] svg").bounding_box()
    assert place
    left, top = place["x"] + 0.1 * place["width"], place["y"] + 0.1 * place["width"]
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(left + 0.2 * place["width"], top + 20)
    page.mouse.move(left + 0.5 * place["width"], top + 40)
    page.mouse.up()
    expect(page.locator("#sheets rect.drawn")).to_have_count(1)
    press(page, "Enter")
    box = card.locator("input[name=box]").first
    expect(box).to_have_value(re.compile(r"^0\.(1|09\d*|10\d*),0\.\d+,0\.(5|49\d*|50\d*),0\.\d+$"))
    card.locator("[data-drop-box]").click()
    expect(box).to_have_value("")
    expect(card.locator("[data-check] .cut")).to_have_count(0)
    expect(page.locator("#sheets rect")).to_have_count(0)
