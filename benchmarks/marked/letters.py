"""Letters of which it is written down where the sentence stands that carries each answer."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from surveys.files.document import document_check
from surveys.files.quotation import Letters, letters_of
from surveys.files.readers.plain import text_words
from surveys.files.reading import document_reading, part_take

ROOT = Path(__file__).resolve().parents[2]
SETS = (ROOT / "tests/data/letters", ROOT / "tests/data/letters_more")


@dataclass(frozen=True)
class Carried:
    """A question that a letter answers, and the words of the letter that answer it."""

    file: str
    question: str
    quotation: str
    letters: Letters


def carried(folder: Path) -> Iterator[Carried]:
    """Every quotation of `letters.csv`, with the text it stands in, read as an upload is."""
    with (folder / "letters.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            quotations: dict[str, str] = json.loads(row["quotes"])
            if not quotations:
                continue
            letters = letters_of(text_of(folder / row["file"], row.get("quote_in", "")))
            for question, quotation in quotations.items():
                yield Carried(row["file"], question, quotation, letters)


def text_of(path: Path, inside: str = "") -> str:
    """The words of a letter, or of the attachment that the second column names."""
    if path.suffix == ".txt":
        # The same reader, without a process of its own for each of our own files.
        return text_words(path.read_bytes())
    document = document_check(name=path.name, content=path.read_bytes())
    reading = document_reading(document.media_type, document.content)
    wanted = inside.removeprefix("attachment ")
    if not wanted:
        return reading.text
    number = next(at for at, part in enumerate(reading.parts) if part.name == wanted)
    name, content = part_take(document.media_type, document.content, number)
    attached = document_check(name=name, content=content)
    return document_reading(attached.media_type, attached.content).text
