"""`./test` itself: what it counts and what it says at the end."""

import re
from pathlib import Path

import pytest

from ecoasset import env
from tests.suite import cli, machine, results

REPORT = """<?xml version="1.0"?><testsuites><testsuite time="2.5">
<testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure message="no"/></testcase>
<testcase classname="a" name="setup"><error message="no"/></testcase>
<testcase classname="a" name="twice"><failure message="no"/></testcase>
<testcase classname="a" name="twice"><error message="teardown too"/></testcase>
<testcase classname="a" name="without"><skipped message="no Chromium"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def outcome(tmp_path: Path) -> cli.Outcome:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, "utf-8")
    found = cli.Outcome()
    found.total.add(results.read(report))
    return found


def test_a_test_counts_once_and_an_error_is_a_failure(outcome: cli.Outcome) -> None:
    assert outcome.total.line() == "1 passed, 3 failed, 1 skipped in 2.5s"


def test_no_report_counts_nothing(tmp_path: Path) -> None:
    assert results.read(tmp_path / "none.xml") == results.Results()


def test_the_last_line_is_the_total_and_reasons_are_named(
    outcome: cli.Outcome, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome.left_out.append("the second run against PostgreSQL: no binaries")
    assert cli._close(outcome) == 1
    lines = capsys.readouterr().out.strip().splitlines()
    assert lines[-1] == outcome.total.line()
    assert "skipped: no Chromium (1)" in lines
    assert "not run: the second run against PostgreSQL: no binaries" in lines


def test_a_failed_static_check_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    good = cli.Outcome(total=results.Results(passed=3))
    assert cli._close(good) == 0
    good.broken.append("mypy")
    assert cli._close(good) == 1
    assert "FAILED: mypy" in capsys.readouterr().out


def test_options_of_pytest_pass_through() -> None:
    options, passed_on = cli._parse(["--quick", "-k", "name", "tests/infra"])
    assert options.quick
    assert not options.allow_install
    assert passed_on == ["-k", "name", "tests/infra"]


def test_help_makes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli.venv, "FOLDER", tmp_path / ".venv")
    monkeypatch.setattr(cli, "_make_environment", lambda: pytest.fail("made the environment"))
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--help"])
    assert stopped.value.code == 0
    assert "--quick" in capsys.readouterr().out


def test_nothing_is_installed_where_it_cannot_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.shutil, "which", lambda name, path=None: None)
    wanted = "chromium, nginx-light, caddy, openssl"
    assert list(machine.install()) == [f"no {wanted}, and no apt-get to install with"]


def test_the_manual_names_every_variable() -> None:
    manual = (env.BASE_DIR / "docs" / "operations.md").read_text("utf-8")
    assert set(re.findall(r"ECOASSET_[A-Z_]+", manual)) == env.KNOWN
