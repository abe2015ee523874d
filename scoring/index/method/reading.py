"""JSON from files that people wrote: strict, and one short reason for every fault."""

import json
import re
from enum import StrEnum
from typing import Any

from scoring.index.codes import Reason
from scoring.index.refusals import MethodError

# Written by escapes, they pass the JSON grammar and can be neither stored nor sent on; `dumps`
# leaves U+0000 escaped, behind an even number of backslashes.
_NO_TEXT = re.compile(r"[\ud800-\udfff]|(?<!\\)(?:\\\\)*\\u0000")


class Fault(StrEnum):
    """What is wrong with a file before anything in it is looked at."""

    ENCODING = "encoding"
    SYNTAX = "syntax"
    SIZE = "size"
    TEXT = "text"


class JsonError(ValueError):
    """A file that is no JSON; ``line`` and ``column`` count from 1 where the fault has a place."""

    def __init__(self, fault: Fault, reason: str, *, line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.fault = fault
        self.line = line
        self.column = column


class RepeatedKey(MethodError):
    """An object that says the same key twice; JSON would silently keep the last one."""

    def __init__(self, key: str) -> None:
        super().__init__(key, Reason.REPEATED_KEY)


def read_json(content: bytes) -> object:
    """The data of a UTF-8 file, with or without a byte order mark.

    Raises JsonError (not UTF-8, not JSON, nested too deeply, a number of thousands of
    digits, text that is none), RepeatedKey, and MethodError for NaN and Infinity, which JSON
    does not know.
    """
    try:
        data = json.loads(
            content.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_once
        )
        _check_text(data)
    except UnicodeDecodeError as error:
        raise JsonError(Fault.ENCODING, f"is not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise JsonError(
            Fault.SYNTAX, f"is not JSON: {place}", line=error.lineno, column=error.colno
        ) from error
    except RecursionError as error:
        raise JsonError(Fault.SIZE, "is nested too deeply") from error
    except (MethodError, JsonError):
        raise
    except ValueError as error:
        raise JsonError(Fault.SIZE, "holds a number of too many digits") from error
    return data


def _no_constant(word: str) -> Any:
    raise MethodError("JSON", Reason.NOT_FINITE, value=word)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        _check_text(key)  # before a refusal repeats it
        if key in found:
            raise RepeatedKey(key)
        found[key] = value
    return found


def _check_text(data: object) -> None:
    if _NO_TEXT.search(json.dumps(data, ensure_ascii=False)):
        raise JsonError(Fault.TEXT, "holds U+0000 or half of a surrogate pair")
