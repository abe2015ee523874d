"""Workbooks saved as “Strict Open XML”: the same parts under other names of their words."""

from __future__ import annotations

import io
import zipfile

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMES = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": (
        b"http://schemas.openxmlformats.org/drawingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/"
    ),
}


def transitional(content: bytes) -> bytes:
    """The workbook under the names that readers know; as it is where it has them already.

    What it unpacks to was counted before.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        if _STRICT not in source.read("xl/workbook.xml"):
            return content
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target:
            for entry in source.infolist():
                part = source.read(entry)
                for strict, name in _NAMES.items():
                    part = part.replace(strict, name)
                target.writestr(entry.filename, part)
        return stream.getvalue()
