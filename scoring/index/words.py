"""The command line's words for every code, in English; pages have tables of their own."""

from collections.abc import Mapping

from scoring.index.codes import Detail, FindingCode, Reason

FINDINGS: Mapping[FindingCode, str] = {
    FindingCode.GROUP_WITHOUT_VALUES: (
        "%(indicators)d indicators have no value in this group of %(units)d units"
    ),
    FindingCode.UNITS_WITHOUT_GROUP: "%(units)d units without a group keep their missing cells",
    FindingCode.STILL_SKEWED: "out of range after every step and after the logarithm",
    FindingCode.CONSTANT_COLUMN: (
        "all present values are %(value)g after treatment: it contributes nothing"
    ),
    FindingCode.EMPTY_COLUMN: "no unit has a value: it contributes nothing",
    FindingCode.CONSTANT_NODE: "all units score the same, so it contributes nothing to its parent",
    FindingCode.UNRANKED_UNITS: "%(units)d units have no score and no rank",
    FindingCode.TIED_RANKS: (
        "%(units)d units share a rank with another, the smallest one of their places"
    ),
    FindingCode.EMPTY_NODE: "no unit has a score",
    FindingCode.OVERFLOW: "the value is too large in %(units)d rows (%(rows)s)",
    FindingCode.TOTAL_WITH_GAPS: (
        "the total of %(variable)s leaves out missing values in %(units)d rows (%(rows)s)"
    ),
    FindingCode.DIVISION_BY_ZERO: "division by zero in %(units)d rows (%(rows)s)",
}

REASONS: Mapping[Reason, str] = {
    Reason.OBJECT_EXPECTED: "an object is expected",
    Reason.RULE_EXPECTED: 'an object with a "rule" is expected',
    Reason.UNKNOWN_KEY: "unknown key; known: %(known)s",
    Reason.REPEATED_KEY: "the key stands there twice",
    Reason.WRONG_FORMAT: "%(value)s is not %(format)d",
    Reason.UNKNOWN_RULE: "unknown rule %(rule)s; choose from %(known)s",
    Reason.NO_SUCH_PARAMETER: "%(rule)s has no such parameter",
    Reason.PARAMETER_NEEDED: "%(rule)s needs this parameter",
    Reason.TOO_MANY_PARAMETERS: "%(rule)s takes %(parameters)d parameters: %(text)s",
    Reason.GIVEN_TWICE: "given twice",
    Reason.WRONG_TYPE: "%(value)s is not of the right type",
    Reason.NO_NAME: "%(value)s is not a name",
    Reason.NOT_FINITE: "%(value)s is not a finite number",
    Reason.NOT_WHOLE: "%(value)s is not a whole number",
    Reason.NOT_ABOVE: "%(value)s is not greater than %(low)g",
    Reason.NOT_BELOW: "%(value)s is not less than %(high)g",
    Reason.NOT_BETWEEN: "%(value)s is not between %(low)g and %(high)g",
    Reason.NO_SHARE: "%(value)s is not a share from 0 to 1",
    Reason.NO_DECIMALS: "%(value)s is not a whole number from 0 to 12",
    Reason.NONE_OF: "%(value)s is none of %(known)s",
    Reason.LOWER_NOT_BELOW_UPPER: "lower must be less than upper",
    Reason.NEGATIVE: "%(value)s is negative",
    Reason.NO_OVERRIDE: "%(text)s is not CODE:%(stages)s=RULE",
    Reason.NO_SUCH_CODE: "the tree has no such code",
    Reason.NO_GROUPING: "no grouping %(group)s was given; known: %(known)s",
    Reason.UNKNOWN_SCHEME: "unknown scheme %(scheme)s; known: %(known)s",
    Reason.PAIRS_NOT_SQUARE: "a square matrix is expected, not one of shape %(shape)s",
    Reason.PAIRS_ORDER: "the order must be from 1 to %(most)d",
    Reason.PAIRS_NOT_POSITIVE: "row %(row)d, column %(column)d: a positive number is expected",
    Reason.PAIRS_NOT_RECIPROCAL: (
        "row %(row)d, column %(column)d: %(value)g is not the reciprocal of %(mirror)g"
    ),
    Reason.PAIRS_INCONSISTENT: (
        "the consistency ratio %(ratio).3f is above %(limit)g: revise the judgements, or "
        "confirm them"
    ),
    Reason.NO_INDICATOR: "it has no indicator",
    Reason.NO_CODE: "a node has no code",
    Reason.CODE_REPEATED: "the code occurs %(count)d times",
    Reason.DIRECTION: "direction must be 1 or -1, not %(value)s",
    Reason.NO_PARENT: "its parent %(parent)s is not an aggregate",
    Reason.NOT_ONE_ROOT: "one root is needed, found: %(found)s",
    Reason.NO_CHILDREN: "the aggregate has no children",
    Reason.CYCLE: "cycle: %(path)s",
    Reason.NO_SUCH_NODE: "no such node to weigh",
    Reason.BAD_WEIGHT: "weight %(value)s is negative or not finite",
    Reason.WEIGHTS_ZERO: "the weights of its children are all zero",
    Reason.WEIGHTS_OVERFLOW: "the weights of its children overflow",
    Reason.WRONG_SHAPE: "a matrix with %(columns)d columns is expected, not one of shape %(shape)s",
    Reason.NO_UNIT: "there is no unit to score",
    Reason.TOO_LARGE: "%(value)s is infinite or larger than %(limit)g",
    Reason.OUT_OF_NUMBERS: "the value leaves the range of numbers with this method",
    Reason.UNDEFINED_MEAN: (
        "the %(rule)s mean of %(node)s is not defined for %(value)g; normalise to a range "
        "above 0, such as minmax:1:100"
    ),
    Reason.UNDEFINED_IN_DRAW: "the %(rule)s mean is not defined for %(value)g",
    Reason.CHANGES_DIFFER: "rows, columns and values of the changes differ in number",
    Reason.CHANGE_OUTSIDE: (
        "change %(change)d lies outside the matrix: row %(at_row)d, column %(at_column)d"
    ),
    Reason.CHANGE_TOO_LARGE: (
        "change %(change)d sets %(value)s, which is infinite or larger than %(limit)g"
    ),
    Reason.NOISE: "%(value)s is not from 0 to 1",
    Reason.NO_OPTION: "every choice needs at least one option",
    Reason.NEEDS_ABOVE_ZERO: (
        "the %(rule)s mean of %(node)s needs values above 0, which %(step)s of %(child)s does "
        "not give"
    ),
    Reason.NEEDS_FROM_ZERO: (
        "the %(rule)s mean of %(node)s needs values from 0, which %(step)s of %(child)s does "
        "not give"
    ),
    Reason.CODED_CELL_EMPTY: "a coded cell that may be wrong has no value",
    Reason.NOTHING_VARIES: "the design varies nothing",
    Reason.UNRANKED: "the unit in row %(unit)d has no score",
    Reason.NOT_ARITHMETIC: "rank flips need an arithmetic mean at the root",
    Reason.OUT_OF_TIME: "not determined: the search did not finish in time",
    Reason.LACKS_DOMAIN: (
        "not determined: a city lacks a whole domain, and no weights were found by search"
    ),
    Reason.DOES_NOT_HOLD: "not determined: the weights found do not hold when recomputed",
    Reason.SIGN: "character %(place)d: %(text)s is not allowed",
    Reason.VALUE_EXPECTED: "character %(place)d: a value is expected, not %(text)s",
    Reason.END_EXPECTED: "character %(place)d: the end is expected, not %(text)s",
    Reason.SIGN_EXPECTED: "character %(place)d: %(wanted)s is expected, not %(text)s",
    Reason.NO_FUNCTION: "character %(place)d: %(text)s is not a function",
    Reason.TOTAL_OF_NAME: "character %(place)d: total() takes one variable's name",
    Reason.NUMBER_TOO_LARGE: "character %(place)d: %(text)s is too large",
    Reason.TOO_DEEP: "character %(place)d: nested too deeply",
    Reason.TOO_LONG: "character %(place)d: more than %(most)d operations",
    Reason.UNKNOWN_VARIABLE: "%(formula)s: unknown variable %(names)s",
    Reason.UNITS_DIFFER: "%(formula)s: %(source)s cannot become %(target)s",
}


def finding_text(code: FindingCode, details: Mapping[str, Detail]) -> str:
    """The English sentence of a finding."""
    return FINDINGS[code] % details


def reason_text(code: Reason, details: Mapping[str, Detail]) -> str:
    """The English sentence of a refusal, without its place."""
    return REASONS[code] % details
