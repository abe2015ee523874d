"""2024-demo in the database: an edition in the middle of its round."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from django.conf import settings
from django.db import transaction
from django.utils import translation
from pytest_django import DjangoDbBlocker

from ecoasset.demo.fixture import FIXTURES, read_demo_2024
from ecoasset.demo.services.load import demo_load
from scoring.deletion.services import edition_delete_synthetic
from scoring.index.sensitivity.design import replay
from scoring.runs.inputs import Inputs, inputs_read
from scoring.runs.reproduction import reproduce
from scoring.runs.services import edition_recompute
from scoring.sensitivity.coding_error import coded_cells
from scoring.sensitivity.plan import StudyParameters, coding_pack, plan_of
from surveys.coding.selectors import review_queue
from surveys.models import Answer, Code, Edition, InfoRequest
from tests.builders import load_reference, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        translation.override(settings.LANGUAGE_CODE),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("os.fsync", lambda _descriptor: None)
        load_reference()
        values = (FIXTURES / "demo_2024/values.csv").read_bytes()
        demo_load(demo=read_demo_2024(), values_csv=values)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo() -> Edition:
    return Edition.objects.get(code="2024-demo")


@pytest.fixture
def inputs(demo: Edition) -> Inputs:
    return inputs_read(demo.pk)


def test_every_queue_has_something_to_show(demo: Edition) -> None:
    states = set(Answer.objects.filter(edition=demo).values_list("state", flat=True))
    # Taking back is a step of a person's, who is in the middle of it.
    assert states == {*Answer.State.values} - {Answer.State.TAKEN_BACK}
    assert Code.objects.filter(edition=demo, state=Code.State.DRAFT).exists()
    assert review_queue(demo, make_user("reviewer")).exists()
    letters = InfoRequest.objects.filter(round__edition=demo)
    found = set(letters.values_list("status", flat=True))
    assert found >= {"ready", "sent", "acknowledged", "correction", "extended", "replied"}


def test_the_bases_differ_and_pending_is_missing(demo: Edition, inputs: Inputs) -> None:
    assert demo.rounds.get().closed_on is None
    missing = {basis: np.isnan(matrix) for basis, matrix in inputs.raw.items()}
    assert missing["approved"].sum() > missing["provisional"].sum() > 0
    assert not (missing["provisional"] & ~missing["approved"]).any(), "approved is part of both"
    quality = inputs.tree.leaf_codes.index("G1.3.2")
    answered = Answer.objects.filter(edition=demo, question__code="reply_quality")
    scored = int((~missing["provisional"][:, quality]).sum())
    assert scored == answered.exclude(state="returned").count() < 337, "nobody is scored as silent"


@pytest.mark.parametrize("basis", ["approved", "provisional"])
def test_singly_coded_answers_can_be_wrong_in_a_study(demo: Edition, basis: str) -> None:
    """And a grade that is drawn wrong takes the yes or no that follows from it along."""
    run = {run.basis: run for run in edition_recompute(edition_id=demo.pk)}[basis]
    again = reproduce(run)
    cells = coded_cells(again)
    assert len(cells) > 300
    assert (cells.probability > 0).all()
    quality = again.block.indicator_codes.index("G1.3.2")
    answered = again.block.indicator_codes.index("G1.3.1")
    assert set(cells.then_column[cells.column == quality]) == {answered}
    assert set(cells.then_column[cells.column != quality]) == {-1}
    plan = plan_of(again, StudyParameters(draws=1000), coding_pack(again))
    moved = 0
    for draw in range(20):
        raw, _method = replay(plan, draw)
        assert (raw != plan.raw)[~np.isnan(plan.raw)].any()
        known = ~np.isnan(raw[:, quality])
        assert np.array_equal(raw[known, answered], raw[known, quality] >= 2)
        changed = known & (raw[:, quality] != plan.raw[:, quality])
        moved += int((raw[changed, answered] != plan.raw[changed, answered]).sum())
    assert moved > 0


def test_it_goes_as_a_whole(demo: Edition) -> None:
    edition_delete_synthetic(actor=make_user("manager"), edition=demo)
    assert not Edition.objects.filter(code="2024-demo").exists()
    assert not InfoRequest.objects.exists()
