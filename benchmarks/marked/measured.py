"""What `benchmarks.marks` prints: shares of carrying sentences, and the time of long texts."""

import csv
import sys
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.marked.baselines import BASELINES, Span
from benchmarks.marked.letters import ROOT, Carried, carried
from benchmarks.marked.long import long_text, surrounded
from surveys.files.quotation import letters_of
from surveys.marks.lexicon import Lexicon, lexicon_read
from surveys.marks.marks import MOST_SHARE, marks_of
from surveys.marks.read import Read

REFERENCE = ROOT / "fixtures/reference"
LONG_BYTES = 5_000_000
Numbers = dict[str, float | int]


def shares(folder: Path, missed: bool = False) -> Numbers:
    """Of all carrying sentences of a folder: how many stand in what each way marks."""
    lexicon = lexicon_read(REFERENCE / "marks.csv")
    names = names_of()
    wanted = list(carried(folder))
    held = [ours(one, lexicon) for one in wanted]
    for one, spans in zip(wanted, held, strict=True):
        if missed and not holds(one, spans):
            sys.stderr.write(f"{one.file} {one.question}: {one.quotation}\n")
    found: Numbers = {
        "sentences": len(wanted),
        "ours": share(holds(one, spans) for one, spans in zip(wanted, held, strict=True)),
    }
    for name, rule in BASELINES.items():
        marked = (
            rule(Read(one.letters), one.question, names.get(one.question, ""), lexicon)
            for one in wanted
        )
        found[name] = share(holds(*pair) for pair in zip(wanted, marked, strict=True))
    found["ours_in_400_pages"] = share(
        _holds_long(one, number, lexicon) for number, one in enumerate(wanted)
    )
    found["covered_most"] = max(covered(*pair) for pair in zip(wanted, held, strict=True))
    found["over_a_fifth"] = sum(
        covered(*pair) > MOST_SHARE for pair in zip(wanted, held, strict=True)
    )
    return found


def long_marked() -> Numbers:
    """Seconds for the marks of every question in a text of 5 MB and in one of 400 pages."""
    lexicon = lexicon_read(REFERENCE / "marks.csv")
    found: Numbers = {}
    for name, text in (
        ("seconds_400_pages", surrounded("", 1)),
        ("seconds_5_mb", long_text(LONG_BYTES)),
    ):
        letters = letters_of(text)
        start = time.perf_counter()
        marks_of(letters, lexicon, lexicon.questions)
        found[name] = round(time.perf_counter() - start, 3)
    return found


def names_of() -> dict[str, str]:
    with (REFERENCE / "questions.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["code"]: row["name_zh"] for row in csv.DictReader(stream)}


def ours(one: Carried, lexicon: Lexicon) -> list[Span]:
    marks = marks_of(one.letters, lexicon, [one.question])[one.question]
    return [(mark.start, mark.end) for mark in marks]


def holds(one: Carried, spans: Iterable[Span]) -> bool:
    wanted = letters_of(one.quotation).letters
    return any(wanted in letters_of(one.letters.text[start:end]).letters for start, end in spans)


def _holds_long(one: Carried, seed: int, lexicon: Lexicon) -> bool:
    letters = letters_of(surrounded(one.letters.text, seed))
    inside = Carried(one.file, one.question, one.quotation, letters)
    return holds(inside, ours(inside, lexicon))


def covered(one: Carried, spans: Iterable[Span]) -> float:
    marked = sum(len(letters_of(one.letters.text[start:end]).letters) for start, end in spans)
    return round(marked / len(one.letters.letters), 3)


def share(held: Iterable[bool]) -> float:
    found = list(held)
    return round(sum(found) / len(found), 3) if found else 0.0
