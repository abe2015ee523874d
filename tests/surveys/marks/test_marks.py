"""What is marked: at most two passages and a fifth of the letter, and where the letters say."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from benchmarks.marked.baselines import BASELINES
from benchmarks.marked.letters import SETS, Carried, carried
from benchmarks.marked.long import surrounded
from benchmarks.marked.measured import covered, holds, names_of, ours, share
from surveys.files.quotation import letters_of, quotation_find
from surveys.marks.lexicon import Lexicon, lexicon_read
from surveys.marks.marks import MOST_MARKS, MOST_SHARE, marks_of
from surveys.marks.read import Read

ENOUGH = 0.9
# Of letters so short that the shortest part which says it is longer than a fifth.
MOST_LONGER, LONGEST_SHARE = 0.06, 0.34


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return lexicon_read(Path(settings.BASE_DIR) / "fixtures/reference/marks.csv")


@pytest.fixture(scope="module", params=SETS, ids=lambda folder: folder.name)
def letters(request: pytest.FixtureRequest) -> list[Carried]:
    return list(carried(request.param))


def test_every_quotation_stands_once_in_its_letter(letters: list[Carried]) -> None:
    times = {
        (one.file, one.question): quotation_find(one.letters, one.quotation).times
        for one in letters
    }
    assert {key for key, found in times.items() if found != 1} == set()


def test_nine_of_ten_carrying_sentences_are_marked(
    letters: list[Carried], lexicon: Lexicon
) -> None:
    marked = [ours(one, lexicon) for one in letters]
    held = share(holds(one, spans) for one, spans in zip(letters, marked, strict=True))
    assert held >= ENOUGH
    names = names_of()
    for rule in BASELINES.values():
        plain = share(
            holds(one, rule(Read(one.letters), one.question, names.get(one.question, ""), lexicon))
            for one in letters
        )
        assert plain < held - 0.2, "words alone do not find them"


def test_two_passages_and_a_fifth_are_the_most(letters: list[Carried], lexicon: Lexicon) -> None:
    longer = []
    for one in {one.file: one for one in letters}.values():
        for question, marks in marks_of(one.letters, lexicon, lexicon.questions).items():
            assert len(marks) <= MOST_MARKS
            spans = [(mark.start, mark.end) for mark in marks]
            if covered(one, spans) > MOST_SHARE:
                longer.append((one.file, question, covered(one, spans)))
                assert len(marks) == 1, "what is longer stands alone"
    cells = len(lexicon.questions) * len({one.file for one in letters})
    assert len(longer) <= MOST_LONGER * cells
    assert max((longest for _file, _question, longest in longer), default=0) <= LONGEST_SHARE


def test_they_are_found_among_400_pages(lexicon: Lexicon) -> None:
    wanted = list(carried(SETS[0]))[::9]
    inside = [
        Carried(one.file, one.question, one.quotation, letters_of(surrounded(one.letters.text, at)))
        for at, one in enumerate(wanted)
    ]
    assert share(holds(one, ours(one, lexicon)) for one in inside) >= ENOUGH


def test_a_question_without_words_of_its_own_has_no_marks(lexicon: Lexicon) -> None:
    text = letters_of("我市尚未成立领导小组。")
    assert marks_of(text, lexicon, ["asked_in_mid_round"]) == {"asked_in_mid_round": ()}
    assert marks_of(letters_of(""), lexicon, ["leading_group"]) == {"leading_group": ()}


def test_a_mark_says_for_which_words(lexicon: Lexicon) -> None:
    filler = "本函其余内容与此无关，仅作说明之用，不再赘述，敬请谅解。" * 9
    text = f"{filler}我市尚未成立生态产品价值实现领导小组。"
    mark = marks_of(letters_of(text), lexicon, ["leading_group"])["leading_group"][0]
    assert text[mark.start : mark.end] == "我市尚未成立生态产品价值实现领导小组。"
    assert "尚未" in mark.words
