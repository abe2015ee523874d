"""What a reply after the cut-off counts for, and what makes it count otherwise."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from surveys.coding.selectors import decided_values
from surveys.errors import EditionClosed, Refused
from surveys.models import Answer, City, Edition, Question, Reply, Round, TrailEntry
from surveys.rounds.lateness import lateness_of
from surveys.rounds.progress import progress_by_province
from surveys.rounds.said import said_by
from surveys.rounds.selectors import round_progress
from surveys.rounds.services.reply import ReplyFacts
from surveys.rounds.services.reply_change import reply_correct, reply_withdraw
from surveys.rounds.services.round import round_close, round_count_late
from tests.builders import (
    AFTER_CUTOFF,
    CUTOFF,
    TODAY,
    Cast,
    make_answer,
    make_city,
    make_edition,
    make_evidence,
    make_organ,
    make_question,
    make_reply,
    make_round,
    send_again,
)
from tests.letters import log_reply

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
YEARS_LATE = CUTOFF + datetime.timedelta(days=730)
BASES = pytest.mark.parametrize("approved_only", [True, False])


@pytest.fixture
def quality() -> Question:
    make_question("consultation_answered", kind="derived", rule="reply_quality>=2")
    return make_question("reply_quality", kind="ordinal", minimum=0, maximum=4)


@pytest.fixture
def city() -> City:
    return make_city("迟复市")


def _reply(survey_round: Round, city: City, **fields: Any) -> Reply:
    """Of one more organ of the city."""
    organ = make_organ(city, name=f"机关{Reply.objects.count()}", kind="other")
    return make_reply(survey_round, organ=organ, **fields)


def _answered(
    cast: Cast, reply: Reply, question: Question, value: float | str = 4.0, state: str = "approved"
) -> Answer:
    """An answer that quotes a document of the reply."""
    place = (reply.round.edition, reply.city)
    letter = make_evidence(*place, reply=reply)
    return make_answer(*place, question, cast.coder, value, state=state, evidence=letter)


def _counted(edition: Edition, city: City, approved_only: bool = True) -> Mapping[str, float]:
    rows = decided_values(edition, approved_only=approved_only)
    return {row.question: row.value for row in rows if row.city_id == city.pk}


SILENT = {"reply_quality": 0.0, "consultation_answered": 0.0}
GOOD = {"reply_quality": 4.0, "consultation_answered": 1.0}


@BASES
def test_a_city_with_late_replies_alone_is_as_silent_as_one_without(
    cast: Cast, edition: Edition, quality: Question, city: City, approved_only: bool
) -> None:
    survey_round = make_round(edition)
    silent, prompt = make_city("无复市"), make_city("及时市")
    _answered(cast, _reply(survey_round, city, received_on=YEARS_LATE), quality)
    _answered(cast, _reply(survey_round, prompt, received_on=CUTOFF), quality)
    yes = make_question("leading_group")
    late = _reply(survey_round, city, received_on=AFTER_CUTOFF)
    _answered(cast, late, yes, "yes")
    before = {"leading_group": 1.0}
    assert _counted(edition, city, approved_only) == before, "desk search would have found it"
    assert _counted(edition, silent, approved_only) == {}
    assert _counted(edition, prompt, approved_only) == GOOD
    round_close(actor=cast.manager, survey_round=survey_round, today=AFTER_CUTOFF)
    assert _counted(edition, city, approved_only) == {**before, **SILENT}
    assert _counted(edition, silent, approved_only) == SILENT
    assert _counted(edition, prompt, approved_only) == GOOD


@pytest.mark.parametrize("state", ["in_review", "returned"])
def test_what_is_answered_from_a_late_letter_changes_nothing_in_any_state(
    cast: Cast, edition: Edition, quality: Question, city: City, state: str
) -> None:
    survey_round = make_round(edition, closed_on=AFTER_CUTOFF)
    uncoded = make_city("未编码市")
    _answered(cast, _reply(survey_round, city, received_on=YEARS_LATE), quality, state=state)
    _reply(survey_round, uncoded, received_on=YEARS_LATE)
    for approved_only in (True, False):
        assert _counted(edition, city, approved_only) == SILENT
        assert _counted(edition, uncoded, approved_only) == SILENT


@BASES
def test_the_quality_rests_on_a_reply_in_time(
    cast: Cast, edition: Edition, quality: Question, city: City, approved_only: bool
) -> None:
    """It is the best substance among the replies in time: a late letter cannot lift it."""
    survey_round = make_round(edition, closed_on=AFTER_CUTOFF)
    timely = _reply(survey_round, city)
    late = _reply(survey_round, city, received_on=AFTER_CUTOFF)
    answer = _answered(cast, timely, quality, 1.0)
    poor = {"reply_quality": 1.0, "consultation_answered": 0.0}
    assert _counted(edition, city, approved_only) == poor
    letter = make_evidence(edition, city, reply=late)
    send_again(answer, answer.submission.citations.get().evidence, letter)
    assert _counted(edition, city, approved_only) == {}, "it has replied, so it is not silent"
    again = make_evidence(edition, city, file=letter.file)
    send_again(answer, again)
    assert _counted(edition, city, approved_only) == {}, "the same file without its reply"
    make_evidence(edition, city, reply=timely, file=letter.file)
    assert _counted(edition, city, approved_only) == poor, "the same file came in time too"


def test_each_reply_is_judged_by_the_round_of_its_request(
    cast: Cast, edition: Edition, quality: Question, city: City
) -> None:
    make_round(edition, closed_on=AFTER_CUTOFF)
    second = make_round(edition, number=2, opens_on=AFTER_CUTOFF, cutoff=YEARS_LATE, closed_on=None)
    _answered(cast, _reply(second, city, received_on=YEARS_LATE), quality)
    assert _counted(edition, city) == GOOD
    Reply.objects.update(received_on=YEARS_LATE + datetime.timedelta(days=1))
    assert _counted(edition, city) == {}, "late; the second round is open, so not silent yet"


def test_a_round_can_count_late_replies(
    cast: Cast, edition: Edition, quality: Question, city: City
) -> None:
    survey_round = make_round(edition, closed_on=AFTER_CUTOFF)
    neighbour = make_round(make_edition(), closed_on=AFTER_CUTOFF)
    for one in (survey_round, neighbour):
        _answered(cast, _reply(one, city, received_on=YEARS_LATE), quality)
    with pytest.raises(Refused, match="原因"):
        round_count_late(actor=cast.manager, survey_round=survey_round, counts=True, reason=" ")
    for counts, value in ((True, GOOD), (False, SILENT)):
        round_count_late(
            actor=cast.manager, survey_round=survey_round, counts=counts, reason="邮路中断"
        )
        assert _counted(edition, city) == value
        assert _counted(neighbour.edition, city) == SILENT
    edition.refresh_from_db()
    assert edition.inputs_version == 2, "computed anew each time"
    entry = TrailEntry.objects.filter(action="round.count_late").order_by("pk")[0]
    assert (entry.changes, entry.reason) == ({"counts_late": [False, True]}, "邮路中断")
    with pytest.raises(Refused, match="已经"):
        round_count_late(actor=cast.manager, survey_round=survey_round, counts=False, reason="x")
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at="2026-01-01T00:00Z")
    with pytest.raises(EditionClosed):
        round_count_late(actor=cast.manager, survey_round=survey_round, counts=True, reason="x")


def test_every_change_that_makes_a_reply_late_or_timely_is_computed(
    cast: Cast, edition: Edition, quality: Question, city: City
) -> None:
    """Logging, both directions of a correction, and the withdrawal of the only timely one."""
    survey_round = make_round(edition)

    def log(day: datetime.date, whose: City) -> Reply:
        return _register(cast, survey_round, whose, day)

    def correct(reply: Reply, day: datetime.date) -> None:
        facts = ReplyFacts(received_on=day)
        revision = Reply.objects.get(pk=reply.pk).revision
        reply_correct(
            actor=cast.coder,
            reply=reply,
            said=said_by(reply),
            facts=facts,
            reason="看错日期",
            revision=revision,
            today=YEARS_LATE,
        )

    def version() -> int:
        return Edition.objects.get(pk=edition.pk).inputs_version

    log(TODAY, make_city("邻市"))
    assert version() == 0, "the index does not read which replies came in time among timely ones"
    make_answer(edition, city, quality, cast.coder, 4, state="approved")
    late = log(AFTER_CUTOFF, city)
    assert (version(), _counted(edition, city)) == (1, {})
    correct(late, CUTOFF)
    assert (version(), _counted(edition, city)) == (2, GOOD)
    correct(late, AFTER_CUTOFF)
    assert (version(), _counted(edition, city)) == (3, {})
    timely = log(TODAY, city)
    assert (version(), _counted(edition, city)) == (4, GOOD)
    reply_withdraw(actor=cast.coder, reply=timely, reason="重复登记", revision=1)
    assert (version(), _counted(edition, city)) == (5, {})
    reply_withdraw(actor=cast.coder, reply=late, reason="重复登记", revision=4 - 1)
    assert (version(), _counted(edition, city)) == (6, GOOD), "as any answer without a letter"


def _register(cast: Cast, survey_round: Round, city: City, day: datetime.date) -> Reply:
    organ = make_organ(city, name=f"机关{Reply.objects.count()}", kind="other")
    return log_reply(cast.coder, survey_round, organ, received_on=day, today=YEARS_LATE)


@BASES
@pytest.mark.parametrize("counts", [False, True])
def test_a_closed_round_takes_a_late_reply(
    cast: Cast, edition: Edition, quality: Question, city: City, counts: bool, approved_only: bool
) -> None:
    """It stays as silent as it was; where late replies count, what it says is still due."""
    survey_round = make_round(edition, closed_on=AFTER_CUTOFF, counts_late=counts)
    silent, prompt = make_city("无复市"), make_city("及时市")
    _answered(cast, _reply(survey_round, prompt, received_on=CUTOFF), quality)
    late = _register(cast, survey_round, city, AFTER_CUTOFF)
    assert late.is_late
    assert _counted(edition, city, approved_only) == ({} if counts else SILENT)
    assert Edition.objects.get(pk=edition.pk).inputs_version == 1, "computed anew"
    _answered(cast, late, quality)
    assert _counted(edition, city, approved_only) == (GOOD if counts else SILENT)
    assert _counted(edition, silent, approved_only) == SILENT
    assert _counted(edition, prompt, approved_only) == GOOD


def test_a_late_reply_to_a_closed_round_is_mended_but_never_made_timely(
    cast: Cast, edition: Edition, city: City
) -> None:
    survey_round = make_round(edition, closed_on=AFTER_CUTOFF)
    timely = _reply(survey_round, make_city("及时市"), received_on=CUTOFF)
    late = _register(cast, survey_round, city, AFTER_CUTOFF)
    correct = partial(
        reply_correct, actor=cast.coder, reason="看错日期", revision=1, today=YEARS_LATE
    )
    for reply, day in ((late, CUTOFF), (timely, AFTER_CUTOFF)):
        facts = ReplyFacts(received_on=day)
        with pytest.raises(Refused, match="关闭"):
            correct(reply=reply, said=said_by(reply), facts=facts)
    correct(reply=late, said=said_by(late), facts=ReplyFacts(received_on=YEARS_LATE))
    assert Reply.objects.get(pk=late.pk).received_on == YEARS_LATE
    reply_withdraw(actor=cast.coder, reply=late, reason="重复登记", revision=2)
    assert list(Reply.objects.standing()) == [timely]


def test_a_frozen_edition_takes_no_late_reply_either(
    cast: Cast, edition: Edition, city: City
) -> None:
    survey_round = make_round(edition, closed_on=AFTER_CUTOFF)
    late = _register(cast, survey_round, city, AFTER_CUTOFF)
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at="2026-01-01T00:00Z")
    with pytest.raises(EditionClosed):
        _register(cast, survey_round, city, AFTER_CUTOFF)
    with pytest.raises(EditionClosed):
        reply_withdraw(actor=cast.coder, reply=late, reason="重复登记", revision=1)
    assert list(Reply.objects.standing()) == [late]


def test_a_late_reply_is_no_progress(edition: Edition, city: City) -> None:
    survey_round: Round = make_round(edition)
    _reply(survey_round, city, received_on=AFTER_CUTOFF)
    _reply(survey_round, make_city())
    progress = round_progress(edition)
    assert (progress.replied_cities, progress.late_replies) == (1, 1)
    assert [row.replied for row in progress_by_province(edition)] == [1]
    Round.objects.update(counts_late=True)
    progress = round_progress(edition)
    assert (progress.replied_cities, progress.late_replies) == (2, 1)
    assert [row.replied for row in progress_by_province(edition)] == [2]


def test_why_an_answer_does_not_count_is_said(edition: Edition, city: City) -> None:
    survey_round = make_round(edition)
    late = _reply(survey_round, city, received_on=AFTER_CUTOFF)
    letter = make_evidence(edition, city, reply=late)
    assert "未答复" in lateness_of(edition, city).words(city, [])
    assert lateness_of(edition, make_city()).words(city, []) == ""
    _reply(survey_round, city)
    mixed = lateness_of(edition, city)
    assert "不计入" in mixed.words(city, [letter.pk])
    assert mixed.words(city, []) != mixed.words(city, [letter.pk])
    Round.objects.update(counts_late=True)
    assert lateness_of(edition, city).words(city, [letter.pk]) == ""
