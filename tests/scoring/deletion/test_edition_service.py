from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from scoring.deletion.services import edition_delete_synthetic
from scoring.index.method.method import method_from_json, method_to_json
from scoring.methods.services import edition_choose_method
from scoring.models import EditionMethod, MethodVersion, ScoreRun
from scoring.reference.services import method_load
from surveys.errors import EditionClosed
from surveys.history.services import trail_write
from surveys.models import Answer, Edition, Reply, Round, TrailEntry
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_question,
    make_reply,
    make_user,
)
from tests.letters import letter_of
from tests.scoring.rows import make_index, make_run, make_value
from tests.services.picture import picture


def _other_method() -> MethodVersion:
    default = make_index()
    parameters = method_to_json(method_from_json(default.parameters))
    return method_load(method=method_from_json({**parameters, "treat": {"rule": "none"}}))


def test_choosing_a_method_counts_as_a_change_of_inputs(cast: Cast, edition: Edition) -> None:
    version = _other_method()
    edition_choose_method(actor=cast.manager, edition=edition, version=version)
    edition.refresh_from_db()
    assert edition.inputs_version == 1
    assert EditionMethod.objects.get(edition=edition).version == version
    default = MethodVersion.objects.get(number=1)
    edition_choose_method(actor=cast.manager, edition=edition, version=default)
    entries = TrailEntry.objects.filter(action="edition.choose_method").order_by("pk")
    assert [entry.changes["method"] for entry in entries] == [
        [None, str(version)],
        [str(version), str(default)],
    ]


def test_a_frozen_edition_keeps_its_method(cast: Cast) -> None:
    version = _other_method()
    for edition in (make_edition(frozen=True), make_edition(ranks_only=True)):
        with pytest.raises(EditionClosed):
            edition_choose_method(actor=cast.manager, edition=edition, version=version)
    assert not EditionMethod.objects.exists()


def _with_everything(cast: Cast, edition: Edition) -> None:
    make_index()
    city = make_city()
    make_value(edition, city, "R1.1.1", 1.0)
    make_answer(edition, city, make_question(), cast.coder)
    first = make_reply(
        Round.objects.create(edition=edition, opens_on="2025-01-01", cutoff="2025-02-01"), city
    )
    letter = letter_of(first)
    letter.referred_from = letter
    letter.save()
    make_run(edition)
    trail_write(actor=None, action="x", subject=edition, edition=edition)


def test_a_real_edition_cannot_be_deleted(cast: Cast, edition: Edition) -> None:
    """In the reader's words; those of the guard behind it are for programmers."""
    _with_everything(cast, edition)
    edition.synthetic = False
    with pytest.raises(PermissionDenied, match="只能删除合成数据的版次"):
        edition_delete_synthetic(actor=cast.administrator, edition=edition)
    assert Edition.objects.filter(pk=edition.pk).exists()
    assert (Answer.objects.count(), ScoreRun.objects.count(), Reply.objects.count()) == (1, 1, 1)
    assert [entry.action for entry in TrailEntry.objects.all()] == ["x"]


def test_calling_a_real_edition_synthetic_in_memory_does_not_help(
    cast: Cast, edition: Edition
) -> None:
    edition.synthetic = True
    with pytest.raises(PermissionDenied):
        edition_delete_synthetic(actor=cast.administrator, edition=edition)
    assert Edition.objects.filter(pk=edition.pk).exists()


def test_a_synthetic_edition_goes_with_everything_in_it(cast: Cast, edition: Edition) -> None:
    synthetic = make_edition("2025-synthetic", synthetic=True)
    _with_everything(cast, synthetic)
    neighbour = trail_write(actor=None, action="y", subject=edition, edition=edition)
    edition_delete_synthetic(actor=cast.manager, edition=synthetic)
    assert list(Edition.objects.all()) == [edition]
    assert (Answer.objects.count(), ScoreRun.objects.count(), Reply.objects.count()) == (0, 0, 0)
    event = TrailEntry.objects.exclude(pk=neighbour.pk).get()
    assert (event.action, event.edition) == ("edition.delete", None)


@pytest.mark.django_db(transaction=True)
def test_what_a_neighbour_rests_on_is_not_taken_from_it() -> None:
    """No service lets a code quote another edition's document; were it so, it would keep it."""
    edition, synthetic = make_edition(), make_edition("2025-synthetic", synthetic=True)
    city, question, coder = make_city(), make_question(), make_user()
    page = make_evidence(synthetic, city)
    code = make_code(edition, city, question, coder)
    code.citations.update(evidence=page)
    make_code(synthetic, city, question, coder)
    before = picture()
    with pytest.raises(IntegrityError):
        edition_delete_synthetic(actor=coder, edition=synthetic)
    assert picture() == before
