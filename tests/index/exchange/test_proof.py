"""A bundle is proven by recomputing; any change is told, and a broken file is one line."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scoring.index.cli import main
from scoring.index.exchange import proof
from scoring.index.exchange.proof import BundleError, verify_bundle
from scoring.index.exchange.tables import TableError
from scoring.index.refusals import MethodError
from tests.index.exchange.test_bundle import bundle, written


def tampered(name: Any, old: Any, new: Any) -> Any:
    source, target = zipfile.ZipFile(written()), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in source.namelist():
            content = source.read(member)
            assert member != name or old in content
            archive.writestr(member, content.replace(old, new, 1) if member == name else content)
    return target


def test_untouched_bundle_holds() -> None:
    verification = verify_bundle(written())
    assert verification.ok
    assert [name for name, _, _ in verification.checks] == [
        "manifest",
        "files",
        "counts",
        "input hash",
        "scores",
        "ranks",
    ]


def test_changed_input_is_told() -> None:
    raw = bundle().raw
    text = repr(float(raw[0, 0])).encode()
    verification = verify_bundle(tampered("inputs.csv", text, b"9.5"))
    assert not verification.ok
    held = {name: held for name, held, _ in verification.checks}
    assert not held["files"]
    assert not held["input hash"]
    assert not held["scores"]


def test_changed_rank_is_told_even_with_a_new_manifest() -> None:
    ranks = bundle().ranks.copy()
    ranks[[0, 1], 0] = ranks[[1, 0], 0]
    verification = verify_bundle(written(ranks=ranks))
    assert [name for name, held, _ in verification.checks if not held] == ["ranks"]


def test_scores_come_again_to_the_last_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tolerance is for other machines; and a score that is off by just as much holds."""
    monkeypatch.setattr(proof, "SCORE_TOLERANCE", 0.0)
    assert verify_bundle(written()).ok


def test_score_off_by_more_than_the_tolerance_is_told() -> None:
    scores = bundle().scores.copy()
    scores[5, 0] *= 1 + 1e-11
    verification = verify_bundle(written(scores=scores))
    assert [name for name, held, _ in verification.checks if not held] == ["scores"]


def test_file_that_is_no_bundle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no readable ZIP"):
        verify_bundle(io.BytesIO(b"nothing"))
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    with pytest.raises(BundleError, match="no bundle"):
        verify_bundle(empty)
    with pytest.raises(BundleError, match="format"):
        verify_bundle(tampered("manifest.json", b"ecoasset-run-1", b"ecoasset-run-9"))
    with pytest.raises(BundleError, match="cannot be read"):
        verify_bundle(tmp_path / "none.zip")


def test_command_line_verifies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "run.zip"
    path.write_bytes(written().getvalue())
    assert main(["verify", str(path)]) == 0
    assert capsys.readouterr().out.count("ok: ") == 6
    path.write_bytes(tampered("inputs.csv", b",1.0", b",0.0").getvalue())
    assert main(["verify", str(path)]) == 1
    assert "DIFFERS: files: inputs.csv" in capsys.readouterr().out
    path.write_bytes(b"PK")
    assert main(["verify", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["verify", str(tmp_path / "none.zip")]) == 2


@pytest.mark.parametrize("key", ["run", "basis"])
def test_what_the_manifest_says_of_the_run_cannot_be_changed_alone(key: Any) -> None:
    manifest = json.loads(zipfile.ZipFile(written()).read("manifest.json"))
    assert manifest["about"] == {"edition": "2024-demo"}
    for old, new in (
        (b'"2024-demo"', b'"2023-demo"'),
        (b'"about": {', f'"about": {{"{key}": "x", '.encode()),
        (b'"v1"', b'"v2"'),
    ):
        verification = verify_bundle(tampered("manifest.json", old, new))
        assert [name for name, held, _ in verification.checks if not held] == ["manifest"]


@pytest.mark.parametrize(
    ("name", "old", "new", "failed"),
    [
        ("manifest.json", b'"units": 40', b'"units": 41', ["manifest", "counts"]),
        ("manifest.json", b'"indicators": 9', b'"indicators": 8', ["manifest", "counts"]),
        ("README.txt", b"A score run", b"The score run", ["files"]),
    ],
)
def test_every_other_word_is_checked(name: Any, old: Any, new: Any, failed: Any) -> None:
    verification = verify_bundle(tampered(name, old, new))
    assert [name for name, held, _ in verification.checks if not held] == failed


@pytest.mark.parametrize(
    ("name", "old", "new", "error", "says"),
    [
        ("results.csv", b"I_rank,", b"I_rang,", TableError, "I_rang does not belong here"),
        ("inputs.csv", b"uCode,a1,a2", b"uCode,a2,a1", TableError, "another order"),
        ("tree.csv", b"iCode,Parent", b"iCode,Parent2", TableError, "Parent2 does not belong"),
        ("groups.csv", "城市4,".encode(), "城4,".encode(), BundleError, "list different units"),
        ("results.csv", "城市4,".encode(), "城4,".encode(), BundleError, "list different units"),
        ("manifest.json", b'"about"', b'"abaut"', BundleError, "is missing or does not belong"),
        ("manifest.json", b'"units"', b'"format": 1, "units"', MethodError, "twice"),
        ("method.json", b"{", b"[" * 200_000, BundleError, "nested too deeply"),
        ("method.json", b"0.0", b"1" * 5000, BundleError, "too many digits"),
        ("method.json", b"0.0", b"1" * 400, MethodError, "is not a finite number"),
    ],
)
def test_what_does_not_belong_is_refused(
    name: Any, old: Any, new: Any, error: Any, says: Any
) -> None:
    with pytest.raises(error, match=says):
        verify_bundle(tampered(name, old, new))


@pytest.mark.parametrize("rank", ["3.7", "0", "-1"])
def test_a_rank_that_is_no_whole_number_is_refused(rank: Any) -> None:
    text = zipfile.ZipFile(written()).read("results.csv").decode().splitlines()[1]
    first = ",".join(text.split(",")[:3])
    changed = ",".join([*text.split(",")[:2], rank])
    with pytest.raises(TableError, match=r"row 2, column I_rank: .* whole number"):
        verify_bundle(tampered("results.csv", first.encode(), changed.encode()))


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["extra.csv", "README.txt"])
def test_members_that_do_not_belong_are_refused(name: Any) -> None:
    file = written()
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, "x")
    with pytest.raises(BundleError, match=f"{name}' does not belong"):
        verify_bundle(file)


def test_damaged_bytes_are_one_line_and_never_a_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = written().getvalue()
    path = tmp_path / "run.zip"
    rng = np.random.default_rng(3)
    for _ in range(150):
        damaged = bytearray(sound)
        for at in rng.integers(0, len(sound), 3):
            damaged[at] = int(rng.integers(0, 256))
        path.write_bytes(bytes(damaged))
        status = main(["verify", str(path)])
        captured = capsys.readouterr()
        assert status in (0, 1, 2)
        assert captured.err.count("\n") == (status == 2)
