"""A stored run is proven by computing it again; whatever was changed is found."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from scoring.index.exchange.bundle import verify_bundle
from scoring.models import CityScore, ScoreRun
from scoring.runs.block import block_pack, block_unpack
from scoring.runs.reproduction import verify
from tests.scoring.scored import Scored, make_scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(evidence_folder: Path) -> Scored:
    return make_scored()


def _stored(run: ScoreRun) -> bytes:
    return bytes(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))


def test_an_untouched_run_is_proven(scored: Scored) -> None:
    output = io.StringIO()
    call_command("verify_run", scored.run.pk, stdout=output)
    assert verify(scored.run) == []
    assert f"run {scored.run.pk}" in output.getvalue()
    assert "verified" in output.getvalue()


@pytest.mark.parametrize(
    ("name", "says"), [("raw", "input hash"), ("scores", "score of"), ("ranks", "rank of")]
)
def test_changed_arrays_are_found(scored: Scored, name: str, says: str) -> None:
    block = block_unpack(_stored(scored.run))
    getattr(block, name)[3, 0] += 1
    ScoreRun.objects.filter(pk=scored.run.pk).update(block=block_pack(block))
    faults = verify(scored.run)
    assert any(fault.startswith(says) for fault in faults)
    with pytest.raises(CommandError, match="is NOT what it says"):
        call_command("verify_run", scored.run.pk)


def test_a_changed_row_of_the_table_is_found(scored: Scored) -> None:
    row = CityScore.objects.filter(run=scored.run, composite_rank=1).get()
    CityScore.objects.filter(pk=row.pk).update(composite_rank=2)
    faults = verify(scored.run)
    assert faults == [f"table: {row.city.adcode} composite rank 2, block 1"]


def test_bytes_that_are_no_block_are_named(scored: Scored) -> None:
    ScoreRun.objects.filter(pk=scored.run.pk).update(block=_stored(scored.run)[:500])
    assert "cannot be read" in verify(scored.run)[0]


def test_an_unknown_run_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no run 12345"):
        call_command("verify_run", 12345)


def test_the_bundle_proves_the_run_elsewhere(scored: Scored, tmp_path: Path) -> None:
    file = tmp_path / "run.zip"
    output = io.StringIO()
    call_command("export_run", scored.run.pk, bundle=str(file), stdout=output)
    assert str(file) in output.getvalue()
    assert verify_bundle(file).ok
    again = tmp_path / "again.zip"
    call_command("export_run", scored.run.pk, bundle=str(again), stdout=io.StringIO())
    assert file.read_bytes() == again.read_bytes()


def test_a_bundle_with_another_value_is_refused(scored: Scored, tmp_path: Path) -> None:
    file, forged = tmp_path / "run.zip", tmp_path / "forged.zip"
    call_command("export_run", scored.run.pk, bundle=str(file), stdout=io.StringIO())
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "results.csv":
                content = content.replace(b",1,", b",2,", 1)
            new.writestr(name, content)
    assert not verify_bundle(forged).ok
