"""The letter by keyboard: candidate passages, sentence by sentence, a search; each to be cited."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.visitor import press
from tests.surveys.files.samples import pdf_file

pytestmark = pytest.mark.browser

CODE = f"{NEW}/cities/360300/code/"
FILLER = "本函其余内容与所问无关，仅作说明之用。" * 10
GROUP = "我市尚未成立生态产品价值实现领导小组。"
PLAN = "实施方案已于2023年印发。"
LETTER = f"答复：\n{FILLER}\n{GROUP}第二，{PLAN}第三，没有了。\n{FILLER}"


def _open(page: Page, name: str, content: bytes, media_type: str, words: str = GROUP) -> None:
    """Attaches a document and opens it beside the questions."""
    page.goto(CODE)
    page.locator("summary", has_text="添加材料").click()
    form = page.locator("form[action$='/evidence/']")
    form.locator("select[name=evidence-kind]").select_option("other")
    file = {"name": name, "mimeType": media_type, "buffer": content}
    form.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    form.locator("button").click()
    page.locator("[data-letter]").select_option(label=f"{name} · 其他材料")
    expect(page.locator("#reading")).to_contain_text(words)
    expect(page.locator("#reading [data-passages]")).to_be_visible()


def _focus(page: Page, question: str) -> Locator:
    card = page.locator(f"#q-{question}")
    card.focus()
    return card


def _selected(page: Page) -> str:
    return str(page.evaluate("String(getSelection())"))


def test_marks_sentences_and_search_by_keyboard(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.on("dialog", lambda dialog: dialog.accept())
    _open(page, "复函.txt", LETTER.encode(), "text/plain")
    told, marks = page.locator("[data-told]"), page.locator("#reading mark.candidate")
    # Marks follow the question, are named in words, and answer nothing.
    card = _focus(page, "leading_group")
    expect(marks).to_have_text([GROUP])
    expect(marks).to_have_attribute("data-label", "候选 1")
    expect(told).to_contain_text("不代表答案")
    press(page, "m")
    expect(told).to_contain_text("候选段落 1/1")
    assert _selected(page) == GROUP
    expect(card).to_be_focused()
    assert card.locator("input[name=value]:checked").count() == 0
    press(page, "Enter")
    quotation = card.locator("textarea[name=quotation]").first
    expect(quotation).to_have_value(GROUP)
    expect(card.locator("[data-check]").first).to_contain_text("已找到")
    # What was quoted is not quoted twice, and another question has marks of its own.
    press(page, "Enter")
    expect(card.locator("textarea[name=quotation]")).to_have_count(1)
    other = _focus(page, "implementation_plan")
    expect(marks.first).to_contain_text(PLAN)
    # A search finds as quotations are found; closed, the hit becomes its sentence, then longer.
    press(page, "/")
    expect(page.locator("[data-find-words]")).to_be_focused()
    page.keyboard.type("2023 年")
    expect(told).to_have_text("第 1 处，共 1 处")
    press(page, "Escape")
    expect(other).to_be_focused()
    assert _selected(page) == "2023年"
    press(page, "]")
    assert _selected(page) == f"第二，{PLAN}"
    press(page, "Shift+]")
    assert _selected(page) == f"第二，{PLAN}第三，没有了。"
    press(page, "[")
    assert _selected(page) == GROUP
    press(page, "]")
    press(page, "q")
    expect(other.locator("textarea[name=quotation]").first).to_have_value(f"第二，{PLAN}")
    # Nothing in the letter speaks of it, and the page says so.
    _focus(page, "national_park")
    expect(marks).to_have_count(0)
    press(page, "Shift+M")
    expect(told).to_contain_text("没有为本题标出段落")


def test_hits_are_gone_through_and_none_is_said(arrive: Arrive) -> None:
    page = arrive("manager").page
    _open(page, "查找.txt", LETTER.encode(), "text/plain")
    told = page.locator("[data-told]")
    _focus(page, "leading_group")
    press(page, "/")
    page.keyboard.type("无关")
    expect(told).to_have_text("第 1 处，共 20 处")
    press(page, "Enter")
    expect(told).to_have_text("第 2 处，共 20 处")
    press(page, "Shift+Enter")
    press(page, "Shift+Enter")
    expect(told).to_have_text("第 20 处，共 20 处")
    page.locator("[data-find-words]").fill("没有这几个字")
    expect(told).to_have_text("材料中没有这段文字。")


def test_a_sentence_over_two_pages_is_quoted_without_the_line_between(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.on("dialog", lambda dialog: dialog.accept())
    half = GROUP[:14]
    pages = pdf_file(f"本函共两页。{half}", GROUP[14:])
    _open(page, "两页.pdf", pages, "application/pdf", half)
    card = _focus(page, "leading_group")
    press(page, "[")
    assert "第 2 页" in _selected(page)
    press(page, "Enter")
    expect(card.locator("textarea[name=quotation]").first).to_have_value(GROUP)
    expect(card.locator("input[name=page]").first).to_have_value("1")
    expect(card.locator("[data-check]").first).to_contain_text("已找到")
