"""What the chain noticed: the run goes on, and the finding is kept with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scoring.index.codes import Detail, FindingCode
from scoring.index.words import finding_text


class Severity(StrEnum):
    """How much a finding should worry the analyst; the run goes on in every case."""

    INFO = "info"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True)
class Finding:
    """A coded observation about one subject (indicator, node or unit), never an exception.

    ``details`` are the numbers and names that its words mention, ``rows`` the units
    concerned, by position, where it is about some of them.
    """

    code: FindingCode
    severity: Severity
    subject: str
    details: Mapping[str, Detail] = field(default_factory=dict)
    rows: tuple[int, ...] = ()

    @property
    def detail(self) -> str:
        """The English sentence with its numbers."""
        return finding_text(self.code, self.details)


def six_digits(value: float) -> float:
    """A number as its words show it: machines differ in the last bits of a sum."""
    return float(f"{value:g}")
