"""Errors that stop a computation: a code with its details, and where the fault stands.

``reason`` is the English sentence without the place, for a caller who knows better names.
"""

from collections.abc import Mapping

from scoring.index.codes import Detail, Reason
from scoring.index.words import reason_text


class Refusal(ValueError):
    """What cannot be computed, and why; ``str`` says it in English with its place."""

    def __init__(self, code: Reason, details: Mapping[str, Detail], place: str = "") -> None:
        self.code = code
        self.details = dict(details)
        super().__init__(f"{place}: {self.reason}" if place else self.reason)

    @property
    def reason(self) -> str:
        """The English sentence."""
        return reason_text(self.code, self.details)


class MethodError(Refusal):
    """A method that cannot be used; ``path`` says where in its JSON form the fault stands."""

    def __init__(self, path: str, code: Reason, /, **details: Detail) -> None:
        super().__init__(code, details, path)
        self.path = path


class DataError(Refusal):
    """Raw data that no method can score; ``row`` and ``column`` are zero-based positions.

    ``place`` is the code of the column or node.
    """

    def __init__(
        self,
        code: Reason,
        /,
        *,
        row: int | None = None,
        column: int | None = None,
        place: str = "",
        **details: Detail,
    ) -> None:
        super().__init__(code, details, "" if row is None else f"row {row}, column {place}")
        self.row = row
        self.column = column
        self.place = place


class TreeError(Refusal):
    """A set of nodes that is no weighted tree.

    ``place`` is the code of the node at fault, ``field`` which of its attributes is wrong.
    """

    def __init__(
        self, place: str, code: Reason, /, *, field: str = "code", **details: Detail
    ) -> None:
        super().__init__(code, details, place)
        self.place = place
        self.field = field


class FormulaError(Refusal):
    """A formula that cannot be read or whose units do not fit; its place is a detail."""

    def __init__(self, code: Reason, /, **details: Detail) -> None:
        super().__init__(code, details)


class StudyError(Refusal):
    """A study that has no answer for what was asked."""

    def __init__(self, code: Reason, /, **details: Detail) -> None:
        super().__init__(code, details)


class NotDetermined(StudyError):
    """No answer: neither weights that hold when recomputed, nor proof that there are none."""
