"""The first letter alone: a choice of the method, kept in runs both ways and drawn in studies."""

from __future__ import annotations

import datetime
import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from scoring.index.chain.chain import compute as run_alone
from scoring.index.method.method import (
    Method,
    method_differences,
    method_from_json,
    method_to_json,
    method_to_text,
)
from scoring.index.refusals import MethodError
from scoring.index.sensitivity.design import draw_alone, draw_block, replay
from scoring.index.sensitivity.monte_carlo import run_block
from scoring.index.sensitivity.sobol import rank_shift_indices
from scoring.methods.services import method_choose, method_create
from scoring.methods.trial import ground_of, method_try
from scoring.models import Basis
from scoring.products.bundle import bundle_export
from scoring.runs.block import block_pack, block_unpack
from scoring.runs.inputs import inputs_read
from scoring.runs.reproduction import reproduce, verify
from scoring.sensitivity.plan import StudyParameters, plan_of
from surveys.models import Answer, Question
from surveys.models.request import Channel
from surveys.open_edition import edition_touch
from tests.builders import (
    AFTER_CUTOFF,
    OPENS,
    make_answer,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
    make_user,
)
from tests.scoring.scored import Scored, compute

pytestmark = pytest.mark.django_db
FIRST = replace(Method(), replies="first")
APPROVED = Basis.APPROVED.value


def test_the_default_is_not_written_so_that_older_methods_keep_their_hash() -> None:
    assert "replies" not in method_to_json(Method())
    assert method_from_json(method_to_json(Method())) == Method()
    assert method_to_json(FIRST)["replies"] == "first"
    assert method_from_json(method_to_json(FIRST)) == FIRST
    assert method_to_text(Method()) in method_to_text(FIRST).replace(',"replies":"first"', "")
    assert method_differences(Method(), FIRST) == [("replies", None, "first")]
    with pytest.raises(MethodError):
        method_from_json({"replies": "second"})


@pytest.fixture
def scored(scored_world: Scored) -> Scored:
    """Two cities with a good reply: the first one's came to its second letter alone."""
    world = scored_world
    quality = Question.objects.get(code="reply_quality")
    (survey_round,) = world.edition.rounds.all()
    outcome = make_outcome(Channel.CONSULTATION)
    week = OPENS + datetime.timedelta(days=7)
    for number, city in enumerate(world.cities[:2]):
        page = world.edition.evidence.filter(city=city)[0]
        state = Answer.State.APPROVED
        make_answer(world.edition, city, quality, world.coder, 4.0, state=state, evidence=page)
        organ = make_organ(city)
        letters = [
            make_letter(survey_round, organ),
            make_letter(survey_round, organ, wave=2, sent_on=week),
        ]
        make_reply(survey_round, organ=organ, letters=[letters[1 - number]], outcome=outcome)
    survey_round.closed_on = AFTER_CUTOFF
    survey_round.save()
    edition_touch(edition=world.edition)
    return replace(world, runs=compute(world.edition))


def test_a_run_keeps_its_inputs_in_both_ways(scored: Scored) -> None:
    block = block_unpack(scored.run.block)
    row, neighbour = (block.adcodes.index(city.adcode) for city in scored.cities[:2])
    assert block.other_columns.size == 2
    own, other = block.raw[:, block.other_columns], block.other_raw
    assert sorted(own[row]) == [1.0, 4.0]
    assert other[row].tolist() == [0.0, 0.0]
    assert other[neighbour].tolist() == own[neighbour].tolist()
    rest = np.delete(block.raw, block.other_columns, axis=1)
    assert np.array_equal(np.delete(block.other_inputs(), block.other_columns, axis=1), rest, True)
    assert verify(scored.run) == []
    assert block_unpack(block_pack(block)).other_raw.tolist() == other.tolist()


def test_where_every_city_has_one_letter_the_block_is_as_before(scored_world: Scored) -> None:
    block = block_unpack(scored_world.run.block)
    assert (block.other_columns.size, block.other_raw.size) == (0, 0)
    assert b"other_raw" not in bytes(scored_world.run.block)
    assert np.array_equal(block.other_inputs(), block.raw, equal_nan=True)


def test_a_method_that_counts_first_letters_computes_from_them(scored: Scored) -> None:
    before = block_unpack(scored.run.block)
    manager = make_user("manager")
    version = method_create(actor=manager, name="first letters", note="equal effort", method=FIRST)
    method_choose(actor=manager, edition=scored.edition, version=version)
    run = compute(scored.edition)[APPROVED]
    after = block_unpack(run.block)
    assert np.array_equal(after.raw, before.other_inputs(), equal_nan=True)
    assert np.array_equal(after.other_inputs(), before.raw, equal_nan=True)
    assert verify(run) == []
    assert run.input_hash != scored.run.input_hash
    assert b'"replies"' in _method_json(bundle_export(run).content)
    assert inputs_read(scored.edition.pk).method.replies == "first"


def _method_json(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("method.json")


def test_the_editor_tries_the_choice_on_a_run_of_the_other_one(scored: Scored) -> None:
    again = reproduce(scored.run)
    ground = ground_of(scored.run, again.tree)
    assert ground is not None
    own, first = (method_try(ground, again.tree, method).result for method in (Method(), FIRST))
    assert own is not None
    assert first is not None
    row = again.row(scored.cities[0].adcode)
    assert np.array_equal(own.scores, again.result.scores, equal_nan=True)
    assert first.scores[row, 0] < own.scores[row, 0]


def test_a_study_draws_the_choice_and_nothing_else_moves(scored: Scored) -> None:
    """Without it the draws are as they were; with it half of them count first letters alone."""
    again = reproduce(scored.run)
    plain = plan_of(again, StudyParameters(coding_error=False), None)
    varied = plan_of(again, StudyParameters(coding_error=False, vary_replies=True), None)
    assert plain.design.other is None
    before, after = draw_block(plain, 0), draw_block(varied, 0)
    assert np.array_equal(before.local, after.local)
    assert np.array_equal(before.scale, after.scale)
    assert not before.replies.any()
    assert 400 < after.replies.sum() < 600
    number = int(np.flatnonzero(after.replies)[0])
    assert draw_alone(varied, number).replies.tolist() == [1]
    raw, method = replay(varied, number)
    assert method.replies == "first"
    assert np.array_equal(raw, again.block.other_inputs(), equal_nan=True)
    drawn = run_block(varied, 0)[number]
    alone = run_alone(raw, again.tree, method, groups=again.block.group_labels())
    assert drawn.tolist() == alone.ranks[:, 0].tolist()


def test_sobol_tells_how_much_the_choice_moves(scored: Scored) -> None:
    again = reproduce(scored.run)
    parameters = StudyParameters(
        coding_error=False,
        vary_treatment=False,
        vary_scale=False,
        vary_missing=False,
        weight_noise=0.05,
        vary_replies=True,
    )
    plan = plan_of(again, parameters, None)
    found = rank_shift_indices(plan, again.result.ranks[:, 0], samples=16)
    assert found.varied == ("weights", "replies")
    assert found.total[0, 1] > 0


def test_a_study_of_a_run_without_later_letters_has_nothing_to_vary(scored_world: Scored) -> None:
    again = reproduce(scored_world.run)
    plan = plan_of(again, StudyParameters(vary_replies=True, coding_error=False), None)
    assert plan.design.other is None
