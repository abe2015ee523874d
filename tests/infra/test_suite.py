"""`./test` itself: what it counts and what it says at the end."""

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ecoasset import env
from tests.suite import cli, machine, results, scheduling, selection

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


def test_a_page_is_known_by_its_place_or_its_name() -> None:
    """What is new and neither is repeated whole."""
    pages = ("web/test_shell.py", "access/test_matrix.py", "scoring/inputs/test_values_pages.py")
    others = (
        "scoring/inputs/test_value.py",
        "new/test_anything.py",
        "surveys/history/test_trail.py",
    )
    assert all(selection.is_page(Path("tests", page)) for page in pages)
    assert not any(selection.is_page(Path("tests", other)) for other in others)


def test_the_sample_is_the_same_everywhere_and_of_its_size() -> None:
    names = [f"tests/web/test_home.py::test[{number}]" for number in range(4000)]
    drawn = [name for name in names if selection.in_sample(name, selection.PAGES_ONE_IN)]
    assert len(drawn) == pytest.approx(len(names) / selection.PAGES_ONE_IN, rel=0.2)
    assert [selection.in_sample(name, 2) for name in names[:6]] == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]


CASES = """
import pytest
@pytest.mark.django_db
@pytest.mark.parametrize("number", range(9))
def test_same(number): pass
@pytest.mark.engines
@pytest.mark.django_db
@pytest.mark.parametrize("number", range(9))
def test_differs(number): pass
@pytest.mark.parametrize("number", range(9))
def test_elsewhere(number): pass
@pytest.mark.django_db
def test_alone(): pass
"""


class Repeated:
    """A plugin that notes how many cases of each test PostgreSQL would repeat."""

    def __init__(self, *, whole: bool) -> None:
        self.whole, self.found = whole, Counter[str]()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        kept = selection.repeated(items, whole=self.whole)
        self.found.update(item.nodeid.partition("::")[2].partition("[")[0] for item in kept)


@pytest.mark.parametrize(("whole", "same"), [(False, 3), (True, 9)])
def test_of_many_cases_postgres_repeats_some(tmp_path: Path, whole: bool, same: int) -> None:
    (tmp_path / "test_rows.py").write_text(CASES, "utf-8")
    plugin = Repeated(whole=whole)
    options = ("--collect-only", "-qq", "-p", "no:cacheprovider", "-c", os.devnull)
    apart = ("--import-mode=importlib", f"--rootdir={tmp_path}")
    pytest.main([*options, *apart, str(tmp_path)], plugins=[plugin])
    assert plugin.found == {"test_same": same, "test_differs": 9, "test_alone": 1}


COLLECTED = """
import pytest
pytestmark = pytest.mark.{mark}
def test_one(): pass
def test_two(): pass
"""


def test_who_waits_stands_beside_who_computes(tmp_path: Path) -> None:
    """Whole files by turns; nothing is lost where one kind ends."""
    marks = {"a": "slow", "b": "slow", "c": "worker", "d": "slow", "e": "browser"}
    for name, mark in marks.items():
        (tmp_path / f"test_{name}.py").write_text(COLLECTED.format(mark=mark), "utf-8")
    order = Order()
    pytest.main(
        [
            "--collect-only",
            "-qq",
            "-p",
            "no:cacheprovider",
            "-c",
            os.devnull,
            f"--rootdir={tmp_path}",
            str(tmp_path),
        ],
        plugins=[order],
    )
    assert order.files == [name for name in "caebd" for _test in range(2)]


def test_files_go_whole_and_those_of_the_browser_together() -> None:
    taken = scheduling.ByFile._split_scope
    one, other = "tests/browser/test_story.py", "tests/browser/test_pages.py"
    anywhere: Any = None
    assert taken(anywhere, f"{one}::test_it") == taken(anywhere, f"{other}::test_it[a::b]")
    assert taken(anywhere, "tests/web/test_shell.py::test_it") == "tests/web/test_shell.py"


class Order:
    """A plugin that notes the files of the tests as they would run."""

    files: list[str]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        ordered = selection.interleaved(items)
        self.files = [item.path.stem.removeprefix("test_") for item in ordered]


def test_what_types_say_comes_at_the_end_and_counts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "SCRATCH", tmp_path)
    monkeypatch.setattr(cli, "TYPES", ("-c", "print('one error'); raise SystemExit(1)"))
    found = cli.Outcome()
    with cli._types_beside(found):
        print("tests")
    assert found.broken == ["mypy"]
    assert capsys.readouterr().out.split("\n")[:3] == ["tests", "== mypy", "one error"]


def test_without_long_the_closing_lines_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(cli, "SCRATCH", tmp_path / "scratch")
    monkeypatch.setattr(cli, "_pytest", lambda _name, words, _outcome: asked.append(words))
    for given in ([], ["--long"]):
        options, passed_on = cli._parse([*given, "--quick", "-k", "name"])
        cli._run(options, passed_on)
        said = capsys.readouterr().out
        assert (f"not run: {cli.SAMPLED}" in said) is not bool(given)
    assert asked == [["-k", "name"], ["--long", "-k", "name"]]


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


@pytest.mark.parametrize("name", ["operations.md", "operations.en.md"])
def test_the_manual_names_every_variable(name: str) -> None:
    manual = (env.BASE_DIR / "docs" / name).read_text("utf-8")
    assert set(re.findall(r"ECOASSET_[A-Z_]+", manual)) == env.KNOWN
