"""A table at the door: taken by its content, where programs give it another name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from django.conf import settings

from surveys.errors import Refused
from surveys.files.document import OLE, Document, document_check, safe_name
from surveys.files.readers.kinds import ARCHIVE, COMPOUND, extension_of
from surveys.limited.call import Failed, limited_call
from surveys.limited.fault import Fault
from surveys.sheets.unreadable import table_words

# Names under which tables of every kind are sent.
_TABLES = frozenset({"xls", "xlsx", "et", "csv", "tsv", "txt", "html", "htm", "xml", "ods", "xlsb"})
EXTENSIONS = tuple(sorted(_TABLES - {"xml", "ods", "xlsb"}))
_HEAD = 4096
_PAGES = (b"<html", b"<table", b"<!doctype html", b"<meta", b"<head", b"<body")
# What an archive says of itself first, at a place of its own.
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_SPREADSHEET_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_OPENS = "surveys.sheets.readers.table:opens"


def table_check(*, name: str, content: bytes) -> Document:
    """The upload under its own name; `Refused` as `document_check` refuses.

    A web page or a text named .xls, and a workbook under the extension of another kind of
    workbook, are what their content says. A workbook behind the password that every program
    knows is no secret.
    """
    name = safe_name(name)
    extension = extension_of(name)
    fault = _other_kind(content, extension)
    if fault:
        raise Refused(table_words(Fault(fault), name), field="files")
    if content.startswith(COMPOUND) and extension in _TABLES and _is_opened(content, name):
        return Document(name=name, content=content, media_type=OLE.media_type)
    kind = _extension_by_content(content) if extension in _TABLES else extension
    if kind != extension:
        try:
            fitting = f"{PurePath(name).stem}.{kind}"
            return replace(document_check(name=fitting, content=content), name=name)
        except Refused:
            pass  # under its own name the words name the file as its sender knows it
    return document_check(name=name, content=content)


def _is_opened(content: bytes, name: str) -> bool:
    if len(content) > settings.UPLOAD_MAX_BYTES:
        return False  # refused for its size by the ordinary check
    try:
        return bool(limited_call(_OPENS, content))
    except Fault as fault:
        words = table_words(fault, name)
        if words:
            raise Refused(words, field="files") from fault
    except Failed:
        pass
    return False  # the ordinary check says what is wrong


def _extension_by_content(content: bytes) -> str:
    head = content[:_HEAD]
    if head.startswith(ARCHIVE):
        return "xlsx"
    if head.startswith(COMPOUND):
        return "xls"
    # Encodings of two bytes a letter, too, as far as ASCII goes.
    plain = head.replace(b"\0", b"").lower().lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return "html" if plain.startswith(b"<") and any(p in plain for p in _PAGES) else "csv"


def _other_kind(content: bytes, extension: str) -> str:
    """Kinds of tables that are not read, told by their first bytes."""
    head = content[:_HEAD]
    if head.startswith(ARCHIVE) and _OPEN_DOCUMENT in head[:120]:
        return "open_document"
    if head.startswith(ARCHIVE) and extension == "xlsb":
        return "binary_workbook"
    if _SPREADSHEET_2003 in head:
        return "xml_spreadsheet"
    if extension in _TABLES and head.lstrip().lower().startswith(b"mime-version:"):
        return "web_archive"
    return ""
