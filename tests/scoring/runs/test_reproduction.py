"""A stored run is proven by computing it again; whatever was changed is found."""

from __future__ import annotations

import datetime
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from scoring.index.exchange.proof import verify_bundle
from scoring.models import CityScore, MethodVersion, ScoreRun
from scoring.runs.block import BrokenBlock, block_pack, block_unpack
from scoring.runs.reproduction import (
    MOST_KEPT,
    block_kept,
    reproduce,
    reproduce_kept,
    verify,
)
from scoring.runs.version import CODE_VERSION, index_digest
from tests.scoring.scored import Scored

# Numbers of stored arrays: the same from either database.
pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


def _stored(run: ScoreRun) -> bytes:
    return bytes(ScoreRun.objects.values_list("block", flat=True).get(pk=run.pk))


def test_an_untouched_run_is_proven(scored: Scored) -> None:
    output = io.StringIO()
    call_command("verify_run", scored.run.pk, stdout=output)
    assert verify(scored.run) == []
    assert f"run {scored.run.pk}" in output.getvalue()
    assert "verified" in output.getvalue()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("raw", "input hash"),
        ("scores", "score of"),
        ("ranks", "rank of"),
        ("normalised", "normalised value of"),
    ],
)
def test_changed_arrays_are_found(scored: Scored, name: str, says: str) -> None:
    block = block_unpack(_stored(scored.run))
    getattr(block, name)[3, 0] += 1
    ScoreRun.objects.filter(pk=scored.run.pk).update(block=block_pack(block))
    faults = verify(scored.run)
    assert any(fault.startswith(says) for fault in faults)
    with pytest.raises(CommandError, match="is NOT what it says"):
        call_command("verify_run", scored.run.pk)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("weights", "weights: "),
        ("treated_row", "treated cells: "),
        ("treated_raw", "treated cells: "),
        ("treated_rule", "treated cells: "),
        ("indicator_weights", "score of"),
        ("directions", "it cannot be computed again: "),
    ],
)
def test_every_other_array_is_checked_too(scored: Scored, name: str, says: str) -> None:
    block = block_unpack(_stored(scored.run))
    getattr(block, name).flat[0] += 1
    ScoreRun.objects.filter(pk=scored.run.pk).update(block=block_pack(block))
    assert any(fault.startswith(says) for fault in verify(scored.run))


def test_weights_of_too_few_are_none_of_the_method(scored: Scored) -> None:
    block = block_unpack(_stored(scored.run))
    short = replace(block, weights=block.weights[:-1])
    ScoreRun.objects.filter(pk=scored.run.pk).update(block=block_pack(short))
    assert verify(scored.run) == ["weights: not those of the method"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cities_ranked": 3}, "cities ranked: stored 3, recomputed 12"),
        (
            {"findings": [{"code": "x", "severity": "info", "subject": "", "details": {}}]},
            "findings",
        ),
        ({"findings": [{"code": "overflow"}]}, "it cannot be computed again: "),
    ],
)
def test_what_the_run_says_of_itself_is_checked(
    scored: Scored, change: dict[str, object], says: str
) -> None:
    ScoreRun.objects.filter(pk=scored.run.pk).update(**change)
    faults = verify(ScoreRun.objects.get(pk=scored.run.pk))
    assert [fault[: len(says)] for fault in faults] == [says]


def test_findings_of_another_program_are_compared_without_their_numbers(scored: Scored) -> None:
    stored = [{**finding, "details": {"units": 99}} for finding in scored.run.findings]
    assert stored
    changed = ScoreRun.objects.filter(pk=scored.run.pk)
    changed.update(findings=stored)
    assert verify(changed.get()) == ["findings: not those of the inputs and the method"]
    changed.update(code_version="0.0.9")
    assert verify(changed.get()) == []
    kept = [
        {**finding, "code": "legacy", "details": {"code": finding["code"], "text": "as said"}}
        for finding in scored.run.findings
    ]
    changed.update(findings=kept)
    assert verify(changed.get()) == []


def test_a_method_that_was_changed_is_found(scored: Scored) -> None:
    version = scored.run.method
    parameters = {**version.parameters, "types": {"tau": 0.1, "shares": "plain"}}
    stored = MethodVersion.objects.filter(pk=version.pk)
    stored.update(parameters=parameters)
    assert verify(ScoreRun.objects.get(pk=scored.run.pk))[0].startswith("method: stored sha256")
    wrong: list[object] = [[], {"treat": {"rule": "magic"}}, {"indicators": {"x": {}}}]
    for damaged in wrong:
        stored.update(parameters=damaged)
        faults = verify(ScoreRun.objects.get(pk=scored.run.pk))
        assert len(faults) == 1
        assert faults[0].startswith("it cannot be computed again: ")


def test_a_tree_that_is_none_is_a_fault_and_no_traceback(scored: Scored) -> None:
    block = block_unpack(_stored(scored.run))
    changes: list[tuple[str, Any]] = [
        ("node_parents", block.node_parents[1:]),
        ("node_parents", tuple("" for _ in block.node_parents)),
        ("raw", block.raw[:, 1:]),
        ("scores", block.scores[1:]),
        ("groups", block.groups[:1]),
    ]
    for field, value in changes:
        broken = replace(block, **{field: value})
        ScoreRun.objects.filter(pk=scored.run.pk).update(block=block_pack(broken))
        with pytest.raises(CommandError, match="is NOT what it says"):
            call_command("verify_run", scored.run.pk)


@pytest.mark.parametrize("field", ["composite", "market"])
def test_a_changed_score_of_the_table_is_found(scored: Scored, field: str) -> None:
    row = CityScore.objects.filter(run=scored.run, composite_rank=2).get()
    CityScore.objects.filter(pk=row.pk).update(**{field: 1.5})
    faults = verify(scored.run)
    assert faults == [f"table: {row.city.adcode} {field} 1.5, block {getattr(row, field)!r}"]
    CityScore.objects.filter(pk=row.pk).update(**{field: None})
    assert len(verify(scored.run)) == 1


def test_the_program_s_version_tells_commits_apart(tmp_path: Path) -> None:
    source = tmp_path / "a" / "b.py"
    source.parent.mkdir()
    source.write_bytes(b"x = 1\n")
    first = index_digest(tmp_path)
    source.write_bytes(b"x = 1\r\n")
    assert index_digest(tmp_path) == first
    source.write_bytes(b"x = 2\n")
    assert index_digest(tmp_path) != first
    assert f"0.1.0+index.{index_digest()}" == CODE_VERSION


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
    verification = verify_bundle(file)
    assert verification.ok
    assert f"manifest {verification.checks[0][2]}" in output.getvalue()
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


def test_pages_hold_a_run_and_a_check_reads_it_anew(scored: Scored) -> None:
    run = scored.run
    held = reproduce_kept(run)
    assert reproduce_kept(ScoreRun.objects.get(pk=run.pk)) is held
    assert block_kept(run) is held.block
    ScoreRun.objects.filter(pk=run.pk).update(block=b"damaged")
    assert reproduce_kept(run) is held
    with pytest.raises(BrokenBlock):
        reproduce(run)
    assert verify(run)


def test_a_run_of_the_same_key_in_another_copy_is_another_one(scored: Scored) -> None:
    """As after a restore: the key is given again, hash or time differ."""
    held, other = block_kept(scored.run), scored.runs["provisional"]
    assert block_kept(other) is not held
    for change in ({"input_hash": "0" * 64}, {"computed_at": datetime.datetime.now(datetime.UTC)}):
        ScoreRun.objects.filter(pk=scored.run.pk).update(**change)
        assert block_kept(ScoreRun.objects.get(pk=scored.run.pk)) is not held


def test_only_the_last_runs_are_held(scored: Scored) -> None:
    held = block_kept(scored.run)
    for number in range(MOST_KEPT):
        scored.run.input_hash = f"{number}"
        block_kept(scored.run)
    assert block_kept(ScoreRun.objects.get(pk=scored.run.pk)) is not held
