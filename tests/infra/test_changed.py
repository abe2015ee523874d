"""`./test --changed`: what belongs to a change, in a small checkout and in this one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ecoasset.env import BASE_DIR
from tests.suite import changed, cli

CHECKOUT = {
    "ecoasset/settings.py": 'MIDDLEWARE = ["ecoasset.door.Door"]\n',
    "ecoasset/urls.py": 'urlpatterns = [include("surveys.urls")]\n',
    "ecoasset/door.py": "class Door: ...\n",
    "surveys/urls.py": "from surveys import views\n",
    "surveys/views.py": "from surveys.models import Row\n",
    "surveys/models.py": "class Row: ...\n",
    "surveys/clock.py": "",
    "surveys/table.py": 'FILE = "rows.csv"\n',
    "surveys/management/commands/tell.py": "from surveys import clock\n",
    "surveys/templatetags/words.py": "",
    "fixtures/rows.csv": "1\n",
    "templates/list.html": "<p>\n",
    "static/list.js": "",
    "docs/guide.md": "A guide\n",
    "tests/conftest.py": "",
    "tests/builders.py": "from surveys.models import Row\n",
    "tests/fixtures.py": """
import pytest
from tests.builders import Row
from surveys.clock import now
@pytest.fixture
def hour(): return now()
@pytest.fixture
def row(hour): return Row()
@pytest.fixture
def nothing(): return None
""",
    "tests/test_style.py": "",
    "tests/web/test_list.py": "",
    "tests/browser/test_look.py": "",
    "tests/surveys/test_models.py": "from tests.builders import Row\n",
    "tests/surveys/test_clock.py": "def test_it(row): ...\n",
    "tests/surveys/test_table.py": "from surveys import table\n",
    "tests/surveys/test_tell.py": (
        'from django.core.management import call_command\ncall_command("tell")\n'
    ),
    "tests/surveys/test_alone.py": "def test_it(nothing): ...\n",
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name, text in CHECKOUT.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("surveys/models.py", "web/test_list surveys/test_models surveys/test_clock"),
        ("surveys/clock.py", "surveys/test_clock surveys/test_tell"),
        ("surveys/views.py", "web/test_list"),
        ("surveys/templatetags/words.py", "web/test_list"),
        ("ecoasset/door.py", "web/test_list"),
        ("surveys/management/commands/tell.py", "surveys/test_tell"),
        ("fixtures/rows.csv", "surveys/test_table"),
        ("templates/list.html", "web/test_list browser/test_look"),
        ("locale/zh_Hans/django.po", "web/test_list browser/test_look"),
        ("static/list.js", "browser/test_look"),
        ("tests/surveys/test_alone.py", "surveys/test_alone"),
        ("tests/fixtures.py", "surveys/test_clock surveys/test_alone"),
        ("docs/guide.md", ""),
        ("surveys/gone.py", ""),
    ],
)
def test_what_belongs_to_a_file(checkout: Path, file: str, expected: str) -> None:
    wanted = {f"tests/{name}.py" for name in ["test_style", *expected.split()]}
    assert changed.belonging([file], checkout) == tuple(sorted(wanted))


@pytest.mark.parametrize(
    "file",
    ["pyproject.toml", "requirements-dev.txt", "ecoasset/settings.py", "tests/conftest.py",
     "surveys/migrations/0009_more.py"],
)  # fmt: skip
def test_all_tests_belong_to_what_holds_everywhere(checkout: Path, file: str) -> None:
    assert changed.belonging(["surveys/clock.py", file], checkout) is None


def test_no_change_leaves_style_imports_and_words(checkout: Path) -> None:
    assert changed.belonging([], checkout) == ("tests/test_style.py",)


def test_in_this_checkout_a_page_reaches_its_tests_and_a_formula_its_own() -> None:
    page = set(changed.belonging(["surveys/coding/views/log.py"]) or ())
    assert {"tests/surveys/coding/test_log_pages.py", "tests/access/test_matrix.py"} <= page
    assert not any(name.startswith(("tests/index/", "tests/browser/")) for name in page)
    assert {path.relative_to(BASE_DIR).as_posix() for path in BASE_DIR.glob("tests/test_*.py")} <= (
        page
    )


def _git(root: Path, *words: str) -> None:
    person = ("-c", "user.name=Tests", "-c", "user.email=tests@example.org")
    subprocess.run(["git", *person, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def branch(checkout: Path) -> Path:
    """One commit after main, a file that is not committed, and one that git does not know."""
    _git(checkout, "init", "--initial-branch", "main")
    _git(checkout, "add", ".")
    _git(checkout, "commit", "-m", "all")
    _git(checkout, "checkout", "-b", "mine")
    (checkout / "surveys/clock.py").write_text("def now(): ...\n")
    _git(checkout, "commit", "-am", "now")
    (checkout / "surveys/table.py").write_text('FILE = "other.csv"\n')
    (checkout / "static/新.js").touch()
    return checkout


def test_committed_or_not_since_the_branch_left_main(branch: Path) -> None:
    found = changed.find(root=branch)
    assert found.files == ("static/新.js", "surveys/clock.py", "surveys/table.py")
    assert found.tests is not None
    assert "tests/surveys/test_table.py" in found.tests
    since = changed.find("HEAD", root=branch)
    assert since.files == ("static/新.js", "surveys/table.py")
    assert since.line().endswith("2 files, 3 test files")


@pytest.mark.parametrize("base", ["", "no-such-commit"])
def test_nothing_to_compare_with_is_said(branch: Path, base: str) -> None:
    _git(branch, "branch", "-D", "main")
    with pytest.raises(changed.NoBase, match="--changed"):
        changed.find(base, root=branch)


@pytest.mark.parametrize(
    ("given", "base", "passed_on"),
    [
        ([], None, []),
        (["--changed", "tests/infra"], "", ["tests/infra"]),
        (["--changed=HEAD~2", "-x"], "HEAD~2", ["-x"]),
    ],
)
def test_alone_it_takes_no_word_of_pytest(
    given: list[str], base: str | None, passed_on: list[str]
) -> None:
    options, rest = cli._parse(given)
    assert (options.changed, rest) == (base, passed_on)


@pytest.mark.parametrize("tests", [("tests/web/test_list.py",), None])
def test_the_closing_lines_name_what_was_left_out(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    tests: tuple[str, ...] | None,
) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(cli, "SCRATCH", tmp_path / "scratch")
    monkeypatch.setattr(cli, "STATIC_CHECKS", {})
    monkeypatch.setattr(cli, "TYPES", ("-c", ""))
    monkeypatch.setattr(cli, "COLLECT", ("-c", ""))
    monkeypatch.setattr(cli, "_pytest", lambda _name, words, _outcome: asked.append(words))
    change = changed.Change("c0ffee", ("surveys/views.py",), tests)
    monkeypatch.setattr(cli.changed, "find", lambda _base: change)
    cli._run(*cli._parse(["--changed", "--quick"]))
    assert asked == [list(tests or ())]
    said = capsys.readouterr().out
    assert (
        f"changed since c0ffee: 1 files, {'1 test files' if tests else 'all tests belong'}" in said
    )
    assert ("not run: tests that do not belong: --changed" in said) is bool(tests)
