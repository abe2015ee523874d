"""What the chain noticed and what it refuses: findings are kept, errors stop the run."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding should worry the analyst; the run goes on in every case."""

    INFO = "info"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    """A named observation about one subject (indicator, node or unit), never an exception.

    ``code`` is stable and can be translated; ``detail`` is plain English with the numbers;
    ``rows`` are the units concerned, by position, where it is about some of them.
    """

    code: str
    severity: Severity
    subject: str
    detail: str
    rows: tuple[int, ...] = ()


class DataError(ValueError):
    """Raw data that no method can score; ``row`` and ``column`` are zero-based positions.

    ``reason`` is the message without the place, for a caller who knows better names.
    """

    def __init__(
        self, reason: str, *, row: int | None = None, column: int | None = None, code: str = ""
    ) -> None:
        super().__init__(reason if row is None else f"row {row}, column {code}: {reason}")
        self.reason = reason
        self.row = row
        self.column = column
