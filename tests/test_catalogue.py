"""The Chinese catalogue says everything that the product can say, and nothing else."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.utils import translation

from tests.engines.patience import PATIENCE_SECONDS
from tests.extraction import (
    PARTS,
    PLACES,
    ROOT,
    SHORT,
    Message,
    imported,
    messages,
    python_files,
    said_in_python,
    said_in_template,
    template_files,
    unmarked_words,
)

LANGUAGE = "zh_Hans"
CATALOGUE = ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
GETTEXT = ("xgettext", "msguniq", "msgmerge", "msgattrib")
HAN = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[-#0 +]*\d*(?:\.\d+)?([a-zA-Z])")
# Half-width punctuation beside a Chinese character.
HALF_WIDTH = re.compile(r"[\u3400-\u9fff][,;:!?()]|[,;:!?()][\u3400-\u9fff]")
# Names, units and keys that are the same in both languages; the brand's sign and the switch.
SAME_EVERYWHERE = {
    "Bowley", "Cohen", "CSV", "Ctrl", "English", "Enter", "Esc", "IQR", "JSON", "Kendall",
    "Krippendorff", "MAD", "PDF", "SHA-", "Sobol", "Spearman", "XLSX", "ZIP",
    "生", "中文",
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE), wrapwidth=0)


@pytest.fixture(scope="module")
def said() -> set[Message]:
    return {found.message for found in messages() if found.message}


def key(entry: polib.POEntry | polib.MOEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def forms(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def test_every_message_is_a_plain_string_that_can_be_extracted() -> None:
    assert [found.place for found in messages() if found.message is None] == []


def test_translation_functions_have_names_that_makemessages_knows() -> None:
    hidden = [
        f"{path.name}: {name} as {alias}"
        for path in python_files()
        for name, alias in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name in PLACES and alias not in {name, SHORT}
    ]
    assert hidden == []


def test_every_message_has_a_translation(catalogue: polib.POFile, said: set[Message]) -> None:
    assert len(said) > 500
    done = {key(entry) for entry in catalogue if all(forms(entry)) and not entry.fuzzy}
    assert sorted(message.text for message in said - done) == []


def test_no_entry_is_left_over(catalogue: polib.POFile, said: set[Message]) -> None:
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []
    assert sorted(entry.msgid for entry in catalogue if key(entry) not in said) == []


def test_gettext_finds_the_same_messages(tmp_path: Path, catalogue: polib.POFile) -> None:
    missing = [tool for tool in GETTEXT if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"gettext is not installed: no {', '.join(missing)}")
    for part in (*PARTS, "templates"):
        shutil.copytree(ROOT / part, tmp_path / part, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "locale").mkdir()
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale", LANGUAGE, "--no-location"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        env={
            "PATH": ":".join(dict.fromkeys(str(Path(shutil.which(t) or t).parent) for t in GETTEXT))
        },
    )
    fresh = polib.pofile(str(tmp_path / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"))
    assert {key(entry) for entry in fresh} == {key(entry) for entry in catalogue}


def test_the_compiled_catalogue_is_the_source(catalogue: polib.POFile) -> None:
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    assert {key(e): forms(e) for e in compiled} == {key(e): forms(e) for e in catalogue}


def test_django_finds_it() -> None:
    with translation.override("zh-hans"):
        assert translation.gettext("Sign in") == "登录"
        assert translation.ngettext("%(n)s city", "%(n)s cities", 2) == "%(n)s 个城市"


def test_placeholders_agree(catalogue: polib.POFile) -> None:
    differing = []
    for entry in catalogue:
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        differing += [t for t in forms(entry) if set(PLACEHOLDER.findall(t)) != wanted]
    assert differing == []


def test_translations_with_placeholders_can_be_filled(catalogue: polib.POFile) -> None:
    """A stray percent sign would raise or swallow a word."""
    for entry in catalogue:
        names = {name for name, _kind in PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)}
        for text in forms(entry) if names else []:
            assert "%" not in text % dict.fromkeys(names, 1)


def test_translations_are_chinese(catalogue: polib.POFile) -> None:
    english = [
        entry.msgid
        for entry in catalogue
        if re.search(r"[A-Za-z]{3}", PLACEHOLDER.sub("", entry.msgid))
        and not all(HAN.search(text) for text in forms(entry))
    ]
    assert english == []


def test_chinese_text_has_chinese_punctuation(catalogue: polib.POFile) -> None:
    texts = [PLACEHOLDER.sub("值", text) for entry in catalogue for text in forms(entry)]
    assert [text for text in texts if HALF_WIDTH.search(text)] == []


def test_chinese_has_one_plural_form(catalogue: polib.POFile) -> None:
    assert catalogue.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert [e.msgid for e in catalogue if e.msgid_plural and set(e.msgstr_plural) != {0}] == []


@pytest.mark.parametrize(
    "path", template_files(), ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_templates_show_no_word_that_is_not_marked(path: Path) -> None:
    words = set(unmarked_words(path.read_text(encoding="utf-8")))
    assert sorted(words - SAME_EVERYWHERE) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('{% translate "Old" %}', Message("Old")),
        ("{% translate 'Code' context 'verb' as label %}", Message("Code", context="verb")),
        ('{{ name|default:_("nobody") }}', Message("nobody")),
        ("{% blocktranslate %}a {{ b }} c{% endblocktranslate %}", Message("a %(b)s c")),
        (
            "{% blocktranslate count n=m %}(one){% plural %}{{ n }}{% endblocktranslate %}",
            Message("(one)", "%(n)s"),
        ),
    ],
)
def test_reads_the_tags_of_a_template(source: str, message: Message) -> None:
    assert [found.message for found in said_in_template(f"<p>{source}</p>", "x.html")] == [message]


def test_reads_calls_of_python_under_any_name() -> None:
    source = (
        "from django.utils.translation import gettext as t, npgettext\n"
        "t('a ' 'b')\nnpgettext('where', 'one', 'many', 3)\nt(name)\nprint('not this')\n"
    )
    assert [found.message for found in said_in_python(source, "x.py")] == [
        Message("a b"),
        Message("one", "many", "where"),
        None,
    ]


def test_sees_words_between_and_inside_tags() -> None:
    source = '<p title="Tip">Hello {% translate "x" %} {{ name }}<b>there</b></p>{# quiet #}'
    assert unmarked_words(source) == ["Hello", "there", "Tip"]
