"""The guides call things by the names that stand on the screen, and every page is linked."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDES = ("assistant", "reviewer", "manager", "analyst", "administrator", "values")
HAN = re.compile(r"[\u3400-\u9fff]")
# Words of the guides themselves, which name no place of the interface.
OWN = {"宽表 · wide", "长表 · long", "全部值及其处理", "城市页", "运行页"}


@pytest.fixture(scope="module")
def words() -> set[str]:
    catalogue = polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"))
    return {text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())}


@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_sets_in_bold_stands_on_the_screen(guide: str, words: set[str]) -> None:
    text = (ROOT / "docs" / f"{guide}.md").read_text("utf-8")
    named = {
        step.strip()
        for bold in re.findall(r"\*\*([^*]+)\*\*", text)
        if bold not in OWN
        for step in bold.split("→")
        if HAN.search(step)
    }
    told = {step for step in named if not re.search(r"[a-z]{4}", step)}
    assert sorted(told - words) == []


def test_every_page_and_picture_of_the_documentation_is_linked() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    linked = {
        (page.parent / target).resolve()
        for page in pages
        for target in re.findall(r"\]\(([^)#]+?)\)", page.read_text("utf-8"))
        if "://" not in target
    }
    missing = [str(target) for target in linked if not target.exists()]
    assert missing == []
    there = {*(ROOT / "docs").glob("*.md"), *(ROOT / "docs/images").glob("*.png")}
    assert sorted(str(path.relative_to(ROOT)) for path in there - linked) == []
