"""Refused data carry their place and, apart from it, the reason."""

from scoring.index.findings import DataError, Severity


def test_place_stands_in_the_message_and_beside_it() -> None:
    error = DataError("too large", row=3, column=1, code="b")
    assert str(error) == "row 3, column b: too large"
    assert (error.row, error.column, error.reason) == (3, 1, "too large")


def test_reason_alone_where_no_cell_is_at_fault() -> None:
    assert str(DataError("there is no unit")) == "there is no unit"


def test_severities_are_stable_words() -> None:
    assert [severity.value for severity in Severity] == ["info", "warning", "failure"]
