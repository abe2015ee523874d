"""Every code that the clock can say has words."""

from __future__ import annotations

from surveys.clock.flags import Flag
from surveys.clock.remedies import Way
from surveys.clock.rules import receipt
from surveys.clock.rules.table import RULES
from surveys.clock.state import Effect
from surveys.rounds.clock_words import (
    ARTICLES,
    EFFECTS,
    FLAGS,
    SHORT_FLAGS,
    WAYS,
    flag_words,
)


def test_flags_effects_and_ways_have_words() -> None:
    assert list(FLAGS) == list(SHORT_FLAGS) == list(Flag)
    assert set(EFFECTS) == set(Effect)
    assert set(WAYS) == set(Way)


def test_every_article_that_a_step_can_name_has_words() -> None:
    named = {rule.article for rule in RULES.values()} | set(receipt.ARTICLES.values())
    assert named - {None, "31"} <= set(ARTICLES)


def test_a_flag_that_is_not_known_stays_a_code() -> None:
    assert flag_words(["of_another_time"]) == ["of_another_time"]
