"""A folder of this machine: its workbook, or the text files in its place, and the other files."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.files.document import Document
from surveys.past.folder import MOST_FILES, is_litter, too_many
from surveys.past.reading.workbook import (
    has_its_columns,
    is_called_as_a_sheet,
    is_of_a_round,
    workbook_sheets,
)
from surveys.sheets.cells import Sheet
from surveys.sheets.door import table_check
from surveys.sheets.findings import EXPLANATIONS
from surveys.sheets.headings import key_of
from surveys.sheets.marked import marked_workbook

# Kinds that are not read among them, so that it is said why.
_WORKBOOKS = (".xlsx", ".xls", ".et", ".xlsm", ".xlsb", ".ods")
_TEXTS = (".csv", ".tsv", ".txt")
# Instead of the clock, so that the same texts make the same workbook.
_CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class DiskFolder:
    """`paths` by the name that a reader is shown, which another system may have written in
    another encoding."""

    paths: Mapping[str, Path]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.paths)

    def read(self, name: str) -> bytes:
        """At most a byte more than an upload may have: the check at the door says the rest."""
        with self.paths[name].open("rb") as stream:
            return stream.read(settings.UPLOAD_MAX_BYTES + 1)


def folder_read(path: Path) -> tuple[Document, DiskFolder]:
    """The workbook of a folder, and the other files below it; `Refused` where there is no
    workbook of a round, or several. Text files called as its sheets are one together."""
    if not path.is_dir():
        raise Refused(_("%(path)s is no folder.") % {"path": path}, field="files")
    folder = DiskFolder(_paths(path))
    if len(folder.names) > MOST_FILES:
        raise too_many()
    names, document = _workbook(folder)
    left = {name: one for name, one in folder.paths.items() if name not in names}
    return document, DiskFolder(left)


def _paths(root: Path) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for path in sorted(root.rglob("*")):
        raw = path.relative_to(root).as_posix()
        if path.is_symlink() or not path.is_file() or is_litter(raw):
            continue
        name = "/".join(_legible(part) for part in raw.split("/"))
        found[raw if name in found else name] = path
    return {name: found[name] for name in sorted(found)}


def _legible(part: str) -> str:
    """Archives of Chinese systems leave names in GB 18030, which no name in UTF-8 can be."""
    try:
        part.encode()
    except UnicodeEncodeError:
        return os.fsencode(part).decode("gb18030", "replace")
    return part


def _workbook(folder: DiskFolder) -> tuple[Sequence[str], Document]:
    """With the names of what it was read from."""
    tops = [name for name in folder.names if "/" not in name]
    books = [name for name in tops if name.casefold().endswith(_WORKBOOKS)]
    found: dict[str, Document] = {}
    problems: list[str] = []
    for name in books:
        try:
            document = table_check(name=name, content=folder.read(name))
            if is_of_a_round(workbook_sheets(document)):
                found[name] = document
        except Refused as refusal:
            problems.append(refusal.message)
    sheets = dict(_texts(folder, tops, problems))
    if len(found) == 1 and not sheets:
        return next(((name,), document) for name, document in found.items())
    if sheets and not found:
        unread = [name for name in tops if key_of(PurePath(name).stem) in EXPLANATIONS]
        return [*sheets, *unread], _together([*sheets.values()])
    raise Refused(_not_one([*found, *sheets], problems), field="files")


def _texts(
    folder: DiskFolder, names: Sequence[str], problems: list[str]
) -> Iterator[tuple[str, Sheet]]:
    """Those that are called as a sheet and have its columns; others are documents."""
    for name in names:
        if not name.casefold().endswith(_TEXTS) or not is_called_as_a_sheet(PurePath(name).stem):
            continue
        try:
            [sheet] = workbook_sheets(table_check(name=name, content=folder.read(name)))
        except Refused as refusal:
            problems.append(refusal.message)
        else:
            if has_its_columns(sheet):
                yield name, sheet


def _together(sheets: Sequence[Sheet]) -> Document:
    """One workbook, each cell where it stood: what is kept beside the rows is what was read."""
    content = marked_workbook(sheets, (), created=_CREATED)
    return table_check(name="CSV.xlsx", content=content)


def _not_one(found: Sequence[str], problems: Sequence[str]) -> str:
    if found:
        text = _("The folder holds several workbooks of a round: %(names)s. Leave the right one.")
        return text % {"names": "、".join(found)}
    text = _(
        "The folder needs one workbook of a round, directly in it, with a sheet called 函件; it"
        " has %(count)d."
    )
    return " ".join([text % {"count": 0}, *problems])
