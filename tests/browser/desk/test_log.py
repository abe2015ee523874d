"""A reply from its file to answers in review, on one screen and by keys alone; and the note."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.product import Product
from tests.browser.visitor import DESKTOP, press
from tests.engines.background import wait_until

pytestmark = pytest.mark.browser

# 1280 pixels wide at 200 %.
ZOOMED: ViewportSize = {"width": 640, "height": 450}
MOST_LOGGING, MOST_ANSWERING, ANSWERED = 30, 5, 3
SENTENCES = ("经查，我市已成立试点工作领导小组。", "我市已开展核算。", "核算规范已印发。")
# Cities whose only letter waits for its answer, and that nobody has begun.
WAITING = """
SELECT c.adcode FROM surveys_inforequest l
JOIN surveys_round n ON n.id = l.round_id JOIN surveys_edition e ON e.id = n.edition_id
JOIN surveys_organ o ON o.id = l.organ_id JOIN surveys_city c ON c.id = o.city_id
WHERE e.code = '2024-demo' AND l.is_open AND NOT EXISTS (
    SELECT 1 FROM surveys_code k WHERE k.city_id = c.id AND k.edition_id = e.id
)
GROUP BY c.adcode
HAVING COUNT(*) = 1 AND MIN(l.status) IN ('sent', 'acknowledged', 'extended')
ORDER BY c.adcode LIMIT 5
"""


@dataclass
class Keyboard:
    """Counts what is pressed; words that are typed are not keys."""

    page: Page
    pressed: int = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            press(self.page, key)
            self.pressed += 1

    def taken(self) -> int:
        """Since the last time."""
        pressed, self.pressed = self.pressed, 0
        return pressed


def _waiting(product: Product) -> list[str]:
    with closing(sqlite3.connect(product.folder / "db.sqlite3")) as database:
        return [adcode for (adcode,) in database.execute(WAITING)]


def _log(keys: Keyboard, file: Path) -> int:
    page = keys.page
    page.locator(".question").first.focus()
    keys.press("e")
    expect(page.locator("#id_files")).to_be_focused()
    with page.expect_file_chooser() as chooser:
        # Keys may overtake the browser's order to report its dialog: this answer comes after it.
        page.evaluate("null")
        keys.press("Enter")
    chooser.value.set_files(file)
    # The organ is that of the only letter that waits: what it says to the letter comes next.
    expect(page.locator("[id^=id_letter-]").first).to_be_focused()
    keys.press("ArrowDown", "Enter")
    expect(page.locator("#id_received_on")).to_be_focused()
    page.keyboard.type("1110")
    keys.press("Enter")
    expect(page.locator("#reading")).to_contain_text(SENTENCES[0])
    return keys.taken()


def _answer(keys: Keyboard, sent: int) -> int:
    """The question that has the focus, with the next sentence of the letter as its proof."""
    page = keys.page
    card = page.locator(".question:focus")
    expect(card).to_have_attribute("data-state", "open")
    code = card.get_attribute("id")
    counts = page.locator(f"#{code} [data-count], #{code} [data-key='1']").count() > 0
    keys.press("1" if counts else "y", "]")
    # The words are chosen once the letter's sentences are there.
    wait_until(lambda: page.evaluate("String(window.getSelection()).trim() !== ''"))
    keys.press("q")
    expect(page.locator(f"#{code} [data-check] .badge.ok")).to_be_visible()
    keys.press("r")
    expect(page.locator("[data-done]")).to_have_text(str(sent))
    return keys.taken()


@pytest.mark.parametrize(("viewport", "cities"), [(DESKTOP, 3), (ZOOMED, 2)], ids=["1280", "200%"])
def test_replies_are_logged_and_coded_by_few_keys(
    viewport: ViewportSize, cities: int, arrive: Arrive, product: Product, tmp_path: Path
) -> None:
    page = arrive("assistant", viewport=viewport, device_scale_factor=2).page
    keys, told, worst = Keyboard(page), [], (0, 0)
    for adcode in _waiting(product)[:cities]:
        file = tmp_path / f"{adcode}复函.txt"
        file.write_text("答复\n\n" + "\n".join(SENTENCES), encoding="utf-8")
        page.goto(f"{NEW}/cities/{adcode}/code/")
        start = monotonic()
        logged = _log(keys, file)
        expect(page.locator("#reading .passages")).to_be_visible()
        answered = [_answer(keys, number) for number in range(1, ANSWERED + 1)]
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, "nothing stands beyond the edge"
        worst = (max(worst[0], logged), max(worst[1], *answered))
        told.append(f"{adcode}: {logged} + {answered} keys, {monotonic() - start:.1f} s")
    print(*told, sep="\n")
    assert len(told) == cities, "the demo has that many that wait"
    assert worst[0] <= MOST_LOGGING, told
    assert worst[1] <= MOST_ANSWERING, told


def test_files_are_pasted_and_a_draft_of_a_reply_is_kept(arrive: Arrive) -> None:
    page = arrive("assistant").page
    page.goto(f"{NEW}/cities/540400/code/")
    page.locator(".question").nth(1).focus()
    press(page, "e")
    expect(page.locator("#id_files")).to_be_focused()
    page.evaluate("""() => {
        const carried = new DataTransfer();
        carried.items.add(new File(["答复"], "粘贴.txt", { type: "text/plain" }));
        const told = { clipboardData: carried, bubbles: true, cancelable: true };
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", told));
    }""")
    assert page.evaluate("document.querySelector('#id_files').files[0].name") == "粘贴.txt"
    page.locator("#id_summary").fill("还没有登记")
    press(page, "Escape")
    expect(page.locator(".question").nth(1)).to_be_focused()
    expect(page.locator("#reply-form")).to_have_count(0)
    press(page, "e")
    expect(page.locator("#id_summary")).to_have_value("还没有登记")
    page.locator("#id_received_on").fill("1110")
    # Refused by the server, it stays and says why.
    press(page, "Control+Enter")
    expect(page.locator("#reply-form .notice.bad, #reply-form .field.wrong").first).to_be_visible()
    expect(page.locator("#id_summary")).to_have_value("还没有登记")
    page.evaluate("localStorage.clear()")


def test_a_private_note_is_saved_as_it_is_typed(arrive: Arrive) -> None:
    page = arrive("assistant").page
    page.goto(f"{NEW}/cities/540400/code/")
    page.locator(".question").first.focus()
    press(page, "i")
    note = page.locator("[data-note] textarea")
    expect(note).to_be_focused()
    page.keyboard.type("电话说下周补寄")
    expect(page.locator("#note-state")).to_contain_text("已保存")
    expect(note).to_be_focused()
    page.keyboard.type("附件")
    # Before the pause after which it is saved.
    page.reload()
    expect(note).to_have_value("电话说下周补寄附件")
    expect(page.locator("#note-state")).to_contain_text("已保存")
    expect(page.locator("#note-state [name=revision]")).to_have_value("2")
    assert page.evaluate("Object.keys(localStorage).some((key) => key.includes('note'))") is False
