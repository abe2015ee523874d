"""Mails as Outlook keeps them ([MS-OXMSG]): head, text and attachments, never more than once."""

from __future__ import annotations

import io
from typing import Any

import olefile

from surveys.files.readers.html import html_words
from surveys.files.readers.mime import ATTACHMENT, MESSAGE, MOST_PARTS
from surveys.files.readers.page import web_words
from surveys.files.readers.plain import words_in
from surveys.files.readers.words import MOST_CHARACTERS
from surveys.limited.fault import Fault

_SUBJECT, _SENDER, _ADDRESS = "0037", "0C1A", "5D01"
_TEXT, _PAGE = "1000", "1013"
_NAMES = ("3707", "3704", "3001")
_DATA = "3701"
_ATTACHED = "__attach_version1.0_"
_FIELD = "__substg1.0_"
_WIDE, _NARROW, _BYTES, _STORAGE = "001F", "001E", "0102", "000D"


def outlook_words(content: bytes) -> str:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        sender = " ".join(dict.fromkeys(filter(None, (_text(ole, _SENDER), _text(ole, _ADDRESS)))))
        lines = [("From", sender), ("Subject", _text(ole, _SUBJECT))]
        lines += [("Attachment", part["name"]) for part in _parts(ole)]
        body = _text(ole, _TEXT)
        if not body.strip():
            body = web_words(_bytes(ole, _PAGE)) or html_words(_text(ole, _PAGE))
    head = "\n".join(f"{name}: {value}" for name, value in lines if value)
    return f"{head}\n\n{body}"[:MOST_CHARACTERS]


def outlook_parts(content: bytes) -> list[dict[str, str]]:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        return _parts(ole)


def outlook_part(content: bytes, number: int) -> bytes:
    with olefile.OleFileIO(io.BytesIO(content)) as ole:
        folders = _folders(ole)
        if not 0 <= number < len(folders):
            raise Fault("no_such_part")
        found = _bytes(ole, _DATA, folders[number])
        if not found:
            raise Fault("no_such_part")
        return found


def _parts(ole: Any) -> list[dict[str, str]]:
    found = []
    for number, folder in enumerate(_folders(ole), start=1):
        inside = ole.exists(f"{folder}/{_FIELD}{_DATA}{_STORAGE}")
        name = next((text for field in _NAMES if (text := _text(ole, field, folder))), str(number))
        found.append({"name": name[:200], "kind": MESSAGE if inside else ATTACHMENT})
    return found


def _folders(ole: Any) -> list[str]:
    """Of this mail alone, not of mails inside it."""
    names = {path[0] for path in ole.listdir(storages=True) if path[0].startswith(_ATTACHED)}
    return sorted(names)[:MOST_PARTS]


def _text(ole: Any, field: str, folder: str = "") -> str:
    for kind, charset in ((_WIDE, "utf-16-le"), (_NARROW, "")):
        content = _stream(ole, f"{_FIELD}{field}{kind}", folder)
        if content:
            return words_in(content, charset).rstrip("\0").replace("\r\n", "\n")
    return ""


def _bytes(ole: Any, field: str, folder: str = "") -> bytes:
    return _stream(ole, f"{_FIELD}{field}{_BYTES}", folder)


def _stream(ole: Any, name: str, folder: str) -> bytes:
    path = f"{folder}/{name}" if folder else name
    return bytes(ole.openstream(path).read()) if ole.exists(path) else b""
