"""Wordings worked out file by file: in groups, whatever stops the work, and none that tells of a
document that was closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from scoring.tasks import sweep
from surveys.evidence.likeness import selectors, services
from surveys.evidence.likeness.selectors import files_without_wording
from surveys.evidence.likeness.services import wordings_catch_up
from surveys.evidence.services import evidence_mark_personal
from surveys.evidence.store import StoreAway, path_of
from surveys.models import City, Edition, Evidence, StoredFile, Wording, WordingBand
from surveys.study_tasks import wordings
from tests.builders import Cast, make_city, make_edition, make_evidence, make_file
from tests.surveys.evidence.likeness.copied import OTHER, letter

pytestmark = pytest.mark.django_db
NAMES = ("南平市", "三明市", "龙岩市")


@pytest.fixture
def cities() -> list[City]:
    return [make_city(name) for name in NAMES]


def _letters(edition: Edition, cities: list[City], **fields: object) -> list[Evidence]:
    return [
        make_evidence(edition, city, file=make_file(letter(city.name, n)), **fields)
        for n, city in enumerate(cities, start=3)
    ]


def _groups() -> dict[int, int | None]:
    return dict(Wording.objects.values_list("file", "group"))


def _files(rows: list[Evidence]) -> list[int]:
    return [row.file_id for row in rows]


def test_letters_of_the_same_wording_are_one_group(cities: list[City]) -> None:
    rows = _letters(make_edition(), cities)
    other = make_evidence(make_edition(), cities[0], file=make_file(OTHER))
    short = make_evidence(make_edition(), cities[0], file=make_file("见附件。"))
    make_file("一张没有人引用的表" * 9)
    assert wordings_catch_up(limit=9) == 5
    first, *rest = _files(rows)
    groups = _groups()
    assert len({groups[key] for key in (first, *rest)}) == 1
    assert groups[first] in (first, *rest)
    assert groups[other.file_id] == other.file_id
    assert groups[short.file_id] is None
    assert set(WordingBand.objects.values_list("wording", flat=True)) == {
        groups[first],
        other.file_id,
    }
    assert Wording.objects.get(pk=other.file_id).opening.startswith("关于您咨询事项的回复")
    assert wordings_catch_up(limit=9) == 0


def test_slice_after_slice_ends_with_the_same_groups(cities: list[City]) -> None:
    """As where a worker is killed between two files."""
    rows = _letters(make_edition(), cities)
    while wordings_catch_up(limit=1):
        pass
    assert len(set(_groups().values())) == 1
    assert set(_groups()) == set(_files(rows))


def test_another_state_of_the_readers_works_open_editions_out_again(
    cities: list[City], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = _letters(make_edition(), cities)
    closed = make_evidence(make_edition(frozen=True), cities[0], file=make_file(OTHER))
    wordings_catch_up(limit=9)
    before = _groups()
    for module in (selectors, services):
        monkeypatch.setattr(module, "VERSION", "another")
    assert sorted(files_without_wording(9)) == sorted(_files(rows))
    assert wordings_catch_up(limit=2) == 2
    assert wordings_catch_up(limit=9) == 1
    assert _groups() == before, "a group keeps who leads it"
    assert Wording.objects.get(pk=closed.file_id).version != "another"


def test_a_group_of_open_documents_does_not_rest_on_a_closed_one(
    cities: list[City], cast: Cast
) -> None:
    closed, *rows = _letters(make_edition(), cities)
    Evidence.objects.filter(pk=closed.pk).update(personal=True)
    wordings_catch_up(limit=1)
    assert _groups() == {rows[1].file_id: rows[1].file_id}
    wordings_catch_up(limit=9)
    assert set(_groups().values()) == {rows[1].file_id}


def test_closing_what_leads_a_group_gives_it_another_leader(cities: list[City], cast: Cast) -> None:
    rows = _letters(make_edition(), cities)
    neighbour = make_evidence(make_edition(), cities[0], file=make_file(OTHER))
    wordings_catch_up(limit=9)
    leader = Evidence.objects.get(file=_groups()[rows[0].file_id])
    evidence_mark_personal(actor=cast.manager, evidence=leader, personal=True, reason="姓名")
    assert _groups() == {neighbour.file_id: neighbour.file_id}
    wordings_catch_up(limit=9)
    others = {row.file_id for row in rows} - {leader.file_id}
    [group] = {_groups()[key] for key in others}
    assert group in others
    assert not Wording.objects.get(pk=leader.file_id).is_open
    evidence_mark_personal(actor=cast.manager, evidence=leader, personal=False, reason="已遮盖")
    wordings_catch_up(limit=9)
    assert Wording.objects.get(pk=leader.file_id).is_open
    assert len({_groups()[key] for key in _files(rows)}) == 1


def test_a_file_that_a_second_document_opens_is_worked_out_again(cities: list[City]) -> None:
    edition, file = make_edition(), make_file(OTHER)
    make_evidence(edition, cities[0], file=file, personal=True)
    wordings_catch_up(limit=9)
    assert not Wording.objects.get().is_open
    make_evidence(edition, cities[1], file=file)
    assert wordings_catch_up(limit=9) == 1
    assert Wording.objects.get().is_open


def test_a_damaged_file_stops_no_other(cities: list[City]) -> None:
    rows = _letters(make_edition(), cities)
    path = path_of(rows[1].file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"others")
    assert wordings_catch_up(limit=9) == 3
    assert _groups()[rows[1].file_id] is None


def test_a_store_that_is_away_keeps_nothing(
    cities: list[City], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _letters(make_edition(), cities)
    with monkeypatch.context() as patch:
        patch.setattr(settings, "EVIDENCE_DIR", tmp_path / "away")
        with pytest.raises(StoreAway):
            wordings_catch_up(limit=9)
        wordings()  # the task says so and ends
    assert not Wording.objects.exists()
    assert len(files_without_wording(9)) == StoredFile.objects.count() == 3


def test_the_sweep_asks_for_what_is_missing(
    cities: list[City], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(services, "task_hint", asked.append)
    sweep()
    assert asked == []
    _letters(make_edition(), cities)
    sweep()
    assert asked == [services.TASK]
