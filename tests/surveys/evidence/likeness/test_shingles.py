"""What of a letter is compared, and how alike two are."""

from __future__ import annotations

import pytest

from surveys.evidence.likeness.shingles import (
    ALIKE,
    LEAST_LETTERS,
    RUN,
    likeness,
    names_pattern,
    opening_of,
    packed,
    shingles_of,
    unpacked,
)
from surveys.evidence.likeness.sketch import BANDS, bands_of
from tests.surveys.evidence.likeness.copied import OTHER, letter

NAMES = names_pattern(["南平市", "南平", "三明市", "三明", "福建省"])


def test_the_same_reply_of_two_cities_is_the_same() -> None:
    one, other = (
        shingles_of(letter(city, n), NAMES) for city, n in (("南平市", 7), ("三明市", 23))
    )
    assert one == other
    assert likeness(one, other) == 1.0


def test_another_reply_has_nothing_in_common() -> None:
    assert likeness(shingles_of(letter("南平市"), NAMES), shingles_of(OTHER, NAMES)) < 0.1


def test_likeness_is_shared_runs_among_all_runs() -> None:
    one, other = frozenset(range(10)), frozenset(range(5, 20))
    assert likeness(one, other) == 5 / 20
    assert likeness(frozenset(), other) == likeness(frozenset(), frozenset()) == 0.0


def test_a_document_of_few_letters_is_compared_with_none() -> None:
    few, enough = "字" * (LEAST_LETTERS - 1), "".join(map(chr, range(0x4E00, 0x4E00 + 60)))
    assert shingles_of(few, NAMES) == frozenset()
    assert len(shingles_of(enough, NAMES)) == 60 - RUN + 1
    assert shingles_of("", NAMES) == frozenset()


@pytest.mark.parametrize("spoilt", ["⼈⺠", "人\u200b民", "人 民", "人\n民"])
def test_look_alikes_and_line_ends_make_no_difference(spoilt: str) -> None:
    text = letter("南平市", more="本机关依法为人民服务")
    assert shingles_of(text, NAMES) == shingles_of(text.replace("人民", spoilt), NAMES)


def test_what_is_kept_is_what_was_there() -> None:
    shingles = shingles_of(letter("南平市"), NAMES)
    assert unpacked(packed(shingles)) == shingles
    assert packed(frozenset({1, 2**32 - 1})) == b"\x01\0\0\0\xff\xff\xff\xff"


def test_alike_ones_share_a_band() -> None:
    """A letter with a sentence more is above the bound and meets the other in the database."""
    one = shingles_of(letter("南平市"), NAMES)
    other = shingles_of(letter("三明市", more="感谢您对我市生态文明建设的关心与支持。"), NAMES)
    assert 1 > likeness(one, other) > ALIKE
    assert len(set(bands_of(one))) == BANDS
    assert set(bands_of(one)) & set(bands_of(other))
    assert not set(bands_of(one)) & set(bands_of(shingles_of(OTHER, NAMES)))


def test_first_words_stand_in_one_line() -> None:
    assert opening_of("\f南平市\n答复书\x00 一") == "南平市 答复书 一"
    assert len(opening_of("字" * 300)) == 80
