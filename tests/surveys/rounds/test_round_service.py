from __future__ import annotations

import datetime

import pytest

from surveys.coding.selectors import decided_values
from surveys.errors import Refused
from surveys.models import Answer, Edition, Round, TrailEntry
from surveys.rounds.services.round import round_close, round_open
from tests.builders import (
    AFTER_CUTOFF,
    CUTOFF,
    OPENS,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_question,
    make_reply,
    make_round,
)

QUALITY = {"kind": "ordinal", "minimum": 0, "maximum": 4}


def test_rounds_are_numbered_and_counted_as_inputs(cast: Cast, edition: Edition) -> None:
    first = round_open(actor=cast.manager, edition=edition, opens_on=OPENS, cutoff=CUTOFF)
    second = round_open(actor=cast.manager, edition=edition, opens_on=TODAY, cutoff=CUTOFF)
    edition.refresh_from_db()
    assert ([first.number, second.number], edition.inputs_version) == ([1, 2], 2)
    entry = TrailEntry.objects.filter(action="round.open").order_by("pk")[0]
    assert entry.changes["cutoff"] == [None, CUTOFF.isoformat()]


def test_a_round_ends_after_it_begins(cast: Cast, edition: Edition) -> None:
    with pytest.raises(Refused) as caught:
        round_open(actor=cast.manager, edition=edition, opens_on=OPENS, cutoff=OPENS)
    assert caught.value.field == "cutoff"
    edition.refresh_from_db()
    assert (edition.inputs_version, Round.objects.count()) == (0, 0)


@pytest.mark.parametrize("today", [OPENS, TODAY, CUTOFF])
def test_no_round_is_closed_before_its_cutoff_is_over(
    cast: Cast, survey_round: Round, today: datetime.date
) -> None:
    with pytest.raises(Refused, match=CUTOFF.isoformat()):
        round_close(actor=cast.manager, survey_round=survey_round, today=today)
    survey_round.refresh_from_db()
    assert survey_round.closed_on is None


def test_a_round_is_closed_once(cast: Cast, survey_round: Round) -> None:
    old_copy = Round.objects.get(pk=survey_round.pk)
    round_close(actor=cast.manager, survey_round=survey_round, today=AFTER_CUTOFF)
    assert survey_round.closed_on == AFTER_CUTOFF
    later = AFTER_CUTOFF + datetime.timedelta(days=1)
    for copy in (survey_round, old_copy):
        with pytest.raises(Refused):
            round_close(actor=cast.manager, survey_round=copy, today=later)
    survey_round.refresh_from_db()
    survey_round.edition.refresh_from_db()
    assert survey_round.closed_on == AFTER_CUTOFF
    assert survey_round.edition.inputs_version == 1
    entry = TrailEntry.objects.get(action="round.close")
    assert entry.changes == {"closed_on": [None, AFTER_CUTOFF.isoformat()]}


def _decided(edition: Edition, *, approved_only: bool = True) -> dict[tuple[str, int], float]:
    rows = decided_values(edition, approved_only=approved_only)
    return {(row.question, row.city_id): row.value for row in rows}


def test_silence_is_a_value_only_once_every_round_is_closed(cast: Cast, edition: Edition) -> None:
    quality = make_question("reply_quality", **QUALITY)
    make_question("consultation_answered", kind="derived", rule="reply_quality>=2")
    answered, waiting, replied, silent = (make_city() for _ in range(4))
    first = make_round(edition, number=1)
    second = make_round(edition, number=2)
    make_answer(edition, answered, quality, cast.coder, 3, state=Answer.State.APPROVED)
    make_answer(edition, waiting, quality, cast.coder, 4)
    make_reply(first, replied)
    known = {("reply_quality", answered.pk): 3.0, ("consultation_answered", answered.pk): 1.0}
    assert _decided(edition) == known
    round_close(actor=cast.manager, survey_round=first, today=AFTER_CUTOFF)
    assert _decided(edition) == known, "the second round still runs"
    round_close(actor=cast.manager, survey_round=second, today=AFTER_CUTOFF)
    silence = {("reply_quality", silent.pk): 0.0, ("consultation_answered", silent.pk): 0.0}
    assert _decided(edition) == {**known, **silence}, "a reply without a grade is not silence"
    in_review = {("reply_quality", waiting.pk): 4.0, ("consultation_answered", waiting.pk): 1.0}
    assert _decided(edition, approved_only=False) == {**known, **silence, **in_review}


def test_an_edition_without_rounds_has_no_silence(edition: Edition) -> None:
    make_question("reply_quality", **QUALITY)
    make_city()
    assert _decided(edition) == {}
