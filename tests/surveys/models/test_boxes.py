"""A box is whole, within its page, and no quotation: the database says so too."""

from __future__ import annotations

from typing import Any

import pytest

from surveys.models import Citation
from tests.builders import Cast, make_city, make_code, make_edition, make_question
from tests.constraints import assert_violated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
BOX: dict[str, Any] = {"box_x": 0.1, "box_y": 0.2, "box_width": 0.5, "box_height": 0.3}


@pytest.mark.parametrize(
    "wrong",
    [
        {"quotation": "引文"},
        {"page": None},
        {"box_x": None},
        {"box_x": -0.1},
        {"box_x": 0.6},
        {"box_y": 0.9},
        {"box_width": 0.0},
        {"box_height": None},
    ],
)
def test_the_database_refuses_what_is_no_box(wrong: dict[str, Any], cast: Cast) -> None:
    code = make_code(make_edition(), make_city(), make_question(), cast.coder)
    facts = {"evidence": code.citations.get().evidence, "page": 1, "sha256": "0" * 64, **BOX}
    kept = Citation.objects.create(code=code, transcription="框内", **facts)
    # As wide as the page: four digits that add up to a little more than 1.
    Citation.objects.create(code=code, **{**facts, "box_x": 0.1234, "box_width": 0.8766})
    assert_violated(
        "citation_is_a_quotation_or_a_box",
        lambda: Citation.objects.filter(pk=kept.pk).update(**wrong),
    )


@pytest.mark.parametrize("sides", [{"transcription": "框内"}, {"box_x": 0.1, "sha256": "0" * 64}])
def test_a_quotation_has_nothing_of_a_box(sides: dict[str, Any], cast: Cast) -> None:
    code = make_code(make_edition(), make_city(), make_question(), cast.coder)
    assert_violated("citation_is_a_quotation_or_a_box", lambda: code.citations.update(**sides))
