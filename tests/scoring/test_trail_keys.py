"""The same act is stored alike in every language, and read in the reader's own."""

from __future__ import annotations

import pytest
from django.utils import translation

from scoring.models import Indicator, IndicatorValue, Study
from surveys.history.names import names_of
from surveys.history.services import trail_write
from surveys.history.words import ACTIONS, register
from surveys.models import Answer, TrailEntry
from surveys.templatetags.trail import subject_words
from tests.scoring.scored import Scored

pytestmark = pytest.mark.django_db


def _written(subject: object, language: str) -> TrailEntry:
    with translation.override(language):
        return trail_write(actor=None, action="test", subject=subject, edition=None)  # type: ignore[arg-type]


def _read(entry: TrailEntry, language: str) -> str:
    with translation.override(language):
        return subject_words(entry, names_of([entry]))


def test_an_answer_is_stored_by_its_keys_and_read_in_two_languages(scored_world: Scored) -> None:
    answer = Answer.objects.filter(choice="yes").first()
    assert answer is not None
    one, other = _written(answer, "zh-hans"), _written(answer, "en")
    keys = {"city": answer.city.adcode, "question": answer.question.code, "choice": "yes"}
    assert one.about == other.about == keys
    assert one.subject == other.subject == " · ".join(keys.values())
    with translation.override("en"):
        assert _read(one, "en") == str(answer)
    with translation.override("zh-hans"):
        assert _read(one, "zh-hans") == str(answer)
    assert _read(one, "en") != _read(one, "zh-hans")


def test_a_value_and_a_study_are_named_by_their_own_side(scored_world: Scored) -> None:
    indicator = Indicator.objects.first()
    value = IndicatorValue.objects.filter(indicator=indicator).first()
    assert indicator is not None
    assert value is not None
    study = Study.objects.create(run=scored_world.run, kind="flip", parameters={})
    entry = _written(value, "en")
    assert (entry.about or {})["indicator"] == indicator.code
    with translation.override("zh-hans"):
        assert str(indicator) in _read(entry, "zh-hans")
    flip = _written(study, "zh-hans")
    assert (flip.about, flip.subject) == (
        {"study": "flip", "number": study.pk},
        f"flip · {study.pk}",
    )
    assert _read(flip, "en") == f"Rank flip · {study.pk}"


def test_an_entry_from_before_keys_stands_as_it_was_written(scored_world: Scored) -> None:
    entry = _written(scored_world.edition, "en")
    assert entry.about is None
    entry.subject = "北京市 · 有无领导小组 · 是"
    assert _read(entry, "en") == "北京市 · 有无领导小组 · 是"


def test_what_is_gone_is_shown_by_its_key() -> None:
    entry = TrailEntry(action="test", about={"city": "999999", "question": "Q0", "choice": "no"})
    assert _read(entry, "en") == "999999 · Q0 · No"


def test_no_side_takes_the_words_of_another() -> None:
    action = next(iter(ACTIONS))
    with pytest.raises(KeyError, match=action):
        register(actions={action: "other words"})
