"""A method from a JSON file: strict, and every refusal says where the fault stands."""

from __future__ import annotations

from django.utils.translation import gettext as _

from scoring.index.chain.chain import check_method, method_weights
from scoring.index.method.method import Method, method_from_json
from scoring.index.method.reading import Fault, JsonError, RepeatedKey, read_json
from scoring.index.refusals import MethodError
from scoring.index.tree.tree import Tree
from scoring.words.reasons import placed_words
from surveys.errors import Refused

MOST_BYTES = 512 * 1024


def method_read(content: bytes, tree: Tree) -> Method:
    """The method of a file; raises `Refused` with the path of the fault and the reason."""
    if len(content) > MOST_BYTES:
        raise _refused(_("The file is too large for a method: at most 512 KB."))
    try:
        method = method_from_json(read_json(content))
        check_method(method, tree)
        method_weights(method, tree)
    except JsonError as error:
        raise _refused(_unreadable(error)) from error
    except RepeatedKey as error:
        text = _("%(place)s: the key stands there twice") % {"place": error.path}
        raise _refused(text) from error
    except MethodError as error:
        raise _refused(placed_words(error)) from error
    return method


def _unreadable(error: JsonError) -> str:
    if error.fault == Fault.ENCODING:
        return _("The file is not UTF-8 text.")
    if error.fault == Fault.SYNTAX:
        place = {"line": error.line, "column": error.column}
        return _("Not JSON: line %(line)d, column %(column)d.") % place
    if error.fault == Fault.TEXT:
        return _("The file holds characters that cannot be stored.")
    return _("The file is not a method.")


def _refused(text: str) -> Refused:
    return Refused(text, field="file")
