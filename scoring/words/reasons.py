"""Why something was refused, in the reader's language and with the place that is at fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from scoring.index.codes import Detail, Reason
from scoring.index.refusals import MethodError, Refusal
from scoring.kept_reason import AT_CITY, AT_CODE, AT_PATH, TEXT
from scoring.words.details import shown_details
from surveys.models import City

REASON_WORDS: dict[Reason, Any] = {
    Reason.OBJECT_EXPECTED: _("an object is expected"),
    Reason.RULE_EXPECTED: _("an object with a “rule” is expected"),
    Reason.UNKNOWN_KEY: _("unknown key; known are: %(known)s"),
    Reason.REPEATED_KEY: _("the key stands there twice"),
    Reason.WRONG_FORMAT: _("the format %(value)s is not %(format)s"),
    Reason.UNKNOWN_RULE: _("unknown rule %(rule)s; known: %(known)s"),
    Reason.NO_SUCH_PARAMETER: _("the rule %(rule)s has no such parameter"),
    Reason.PARAMETER_NEEDED: _("this number is needed"),
    Reason.TOO_MANY_PARAMETERS: _("the rule %(rule)s takes %(parameters)s parameters: %(text)s"),
    Reason.GIVEN_TWICE: _("given twice"),
    Reason.WRONG_TYPE: _("%(value)s is not of the right type"),
    Reason.NO_NAME: _("%(value)s is not a name"),
    Reason.NOT_FINITE: _("%(value)s is not a finite number"),
    Reason.NOT_WHOLE: _("%(value)s is not a whole number"),
    Reason.NOT_ABOVE: _("%(value)s is not greater than %(low)s"),
    Reason.NOT_BELOW: _("%(value)s is not less than %(high)s"),
    Reason.NOT_BETWEEN: _("%(value)s does not lie between %(low)s and %(high)s"),
    Reason.NO_SHARE: _("%(value)s is not a share from 0 to 1"),
    Reason.NO_DECIMALS: _("%(value)s is not a whole number from 0 to 12"),
    Reason.NONE_OF: _("%(value)s is none of %(known)s"),
    Reason.LOWER_NOT_BELOW_UPPER: _("“from” must be less than “to”"),
    Reason.NEGATIVE: _("the weight %(value)s is negative"),
    Reason.NO_OVERRIDE: _("%(text)s is not CODE:%(stages)s=RULE"),
    Reason.NO_SUCH_CODE: _("the tree has no such code"),
    Reason.NO_GROUPING: _("there is no grouping %(group)s; known: %(known)s"),
    Reason.UNKNOWN_SCHEME: _("unknown scheme %(scheme)s; known: %(known)s"),
    Reason.PAIRS_NOT_SQUARE: _("a square matrix is expected, not one of shape %(shape)s"),
    Reason.PAIRS_ORDER: _("the order must be from 1 to %(most)s"),
    Reason.PAIRS_NOT_POSITIVE: _("row %(row)s, column %(column)s: a positive number is expected"),
    Reason.PAIRS_NOT_RECIPROCAL: _(
        "row %(row)s, column %(column)s: %(value)s is not the reciprocal of %(mirror)s"
    ),
    Reason.PAIRS_INCONSISTENT: _(
        "the consistency ratio %(ratio)s is above %(limit)s: revise the judgements, or confirm them"
    ),
    Reason.NO_INDICATOR: _("the tree has no indicator"),
    Reason.NO_CODE: _("a node has no code"),
    Reason.CODE_REPEATED: _("the code occurs %(count)s times"),
    Reason.DIRECTION: _("the direction must be 1 or -1, not %(value)s"),
    Reason.NO_PARENT: _("its parent %(parent)s is not an aggregate"),
    Reason.NOT_ONE_ROOT: _("one root is needed, found: %(found)s"),
    Reason.NO_CHILDREN: _("the aggregate has no children"),
    Reason.CYCLE: _("cycle: %(path)s"),
    Reason.NO_SUCH_NODE: _("the tree has no such code"),
    Reason.BAD_WEIGHT: _("the weight %(value)s is negative or not finite"),
    Reason.WEIGHTS_ZERO: _("the weights of its children are all zero"),
    Reason.WEIGHTS_OVERFLOW: _("the weights of its children are too large to add up"),
    Reason.WRONG_SHAPE: _(
        "a matrix with %(columns)s columns is expected, not one of shape %(shape)s"
    ),
    Reason.NO_UNIT: _("there is no city to score"),
    Reason.TOO_LARGE: _("%(value)s is infinite or larger than %(limit)s"),
    Reason.OUT_OF_NUMBERS: _("with this method the value becomes too large for a number"),
    Reason.UNDEFINED_MEAN: _(
        "the mean of %(node)s (%(rule)s) is not defined for %(value)s; normalise to a "
        "range above 0, such as 1 to 100"
    ),
    Reason.UNDEFINED_IN_DRAW: _("the mean (%(rule)s) is not defined for %(value)s"),
    Reason.CHANGES_DIFFER: _("rows, columns and values of the changes differ in number"),
    Reason.CHANGE_OUTSIDE: _(
        "change %(change)s lies outside the matrix: row %(at_row)s, column %(at_column)s"
    ),
    Reason.CHANGE_TOO_LARGE: _(
        "change %(change)s sets %(value)s, which is infinite or larger than %(limit)s"
    ),
    Reason.NOISE: _("the weight noise %(value)s is not from 0 to 1"),
    Reason.NO_OPTION: _("every choice needs at least one option"),
    Reason.NEEDS_ABOVE_ZERO: _(
        "the mean of %(node)s (%(rule)s) needs values above 0, which %(step)s of "
        "%(child)s does not give"
    ),
    Reason.NEEDS_FROM_ZERO: _(
        "the mean of %(node)s (%(rule)s) needs values from 0, which %(step)s of "
        "%(child)s does not give"
    ),
    Reason.CODED_CELL_EMPTY: _("a coded cell that may be wrong has no value"),
    Reason.NOTHING_VARIES: _("Nothing varies: let at least one choice vary."),
    Reason.UNRANKED: _("The chosen city has no score in this run."),
    Reason.NOT_ARITHMETIC: _("Rank flips need an arithmetic mean at the root."),
    Reason.OUT_OF_TIME: _("Not determined: out of time."),
    Reason.LACKS_DOMAIN: _(
        "Not determined: a city lacks a whole domain, and a search found no weights."
    ),
    Reason.DOES_NOT_HOLD: _("Not determined: the weights found do not hold when computed again."),
    Reason.SIGN: _("character %(place)s: %(text)s is not allowed"),
    Reason.VALUE_EXPECTED: _("character %(place)s: a value is expected, not %(text)s"),
    Reason.END_EXPECTED: _("character %(place)s: the end is expected, not %(text)s"),
    Reason.SIGN_EXPECTED: _("character %(place)s: %(wanted)s is expected, not %(text)s"),
    Reason.NO_FUNCTION: _("character %(place)s: %(text)s is not a function"),
    Reason.TOTAL_OF_NAME: _("character %(place)s: total() takes the name of one variable"),
    Reason.NUMBER_TOO_LARGE: _("character %(place)s: %(text)s is too large"),
    Reason.TOO_DEEP: _("character %(place)s: nested too deeply"),
    Reason.TOO_LONG: _("character %(place)s: more than %(most)s operations"),
    Reason.UNKNOWN_VARIABLE: _("%(formula)s: unknown variable %(names)s"),
    Reason.UNITS_DIFFER: _("%(formula)s: %(source)s cannot become %(target)s"),
}

UNREADABLE = _("The stored numbers of this run cannot be read. Tell an administrator.")


def reason_words(error: Refusal) -> str:
    """The sentence alone, for a place that the caller knows better names for."""
    return _sentence(error.code, error.details)


def placed_words(error: Refusal) -> str:
    """The sentence; of a method with the place in its JSON form before it."""
    if isinstance(error, MethodError):
        return gettext("%(place)s: %(reason)s") % {
            "place": error.path,
            "reason": reason_words(error),
        }
    return reason_words(error)


def error_words(error: ValueError) -> str:
    """What stopped a study or a run; a fault without a code stands as it is."""
    return placed_words(error) if isinstance(error, Refusal) else str(error)


def kept_words(code: str, details: Mapping[str, Detail]) -> str:
    """A stored refusal; one from before codes were kept stands as it was written."""
    if code not in REASON_WORDS:
        return str(details.get(TEXT, code))
    reason = _sentence(Reason(code), details)
    place = _place(details)
    if not place:
        return reason
    return gettext("%(place)s: %(reason)s") % {"place": place, "reason": reason}


def _sentence(code: Reason, details: Mapping[str, Detail]) -> str:
    return str(REASON_WORDS[code]) % shown_details(details)


def _place(details: Mapping[str, Detail]) -> str:
    if AT_PATH in details:
        return str(details[AT_PATH])
    adcode = str(details.get(AT_CITY, ""))
    city = City.objects.filter(adcode=adcode).first() if adcode else None
    parts = (city.name if city else adcode, str(details.get(AT_CODE, "")))
    return gettext(", ").join(part for part in parts if part)
