"""A list of accounts is pasted, and one of the people comes in for the first time."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Arrive
from tests.browser.test_pages import grave, width
from tests.browser.visitor import PHONE

pytestmark = pytest.mark.browser
OWN = "quite-another-secret-9"


def test_from_a_pasted_list_to_the_first_own_password(arrive: Arrive) -> None:
    visitor = arrive("administrator", viewport=PHONE)
    page = visitor.page
    page.goto("/accounts/new/")
    lines = page.locator("form.card textarea[name=lines]")
    lines.fill("李伟\tliwei\tassistant\n王芳，wangfang，审核员\n张三 zhangsan boss")
    page.locator("form.card button").click()
    expect(page.locator("td .error")).to_have_count(1)
    assert (grave(page), width(page) <= PHONE["width"]) == ([], True)
    lines.fill("李伟\tliwei\tassistant\n王芳，wangfang，审核员")
    page.locator("form.card button").click()
    page.locator("form.notice.ok button").click()
    password = page.locator("td code.nowrap").first.inner_text()
    assert (grave(page), width(page) <= PHONE["width"]) == ([], True)
    with page.expect_download() as download:
        page.locator("a[download]").click()
    assert f"liwei,研究助理,{password}" in Path(download.value.path()).read_text("utf-8-sig")
    newcomer = arrive(viewport=PHONE)
    newcomer.sign_in_as("liwei", password)
    newcomer.page.goto("/editions/2024-demo/ranking/")
    newcomer.page.wait_for_url("**/password/")
    assert grave(newcomer.page) == []
    for field, typed in (
        ("old_password", password),
        ("new_password1", OWN),
        ("new_password2", OWN),
    ):
        newcomer.page.locator(f"#id_{field}").fill(typed)
    newcomer.page.locator("main form button").click()
    newcomer.page.wait_for_url(f"{newcomer.product.address}/")
    newcomer.page.goto("/editions/2024-demo/ranking/")
    expect(newcomer.page.locator("h1")).to_contain_text("排名")
