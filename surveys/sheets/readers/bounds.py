"""How much a workbook holds, counted before the spreadsheet library opens it.

The library builds an object for each element, empty cells too, and a whole row before it
can be looked at: 266 kB of repeated `<c/>` kept it busy for two minutes. The parser below
only counts, in a hundredth of the time.
"""

from __future__ import annotations

import io
import zipfile
from typing import IO
from xml.parsers import expat

# An element of a sheet is worth one, what costs the library more is worth more. A sheet of
# 200,000 filled cells with their texts comes to one million, of empty cells are 1.5 allowed.
MAX_WEIGHT = 1_500_000
_WEIGHTS = {**dict.fromkeys(("row", "c", "v", "f", "t"), 1), "si": 5, "is": 5}
_OTHER_WEIGHT = 20
# The format has no more columns; what claims more would be built as one row in the memory.
MAX_IN_ROW = 16_384
MAX_XML = 80 * 1024 * 1024
# With pictures.
MAX_UNPACKED = 150 * 1024 * 1024
# A tag without end is begun again with each chunk, here and in the library.
MAX_TAG = 512 * 1024
CHUNK = 256 * 1024


class TooMuch(Exception):
    """The workbook holds more than a table of this product can."""


def workbook_weigh(content: bytes) -> int:
    """What the XML elements of all parts come to; `TooMuch` above 3 million or 80 MB.

    A part that stops being XML is counted up to there, as far as anything would read it.
    Raises ValueError for declarations of a document type, and what `zipfile` raises.
    """
    counter = _Counter()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        # A size that lies is no way around: nothing is read beyond it.
        if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
            raise TooMuch
        for entry in entries:
            with archive.open(entry) as part:
                counter.read(part)
    return counter.weight


class _Counter:
    def __init__(self) -> None:
        self.weight = 0
        self.in_row = 0
        self.size = 0

    def read(self, part: IO[bytes]) -> None:
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._count
        parser.StartDoctypeDeclHandler = _refuse
        fed = 0
        try:
            while chunk := part.read(CHUNK):
                parser.Parse(chunk)
                self.size += len(chunk)
                fed += len(chunk)
                if self.size > MAX_XML or fed - parser.CurrentByteIndex > MAX_TAG:
                    raise TooMuch
        except expat.ExpatError:
            return  # a picture, or a part that no other parser gets further in

    def _count(self, name: str, _attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        self.weight += _WEIGHTS.get(name, _OTHER_WEIGHT)
        if name == "row":
            self.in_row = 0
        elif name == "c":
            self.in_row += 1
        if self.weight > MAX_WEIGHT or self.in_row > MAX_IN_ROW:
            raise TooMuch


def _refuse(*_declaration: object) -> None:
    raise ValueError("a document type in a workbook")
