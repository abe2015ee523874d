from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from scoring.editions.services import edition_begin, edition_correct, edition_remove
from scoring.index.method.method import Method
from scoring.methods.services import edition_choose_method, method_create
from scoring.models import EditionMethod, IndicatorValue, MethodVersion, ScoreRun
from scoring.runs.inputs import method_of
from scoring.runs.services import edition_recompute
from surveys.errors import EditionClosed, Refused
from surveys.models import Edition, InfoRequest, Round, TrailEntry
from surveys.rounds.services.edition import edition_freeze
from tests.builders import (
    AFTER_CUTOFF,
    CUTOFF,
    OPENS,
    Cast,
    make_cast,
    make_city,
    make_edition,
    make_organ,
    make_round,
)
from tests.scoring.rows import fill_values, make_index

pytestmark = pytest.mark.usefixtures("english")
LATER = CUTOFF + datetime.timedelta(days=30)
FACTS: dict[str, Any] = {"year": 2026, "title_zh": "二〇二六", "title_en": "", "cutoff": LATER}


@pytest.fixture
def cast(db: None) -> Cast:
    make_index()
    for _ in range(4):
        make_city()
    return make_cast()


def _begin(cast: Cast, like: Edition | None) -> Edition:
    facts: dict[str, Any] = {"title_zh": "新", "title_en": "", "opens_on": OPENS, "cutoff": CUTOFF}
    return edition_begin(actor=cast.manager, code="2026", year=2026, like=like, **facts)


def _chosen(cast: Cast, edition: Edition) -> MethodVersion:
    method = replace(Method.default(), weights={"R": 2.0, "G": 1.0, "C": 1.0, "M": 1.0})
    version = method_create(actor=cast.manager, method=method, name="heavier", note="R twice")
    edition_choose_method(actor=cast.manager, edition=edition, version=version)
    return version


def _state(edition: Edition) -> tuple[object, ...]:
    row = Edition.objects.get(pk=edition.pk)
    rounds = tuple(edition.rounds.values_list("cutoff", flat=True))
    return (row.year, row.title_zh, row.title_en, row.code, row.inputs_version, rounds)


def test_a_new_edition_takes_over_the_method_that_was_chosen(cast: Cast) -> None:
    earlier, other = make_edition("2025-a"), make_edition("2025-b")
    version = _chosen(cast, earlier)
    edition = _begin(cast, earlier)
    assert method_of(edition) == version
    assert method_of(other).name == "default"
    actions = list(TrailEntry.objects.filter(edition=edition).values_list("action", flat=True))
    assert sorted(actions) == ["edition.choose_method", "edition.open", "round.open"]


def test_what_follows_the_stated_method_goes_on_following_it(cast: Cast) -> None:
    edition = _begin(cast, make_edition("2025-a"))
    assert not EditionMethod.objects.filter(edition=edition).exists()


def test_a_frozen_edition_hands_on_the_method_it_was_published_by(cast: Cast) -> None:
    earlier = make_edition("2025-a", inputs_version=1)
    fill_values(earlier)
    edition_recompute(edition_id=earlier.pk)
    edition_freeze(actor=cast.manager, edition=earlier, reason="定稿")
    published = method_of(earlier)
    MethodVersion.objects.create(
        name="default", number=published.number + 1, parameters={}, sha256="0" * 64
    )
    assert method_of(_begin(cast, earlier)) == published
    assert method_of(make_edition("2025-b")) != published


def test_a_refused_edition_leaves_no_method_behind(cast: Cast) -> None:
    earlier = make_edition("2026")
    _chosen(cast, earlier)
    with pytest.raises(Refused):
        _begin(cast, earlier)
    assert EditionMethod.objects.count() == 1


def test_year_titles_and_cutoff_are_corrected_and_the_neighbour_stays(cast: Cast) -> None:
    edition, neighbour = make_edition("2026"), make_edition("2025-b")
    first, last = make_round(edition), make_round(edition, number=2)
    make_round(neighbour)
    before = _state(neighbour)
    edition_correct(actor=cast.manager, edition=edition, **FACTS, reason="打错了")
    assert _state(edition) == (2026, "二〇二六", "", "2026", 1, (first.cutoff, LATER))
    assert _state(neighbour) == before
    entry = TrailEntry.objects.get(action="edition.correct")
    assert entry.reason == "打错了"
    assert entry.changes == {
        "title_zh": ["2026", "二〇二六"],
        "title_en": ["2026", ""],
        "cutoff": [last.cutoff.isoformat(), LATER.isoformat()],
    }


def test_a_title_may_name_its_year_beside_another(cast: Cast) -> None:
    edition = make_edition("2026")
    make_round(edition)
    title = {"title_zh": "2026 年（用 2025 年数据）"}
    edition_correct(actor=cast.manager, edition=edition, **{**FACTS, **title}, reason="改")
    assert _state(edition)[1] == title["title_zh"]


@pytest.mark.parametrize(("code", "year"), [("2025-new", 2026), ("2026", 2025)])
def test_an_edition_has_one_year(cast: Cast, code: str, year: int) -> None:
    facts: dict[str, Any] = {"title_zh": "新", "title_en": "", "opens_on": OPENS, "cutoff": CUTOFF}
    with pytest.raises(Refused, match="another year") as caught:
        edition_begin(actor=cast.manager, code=code, year=year, like=None, **facts)
    assert caught.value.field == "year"
    assert not Edition.objects.filter(code=code).exists()


def test_a_title_alone_has_nothing_computed_anew(cast: Cast) -> None:
    edition = make_edition("2026")
    make_round(edition)
    edition_correct(
        actor=cast.manager, edition=edition, **{**FACTS, "cutoff": CUTOFF}, reason="打错了"
    )
    assert _state(edition)[4] == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"title_zh": " "}, "title_zh"),
        ({"title_zh": "长" * 121}, "title_zh"),
        ({"cutoff": OPENS}, "cutoff"),
        ({"year": 2025}, "year"),
        ({"title_zh": "二〇二六（2025 年）"}, "title_zh"),
        ({"title_en": "The index of 2025"}, "title_en"),
    ],
)
def test_a_wrong_correction_changes_nothing(cast: Cast, change: dict[str, Any], field: str) -> None:
    edition = make_edition("2026")
    make_round(edition)
    before = _state(edition)
    with pytest.raises(Refused) as caught:
        edition_correct(actor=cast.manager, edition=edition, **{**FACTS, "reason": "错", **change})
    assert caught.value.field == field
    assert _state(edition) == before
    assert not TrailEntry.objects.exists()


def test_a_correction_that_corrects_nothing_is_refused(cast: Cast) -> None:
    edition = make_edition("2026", title_en="")
    with pytest.raises(Refused, match="Nothing is different"):
        edition_correct(
            actor=cast.manager, edition=edition, **{**FACTS, "title_zh": "2026"}, reason="错"
        )


def test_the_cutoff_of_a_closed_round_stays(cast: Cast) -> None:
    edition = make_edition("2026")
    survey_round = make_round(edition, closed_on=AFTER_CUTOFF)
    with pytest.raises(Refused, match="Round 1 is closed") as caught:
        edition_correct(actor=cast.manager, edition=edition, **FACTS, reason="错")
    assert caught.value.field == "cutoff"
    survey_round.refresh_from_db()
    assert survey_round.cutoff == CUTOFF


def test_ranked_cities_keep_title_and_edition(cast: Cast) -> None:
    edition = make_edition("2026", inputs_version=1)
    fill_values(edition)
    edition_recompute(edition_id=edition.pk)
    before = _state(edition)
    with pytest.raises(Refused, match="has results"):
        edition_correct(actor=cast.manager, edition=edition, **FACTS, reason="错")
    IndicatorValue.objects.filter(edition=edition).delete()
    with pytest.raises(Refused, match=f"{ScoreRun._meta.verbose_name_plural} 2"):
        edition_remove(actor=cast.manager, edition=edition, reason="错")
    assert _state(edition) == before


@pytest.mark.parametrize("closed", ["frozen", "ranks_only"])
def test_a_closed_edition_is_neither_corrected_nor_removed(cast: Cast, closed: str) -> None:
    edition = make_edition("2024-closed", **{closed: True})
    with pytest.raises(EditionClosed):
        edition_correct(actor=cast.manager, edition=edition, **FACTS, reason="错")
    with pytest.raises(EditionClosed):
        edition_remove(actor=cast.manager, edition=edition, reason="错")
    assert Edition.objects.filter(pk=edition.pk).exists()


def test_an_empty_edition_goes_with_what_the_program_made_and_its_code_is_free(
    cast: Cast,
) -> None:
    """The run of nothing ranks nobody, and so keeps nothing; the history stays."""
    neighbour = make_edition("2025-b", inputs_version=1)
    make_round(neighbour)
    edition = _begin(cast, None)
    for one in (edition, neighbour):
        edition_recompute(edition_id=one.pk)
    rest = Round.objects.exclude(edition=edition).count(), ScoreRun.objects.count() - 2
    edition_remove(actor=cast.manager, edition=edition, reason="开错了")
    assert list(Edition.objects.all()) == [neighbour]
    assert (Round.objects.count(), ScoreRun.objects.count()) == rest
    entry = TrailEntry.objects.get(action="edition.remove")
    assert (entry.actor, entry.reason) == (cast.manager, "开错了")
    assert entry.changes == {"code": ["2026", f"2026-removed-{edition.pk}"]}
    assert entry.edition is not None
    assert entry.edition.code == f"2026-removed-{edition.pk}"
    assert TrailEntry.objects.filter(edition=edition).count() == 3
    assert _begin(cast, None).code == "2026"


def test_what_is_not_empty_stays_and_says_what_it_holds(cast: Cast) -> None:
    edition = make_edition("2026")
    InfoRequest.objects.create(
        round=make_round(edition), organ=make_organ(), channel="consultation", status="sent"
    )
    fill_values(edition)
    values = IndicatorValue.objects.filter(edition=edition).count()
    with pytest.raises(Refused) as caught:
        edition_remove(actor=cast.manager, edition=edition, reason="错")
    assert f"{InfoRequest._meta.verbose_name_plural} 1" in caught.value.message
    assert f"{IndicatorValue._meta.verbose_name_plural} {values}" in caught.value.message
    with pytest.raises(Refused) as caught:
        edition_remove(actor=cast.manager, edition=edition, reason="")
    assert caught.value.field == "reason"
    assert edition.rounds.count() == 1
    assert not TrailEntry.objects.exists()


def test_a_code_that_looks_removed_stands_in_no_removal_s_way(cast: Cast) -> None:
    edition = _begin(cast, None)
    other = make_edition(f"2026-removed-{edition.pk}")
    edition_remove(actor=cast.manager, edition=edition, reason="开错了")
    assert list(Edition.objects.all()) == [other]
