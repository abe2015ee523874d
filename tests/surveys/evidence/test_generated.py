"""Two hundred generated letters: each quotation stands at its own place or is asked about.

They have what real ones have: radicals for characters, lines broken anywhere, two columns,
sentences that are said twice. What each says, and in which order, is known from the making.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from surveys.evidence.citations import Reading, State
from surveys.files.quotation import Anchor, Letters, letters_of
from surveys.files.readers.docx.document import docx_words
from surveys.files.readers.pdf.document import pdf_words
from tests.surveys.files.samples import pdf_drawn, zip_file

LOOKS = {"人": "⼈", "民": "⺠", "生": "⽣", "长": "⻓", "门": "⻔", "工": "⼯", "水": "⽔"}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SENTENCES = (
    "市人民政府于{}年成立生态产品价值实现机制工作领导小组，由市长任组长。",
    "《生态产品价值实现实施方案（{}）》已经部门会签，待水务部门复核后印发。",
    "我市{} 年 GEP 核算由统计局与生态环境局共同完成，结果未公开。",
    "自然资源统一确权登记第 {} 号通告已在门户网站公布。",
    "本机关不掌握{}号事项，建议向市发展和改革委员会咨询。",
)
TWICE = "特此答复，如有异议可向上级人民政府申请行政复议。"


@dataclass(frozen=True)
class Made:
    """The sentences in the order in which they are read, and the words as they are read here."""

    sentences: tuple[str, ...]
    words: str


def _sentences(random_: random.Random) -> list[str]:
    count = random_.randint(4, 9)
    numbers = random_.sample(range(1, 3_000), count)
    said = [random_.choice(SENTENCES).format(number) for number in numbers]
    for _time in range(random_.randint(1, 3)):
        said.insert(random_.randrange(len(said) + 1), TWICE)
    if random_.random() < 0.5:
        said.append(random_.choice(said))
    return said


def _looks(random_: random.Random, text: str) -> str:
    """Some of its characters as a font gives them."""
    return "".join(LOOKS.get(c, c) if random_.random() < 0.5 else c for c in text)


def _lines(random_: random.Random, sentences: Sequence[str], width: int) -> list[str]:
    text, lines = "".join(sentences), []
    while text:
        size = random_.randint(width - 5, width)
        lines.append(text[:size])
        text = text[size:]
    return lines


def _pdf(random_: random.Random) -> Made:
    sentences = _sentences(random_)
    lines = [_looks(random_, line) for line in _lines(random_, sentences, 18)]
    columns = random_.choice((1, 2))
    high = -(-len(lines) // columns)
    drawn = [
        (50 + 260 * (number // high), 800 - 18 * (number % high), line)
        for number, line in enumerate(lines)
    ]
    return Made(tuple(sentences), pdf_words(pdf_drawn(drawn)))


def _docx(random_: random.Random) -> Made:
    sentences = _sentences(random_)
    runs = [_looks(random_, line) for line in _lines(random_, sentences, 12)]
    body = "<w:p>"
    for text in runs:
        body += f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'
        body += random_.choice(("", "", "<w:r><w:br/></w:r>", "</w:p><w:p>"))
    files = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:p></w:body></w:document>"}
    return Made(tuple(sentences), docx_words(zip_file(files)))


def _asked(made: Made, letters: Letters, number: int) -> tuple[str, int, Anchor]:
    """A sentence, where it begins, and what stands around it."""
    before = letters_of("".join(made.sentences[:number])).letters
    quotation = made.sentences[number]
    end = len(before) + len(letters_of(quotation).letters)
    near = Anchor(None, letters.letters[: len(before)][-20:], letters.letters[end:][:20])
    return quotation, len(before), near


@pytest.mark.parametrize("make", [_pdf, _docx])
@pytest.mark.parametrize("seed", range(100))
def test_each_quotation_stands_at_its_own_place_or_is_asked_about(
    make: Callable[[random.Random], Made], seed: int
) -> None:
    made = make(random.Random(seed))
    letters = letters_of(made.words)
    reading = Reading(letters)
    assert letters.letters == letters_of("".join(made.sentences)).letters
    for number in range(len(made.sentences)):
        quotation, start, near = _asked(made, letters, number)
        bare = reading.check(quotation, None)
        if made.sentences.count(quotation) == 1:
            assert bare.state is State.FOUND
            assert bare.anchor.start == start
        else:
            assert (bare.state, bare.place) == (State.SEVERAL, None), "asked about"
            assert start in [place.anchor.start for place in bare.offered]
        told = reading.check(quotation, None, near)
        assert told.place is None or told.anchor.start == start
        again = reading.check(quotation, None, Anchor(start, near.prefix, near.suffix))
        assert again.anchor.start == start


def test_look_alikes_are_other_characters_with_the_same_letters() -> None:
    assert not set(LOOKS) & set(LOOKS.values())
    assert letters_of("".join(LOOKS.values())).letters == letters_of("".join(LOOKS)).letters
