"""A refusal as it is stored: its code, its details and where the fault stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.index.codes import Detail
from scoring.index.refusals import DataError, MethodError, Refusal

# A sentence from before codes were kept, and one of a fault that has none.
LEGACY, UNEXPECTED = "legacy", "unexpected"
TEXT = "text"
# The code that a finding had beside a sentence that is kept as text.
LEGACY_CODE = "code"
AT_PATH, AT_CITY, AT_CODE = "at_path", "at_city", "at_code"


@dataclass(frozen=True)
class KeptReason:
    code: str
    details: dict[str, Detail]


def kept_reason(
    error: ValueError, *, adcodes: Sequence[str] = (), codes: Sequence[str] = ()
) -> KeptReason:
    """What to store; `adcodes` and `codes` name the rows and columns that an error counts."""
    if not isinstance(error, Refusal):
        return KeptReason(UNEXPECTED, {TEXT: " ".join(str(error).split())})
    details = dict(error.details)
    if isinstance(error, MethodError):
        details[AT_PATH] = error.path
    if isinstance(error, DataError) and error.row is not None and adcodes:
        details[AT_CITY] = adcodes[error.row]
        details[AT_CODE] = error.place or _code(error, codes)
    return KeptReason(str(error.code), details)


def _code(error: DataError, codes: Sequence[str]) -> str:
    return codes[error.column] if error.column is not None and codes else ""
