"""Fixtures of the tests in a browser: Chromium, the running product, and who visits it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.product import Product, serving
from tests.browser.visitor import Visitor
from tests.engines.patience import STEP_MILLISECONDS
from tests.suite.machine import CHROMIUM

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Arrive = Callable[..., Visitor]
# How long something may take on a busy machine; how fast it is stands in the benchmark.
expect.set_options(timeout=STEP_MILLISECONDS)


@pytest.fixture(scope="session")
def chromium() -> str:
    found = next((path for name in CHROMIUM if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("no Chromium on this machine: nothing was tried in a browser")
    return found


@pytest.fixture(scope="session")
def product(
    chromium: str, shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Product]:
    with serving(shared_folder, tmp_path_factory.mktemp("product")) as found:
        yield found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """For this folder alone: while it runs, its event loop keeps Django from the database."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def arrive(browser: Browser, product: Product) -> Iterator[Arrive]:
    """A new visitor, signed in where a role is given; all leave at the end, looked over."""
    visitors: list[Visitor] = []

    def make(role: str = "", **options: Any) -> Visitor:
        visitor = Visitor.arrive(browser, product, **options)
        visitors.append(visitor)
        if role:
            visitor.enter(role)
        return visitor

    yield make
    for visitor in visitors:
        visitor.leave()
