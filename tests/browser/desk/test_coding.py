"""The coding screen: nothing typed is lost, nothing is half withdrawn, R goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.visitor import PHONE, press
from tests.surveys.evidence.test_evidence_part_pages import MAIL

pytestmark = pytest.mark.browser

CODE = f"{NEW}/cities/360300/code/"


def _focus(page: Page, question: str) -> Locator:
    card = page.locator(f"#q-{question}")
    card.focus()
    return card


def test_what_was_typed_in_a_card_survives_a_reload(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(CODE)
    card = page.locator("#q-gep_standard")
    card.locator("input[name=note]").fill("还没有保存")
    card.locator("input[value=in_preparation]").check()
    page.reload()
    expect(card.locator("input[name=note]")).to_have_value("还没有保存")
    expect(card.locator("input[value=in_preparation]")).to_be_checked()
    expect(card.locator("[data-restored]")).to_be_visible()
    card.locator("[data-restored-drop]").click()
    expect(card.locator("input[name=note]")).to_have_value("")
    expect(card.locator("[data-restored]")).to_be_hidden()


def test_what_was_saved_does_not_come_back_as_unsaved(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto(CODE)
    card, other = page.locator("#q-water_trading"), page.locator("#q-gep_accounting")
    other.locator("input[name=note]").fill("还没有保存")
    _focus(page, "water_trading")
    press(page, "u")
    press(page, "s")
    expect(card.locator("[data-status]")).to_have_text("已保存")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(other.locator("[data-restored]")).to_be_visible()
    expect(card.locator("input[value=unknown]")).to_be_checked()
    expect(card.locator("[data-restored]")).to_be_hidden()


def test_keys_do_what_they_say(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto(CODE)
    card = _focus(page, "gep_accounting")
    press(page, "s")
    expect(card.locator("[data-status]")).to_have_text("没有改动")
    press(page, "u")
    press(page, "u")
    expect(card.locator("input[value=unknown]")).to_be_checked()
    press(page, "q")
    expect(card.locator("[data-status]")).to_have_text("请先在材料中选中文字。")


def test_sending_goes_on_and_a_sent_answer_is_taken_back(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto(CODE)
    card = _focus(page, "property_registration")
    done = page.locator("[data-done]")
    before = int(done.inner_text())
    press(page, "u")
    press(page, "r")
    expect(card.locator("[data-badge]")).to_have_text("审核中")
    expect(page.locator("#q-reply_quality")).to_be_focused()
    expect(done).to_have_text(str(before + 1))
    asked: list[str] = []

    def agree(dialog: object) -> None:
        asked.append(dialog.message)  # type: ignore[attr-defined]
        dialog.accept()  # type: ignore[attr-defined]

    page.on("dialog", agree)
    card.locator("button[value=withdraw]").click()
    expect(card.locator("button[value=save]")).to_be_visible()
    assert len(asked) == 1
    expect(done).to_have_text(str(before))


def test_a_reason_survives_the_end_of_the_session(arrive: Arrive) -> None:
    visitor = arrive("reviewer")
    page = visitor.page
    page.goto(f"{NEW}/review/")
    page.locator("table.data tbody a").first.click()
    page.wait_for_url("**/answers/*/")
    address = page.url
    press(page, "r")
    expect(page.locator("#reason")).to_be_focused()
    page.keyboard.type("缺少第二页")
    visitor.context.clear_cookies(name="ecoasset_session")
    press(page, "Control+Enter")
    expect(page.locator(".notice.wait")).to_contain_text("刚才的操作没有保存")
    username, password = visitor._words("reviewer")
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    press(page, "Enter")
    page.wait_for_url(address)
    expect(page.locator("#reason")).to_have_value("缺少第二页")
    # The buttons still mean what they say.
    expect(page.locator("[data-key=a]")).to_have_attribute("value", "approved")
    press(page, "r")
    press(page, "Control+Enter")
    expect(page.locator(".messages")).to_contain_text("已退回")
    kept = page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('draft:review'))"
    )
    assert kept == []


def test_a_plain_form_works_after_a_sign_in_in_another_window(arrive: Arrive) -> None:
    visitor = arrive("reviewer")
    visitor.page.goto("/password/")
    other = visitor.context.new_page()
    visitor.context.clear_cookies(name="ecoasset_session")
    username, password = visitor._words("reviewer")
    other.goto("/sign-in/")
    other.fill("#id_username", username)
    other.fill("#id_password", password)
    other.press("#id_password", "Enter")
    other.wait_for_url("**/")
    visitor.page.locator("form.language button").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    visitor.page.locator("form.language button").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_an_attachment_of_a_mail_is_attached_with_one_key_and_cited(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto(CODE)
    page.locator("summary", has_text="添加材料").click()
    form = page.locator("form[action$='/evidence/']")
    form.locator("select[name=evidence-kind]").select_option("other")
    mail = {"name": "函.eml", "mimeType": "message/rfc822", "buffer": MAIL.encode()}
    form.locator("input[type=file]").set_input_files(mail)  # type: ignore[arg-type]
    form.locator("button").click()
    page.locator("[data-letter]").select_option(label="函.eml · 其他材料")
    reading = page.locator("#reading")
    expect(reading).to_contain_text("详见附件。")
    card = _focus(page, "gep_standard")
    card.locator("input[name=note]").fill("还没有保存")
    card.focus()
    press(page, "a")
    expect(reading).to_contain_text("已建立领导小组。")
    expect(page.locator("[data-letter] option:checked")).to_contain_text("附件1.txt")
    expect(card.locator("select[name=evidence] option", has_text="附件1.txt")).to_have_count(1)
    expect(card.locator("input[name=note]")).to_have_value("还没有保存")


def test_g_goes_to_the_next_city_at_any_time(arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto(CODE)
    following = page.locator("[data-next-city]").get_attribute("href")
    _focus(page, "gep_standard")
    press(page, "g")
    page.wait_for_url(f"**{following}")


def test_on_a_telephone_the_letter_stays_above_its_question(arrive: Arrive) -> None:
    page = arrive("manager", viewport=PHONE).page
    page.goto(CODE)
    expect(page.locator("#reading pre")).to_be_visible()
    page.locator("[data-jump=gep_standard]").evaluate("link => link.click()")
    expect(page.locator("#q-gep_standard h2")).to_be_in_viewport()
    expect(page.locator("#reading pre")).to_be_in_viewport()
    page.locator("[data-fold]").click()
    expect(page.locator("#reading pre")).to_be_hidden()
    expect(page.locator("#letter")).to_be_in_viewport()
