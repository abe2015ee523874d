"""Workbooks that Excel locks with a password it knows itself, so that nobody sees a question."""

from __future__ import annotations

import io
import struct

import msoffcrypto
import olefile
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from surveys.files.readers.kinds import COMPOUND
from surveys.limited.fault import Fault

_BUILT_IN = "VelvetSweatshop"
_DAMAGED = (
    *(OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error),
    *(FileFormatError, ParseError, NotImplementedError, EOFError),
)
_RECORDS = 64
_FILEPASS = 0x002F


def is_protected(content: bytes) -> bool:
    """True where an Office file is encrypted, whatever with."""
    if not content.startswith(COMPOUND):
        return False
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            if ole.exists("EncryptedPackage"):
                return True
            for name in ("Workbook", "Book"):
                if ole.exists(name):
                    return _has_password(ole.openstream(name).read(64 * 1024))
    except _DAMAGED as error:
        raise Fault("damaged") from error
    return False


def unprotected(content: bytes) -> bytes:
    """The file behind the built-in password; `Fault` where it has one of its own."""
    out = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        office.load_key(password=_BUILT_IN)
        office.decrypt(out)
    except (InvalidKeyError, DecryptionError) as error:
        raise Fault("password") from error
    except _DAMAGED as error:
        raise Fault("damaged") from error
    return out.getvalue()


def _has_password(stream: bytes) -> bool:
    """Among the first records of a workbook, before anything that is encrypted."""
    position = 0
    for _record in range(_RECORDS):
        if position + 4 > len(stream):
            break
        number, length = struct.unpack_from("<HH", stream, position)
        if number == _FILEPASS:
            return True
        position += 4 + length
    return False
