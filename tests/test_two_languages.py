"""What the documentation says in Chinese it says in English, each text in its own language."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# For developers, in English; what comes next is one short list in both languages.
SINGLE = {"decisions", "translation"}
CHINESE = [
    ROOT / "README.md",
    *(
        page
        for page in sorted((ROOT / "docs").glob("*.md"))
        if page.stem not in SINGLE and not page.name.endswith(".en.md")
    ),
]
# Articles and days of the law are written out in Chinese, as it prints them.
WITH_DIGITS = [page for page in CHINESE if page.stem != "law"]
HAN = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"\b[A-Za-z]*[a-z]{2,}\b")
# One language after the other: on both sides of a dot, or as a sentence of its own.
BOTH = re.compile(
    r"[\u3400-\u9fff）。”] · | · [\u3400-\u9fff（“]"
    r"|[。；）]\W{0,3}[A-Za-z]+( [a-z]+){3}|[a-z][.;]\W{0,2}[\u3400-\u9fff]{4}"
)
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
NUMBER = re.compile(r"\d(?:[\d,.]*\d)?")
LINK = re.compile(r"\]\(([^)]+)\)")

Block = tuple[str, int, list[str], set[str]]


def english(page: Path) -> Path:
    return page.with_name(f"{page.stem}.en.md")


def prose(text: str) -> str:
    """Without code and addresses, which are of no language."""
    return LINK.sub("", CODE.sub("", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)))


def is_chinese(line: str) -> bool:
    """Names, units and cells of tables may be, inside an English sentence."""
    return len(HAN.findall(line)) > max(5, len(WORD.findall(line)))


def commands(code: str) -> list[str]:
    """Comments and reasons are for people and may differ."""
    lines = (re.sub(r"(^|\s+)# .*", "", line) for line in code.splitlines())
    return [re.sub(r'(--reason) "[^"]*"', r"\1", line) for line in lines]


def kind(line: str) -> tuple[str, int]:
    """What a line begins, and how deep or wide it is."""
    if heading := re.match(r"#+", line):
        return "heading", len(heading[0])
    if line.startswith("|"):
        return "row", len(re.findall(r"(?<!\\)\|", line))
    if item := re.match(r"( *)(-|\d+\.) ", line):
        return item[2], len(item[1])
    return "text", len(line) - len(line.lstrip())


def block(line: str) -> Block:
    links = sorted(target.replace(".en.md", ".md") for target in LINK.findall(line))
    spans = {span for _, span in CODE.findall(line) if span.isascii()}
    return (*kind(line), links, spans)


def skeleton(page: Path) -> list[Block]:
    """Headings, items, rows and pictures with their links and commands, without the words."""
    _, _, text = page.read_text("utf-8").partition("\n")
    blocks: list[Block] = []
    for part in re.split(r"^(```.*?^```)$", text, flags=re.S | re.M):
        if part.startswith("```"):
            blocks.append(("code", 0, commands(part), set()))
        else:
            blocks += [block(line) for line in part.splitlines() if line.strip()]
    return blocks


def test_every_text_is_there_in_both_languages() -> None:
    twins = {page.name for page in (ROOT / "docs").glob("*.en.md")}
    assert twins == {english(page).name for page in CHINESE[1:]}
    for page in CHINESE:
        assert page.read_text("utf-8").startswith(f"[English]({english(page).name})\n\n# ")
        assert english(page).read_text("utf-8").startswith(f"[中文]({page.name})\n\n# ")


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_both_texts_are_built_alike_with_the_same_commands(page: Path) -> None:
    ours, theirs = skeleton(page), skeleton(english(page))
    for here, there in zip(ours, theirs, strict=False):
        assert here == there
    assert len(ours) == len(theirs)


@pytest.mark.parametrize("page", WITH_DIGITS, ids=lambda page: page.stem)
def test_both_texts_hold_the_same_numbers(page: Path) -> None:
    here, there = (
        [
            set(NUMBER.findall(LINK.sub("", line)))
            for line in text.read_text("utf-8").splitlines()
            if line.strip()
        ]
        for text in (page, english(page))
    )
    assert here == there


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_a_link_stays_in_its_language(page: Path) -> None:
    translated = {there.stem for there in CHINESE}
    for text in (page, english(page)):
        for target in LINK.findall(text.read_text("utf-8").partition("\n")[2]):
            if Path(target).name.partition(".")[0] in translated:
                assert target.endswith(".en.md") == (text != page), target


@pytest.mark.parametrize("page", CHINESE, ids=lambda page: page.stem)
def test_each_text_keeps_to_its_language(page: Path) -> None:
    here, there = (
        prose(text.read_text("utf-8").partition("\n")[2]).splitlines()
        for text in (page, english(page))
    )
    assert [line for line in (*here, *there) if BOTH.search(line)] == []
    assert [line for line in here if not HAN.search(line) and len(WORD.findall(line)) > 3] == []
    assert [line for line in there if is_chinese(line)] == []
