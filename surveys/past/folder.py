"""The files that come along with a round's workbook: by name, wherever they are kept."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from surveys.errors import Refused
from surveys.evidence.store import store_read
from surveys.files.faults import failure_words, fault_words
from surveys.limited.call import Bounds, Failed, Why, limited_call
from surveys.limited.fault import Fault

MOST_FILES = 5000
# What systems and office programs leave beside the files that people put there.
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_PARCEL = "surveys.files.readers.parcel"


class Folder(Protocol):
    """`names` are paths with slashes, without the workbook's."""

    @property
    def names(self) -> Sequence[str]: ...

    def read(self, name: str) -> bytes: ...


@dataclass(frozen=True)
class StoredFolder:
    """Of files that are in the store: SHA-256 by name."""

    hashes: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.hashes)

    def read(self, name: str) -> bytes:
        return store_read(self.hashes[name])


class ParcelFolder:
    """Of documents in the store and of archives there, each of which holds many: SHA-256 by name.
    The archives are opened where all files of strangers are. A name that several of them have is
    put below that of its archive, so that no file stands in for another; `Refused` for too many.
    """

    def __init__(self, hashes: Mapping[str, str], workbook: str) -> None:
        self._places: dict[str, tuple[str, int | None]] = {
            name: (sha256, None) for name, sha256 in hashes.items() if not _is_parcel(name)
        }
        packed = {
            name: _packed(name, sha256, workbook)
            for name, sha256 in hashes.items()
            if _is_parcel(name)
        }
        held = Counter([*self._places, *(inner for inside in packed.values() for inner in inside)])
        if held.total() > MOST_FILES:
            raise too_many()
        for name, inside in packed.items():
            for inner, number in inside.items():
                told = inner if held[inner] == 1 else f"{name}/{inner}"
                self._places[told] = (hashes[name], number)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._places)

    def read(self, name: str) -> bytes:
        sha256, number = self._places[name]
        if number is None:
            return store_read(sha256)
        most = settings.UPLOAD_MAX_BYTES
        content: bytes = _asked(name, sha256, "parcel_file", number=number, most=most)
        return content


def _is_parcel(name: str) -> bool:
    return name.casefold().endswith(".zip")


def _packed(name: str, sha256: str, workbook: str) -> dict[str, int]:
    """The files of an archive, each with its number there; `Refused` for two of one name, since
    nobody sees which of them is meant."""
    found: dict[str, int] = {}
    for number, inner in enumerate(_asked(name, sha256, "parcel_names")):
        if is_litter(inner) or alike_key(inner).rpartition("/")[2] == alike_key(workbook):
            continue
        if inner in found:
            text = _("%(name)s holds two files called %(file)s. Leave one of them.")
            raise Refused(text % {"name": name, "file": inner}, field="files")
        found[inner] = number
    return found


def too_many() -> Refused:
    text = _("The folder holds more than %(limit)d files.")
    return Refused(text % {"limit": MOST_FILES}, field="files")


def _asked(name: str, sha256: str, what: str, **options: int) -> Any:
    bounds = Bounds(work_seconds=20, clock_seconds=40, answer=settings.UPLOAD_MAX_BYTES + 1024)
    try:
        return limited_call(f"{_PARCEL}:{what}", store_read(sha256), bounds=bounds, **options)
    except Fault as fault:
        raise Refused(fault_words(fault, name) or failure_words(Failed(Why.ERROR), name)) from fault
    except Failed as failed:
        raise Refused(failure_words(failed, name)) from failed


def is_litter(name: str) -> bool:
    """Whether nobody put it there on purpose."""
    parts = PurePosixPath(name).parts
    last = parts[-1].casefold() if parts else ""
    return last in _LITTER or last.startswith(("~$", "._")) or "__MACOSX" in parts


def alike_key(name: str) -> str:
    """The form in which names of files are compared: no case, no full width, no blanks around, no
    signs that nobody sees."""
    seen = "".join(char for char in name if char.isprintable() or char.isspace())
    plain = unicodedata.normalize("NFKC", seen).replace("\\", "/").casefold()
    return "/".join(part.strip() for part in plain.split("/") if part.strip() not in ("", "."))
