"""Takes the pictures of the README anew: `.venv/bin/python -m tests.browser.pictures`.

Starts the product with the demo editions in a temporary folder and photographs it in Chinese.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from ecoasset.env import BASE_DIR
from tests.browser.conftest import ARGUMENTS
from tests.browser.places import CITY, NEW, OLD
from tests.browser.product import Product, serving
from tests.browser.visitor import Visitor
from tests.suite.machine import CHROMIUM

FOLDER = BASE_DIR / "docs" / "images"
SIZE = {"width": 1280, "height": 800}
MOST_BYTES = 300_000


def ranking(visitor: Visitor) -> None:
    visitor.page.goto(f"{OLD}/ranking/")


def coding(visitor: Visitor) -> None:
    """A city that the assistant has begun, its letters beside the questions."""
    visitor.page.goto(f"{NEW}{CITY}/code/")
    expect(visitor.page.locator("#reading pre")).to_be_visible()


def letter(visitor: Visitor) -> None:
    """An extended request, with what may come next."""
    visitor.page.goto(f"{NEW}/letters/?channel=disclosure&status=extended")
    visitor.page.locator("table.data tbody th a").first.click()
    expect(visitor.page.locator(".timeline")).to_be_visible()


def review(visitor: Visitor) -> None:
    """The first waiting answer that quotes a document."""
    visitor.page.goto(f"{NEW}/review/")
    links = visitor.page.locator("table.data tbody a").evaluate_all("all => all.map(a => a.href)")
    for link in links:
        visitor.page.goto(link)
        if visitor.page.locator("pre.words mark").count():
            return


def explanation(visitor: Visitor) -> None:
    visitor.page.goto(f"{OLD}{CITY}/")
    target = visitor.page.locator("a[href*='/explain/']").first.get_attribute("href")
    visitor.page.goto(str(target))


PICTURES: dict[str, tuple[str, Callable[[Visitor], None]]] = {
    "ranking": ("analyst", ranking),
    "coding": ("assistant", coding),
    "letter": ("assistant", letter),
    "review": ("reviewer", review),
    "explanation": ("analyst", explanation),
}


def take(browser: Browser, product: Product) -> None:
    for name, (role, go) in PICTURES.items():
        visitor = Visitor.arrive(browser, product, viewport=SIZE)
        visitor.sign_in(role)
        go(visitor)
        path = FOLDER / f"{name}.png"
        visitor.page.screenshot(path=path)
        visitor.leave()
        size = path.stat().st_size
        assert size < MOST_BYTES, f"{path} has {size} bytes"
        print(f"{path.relative_to(BASE_DIR)}  {size // 1000} kB", flush=True)


def main() -> int:
    chromium = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if chromium is None:
        print("no Chromium on this machine", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        own = Path(folder)
        with serving(own, own) as product:
            started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
            take(started, product)
            started.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
