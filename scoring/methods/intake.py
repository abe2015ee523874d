"""A method from a JSON file: strict, and every refusal says where the fault stands."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from scoring.index.chain.chain import check_method, method_weights
from scoring.index.method.method import Method, MethodError, method_from_json
from scoring.index.tree.tree import Tree
from scoring.words.method import reason_words
from surveys.errors import Refused

MOST_BYTES = 512 * 1024


def method_read(content: bytes, tree: Tree) -> Method:
    """The method of a file; raises `Refused` with the path of the fault and the reason."""
    if len(content) > MOST_BYTES:
        raise _refused(_("The file is too large for a method: at most 512 KB."))
    try:
        data = json.loads(
            content.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_once
        )
        method = method_from_json(data)
        check_method(method, tree)
        method_weights(method, tree)
    except UnicodeDecodeError as error:
        raise _refused(_("The file is not UTF-8 text.")) from error
    except json.JSONDecodeError as error:
        text = _("Not JSON: line %(line)d, column %(column)d.")
        raise _refused(text % {"line": error.lineno, "column": error.colno}) from error
    except MethodError as error:
        raise _refused(f"{error.path}: {reason_words(error.reason)}") from error
    except (RecursionError, ValueError, OverflowError) as error:
        raise _refused(_("The file is not a method.")) from error
    return method


def _refused(text: str) -> Refused:
    return Refused(text, field="file")


def _no_constant(word: str) -> Any:
    raise MethodError("JSON", f"{word} is not a finite number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """JSON would silently keep the last of two equal keys."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise MethodError(key, _("the key stands there twice"))
        found[key] = value
    return found
