"""The guides call things by the names that stand on the screen, and every page is linked."""

import re
from pathlib import Path

import polib
import pytest

from scoring.index.method.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
GUIDES = (
    "assistant",
    "reviewer",
    "manager",
    "analyst",
    "administrator",
    "values",
    "methods_editing",
)
# Words of the guides themselves, which name no place of the interface.
OWN = {
    "宽表",
    "长表",
    "城市页",
    "运行页",
    "The wide form",
    "The long form",
    "City page",
    "Run page",
}


@pytest.fixture(scope="module")
def words() -> set[str]:
    """Of both languages: what is translated, and what it is translated into."""
    catalogue = polib.pofile(str(ROOT / "locale/zh_Hans/LC_MESSAGES/django.po"))
    texts = {text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())}
    return texts | {text for entry in catalogue for text in (entry.msgid, entry.msgid_plural)}


@pytest.mark.parametrize("language", ["", ".en"], ids=["chinese", "english"])
@pytest.mark.parametrize("guide", GUIDES)
def test_what_a_guide_sets_in_bold_stands_on_the_screen(
    guide: str, language: str, words: set[str]
) -> None:
    text = (ROOT / "docs" / f"{guide}{language}.md").read_text("utf-8")
    bold = set(re.findall(r"\*\*([^*]+)\*\*", text)) - OWN
    named = {step.strip() for path in bold for step in path.split("→")}
    assert named
    assert sorted(named - words) == []


@pytest.mark.parametrize("name", ["operations.md", "operations.en.md"])
def test_the_messages_that_the_manual_explains_are_the_products(name: str) -> None:
    sources = (path.read_text("utf-8") for path in (ROOT / "ecoasset").rglob("*.py"))
    said = "".join(sources).replace("{lock.NAME}", "requirements-lock.txt")
    told = re.findall(r"^\| “(.+?)” \|", (ROOT / "docs" / name).read_text("utf-8"), re.M)
    assert len(told) == 9
    parts = [part for message in told for part in message.split(" … ")]
    assert [part for part in parts if part.removesuffix(" …") not in said] == []


@pytest.mark.parametrize("name", ["method.md", "method.en.md"])
def test_every_rule_of_a_method_is_explained(name: str) -> None:
    text = (ROOT / "docs" / name).read_text("utf-8")
    rules = {rule for table in RULES.values() for rule in table}
    assert sorted(rule for rule in rules if not re.search(f"`{rule}[`:]", text)) == []


def _body(page: Path) -> str:
    """Without the first line, where a text and its twin link each other."""
    return page.read_text("utf-8").partition("\n")[2]


def test_every_page_and_picture_of_the_documentation_is_linked() -> None:
    pages = [*ROOT.glob("README*.md"), *sorted((ROOT / "docs").glob("*.md"))]
    linked = {
        (page.parent / target).resolve()
        for page in pages
        for target in re.findall(r"\]\(([^)#]+?)\)", _body(page))
        if "://" not in target
    }
    missing = [str(target) for target in linked if not target.exists()]
    assert missing == []
    there = {*(ROOT / "docs").glob("*.md"), *(ROOT / "docs/images").glob("*.png")}
    assert sorted(str(path.relative_to(ROOT)) for path in there - linked) == []
