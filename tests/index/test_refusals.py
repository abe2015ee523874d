"""Refusals carry a code with its details and the place; English says both."""

from scoring.index.codes import Reason
from scoring.index.refusals import (
    DataError,
    FormulaError,
    MethodError,
    NotDetermined,
    Refusal,
    StudyError,
    TreeError,
)


def test_place_stands_in_the_message_and_beside_it() -> None:
    error = DataError(Reason.TOO_LARGE, row=3, column=1, place="b", value="inf", limit=1e100)
    assert str(error) == "row 3, column b: inf is infinite or larger than 1e+100"
    assert (error.row, error.column, error.place) == (3, 1, "b")
    assert error.reason == "inf is infinite or larger than 1e+100"
    assert (error.code, error.details) == (Reason.TOO_LARGE, {"value": "inf", "limit": 1e100})


def test_reason_alone_where_no_cell_is_at_fault() -> None:
    assert str(DataError(Reason.NO_UNIT)) == "there is no unit to score"


def test_each_kind_says_its_place() -> None:
    errors: dict[Refusal, str] = {
        MethodError("treat.k", Reason.NOT_ABOVE, value="-1", low=0.0): (
            "treat.k: -1 is not greater than 0"
        ),
        TreeError("A", Reason.NO_CHILDREN): "A: the aggregate has no children",
        FormulaError(Reason.TOO_DEEP, place=7): "character 7: nested too deeply",
        StudyError(Reason.UNRANKED, unit=12): "the unit in row 12 has no score",
        NotDetermined(Reason.OUT_OF_TIME): ("not determined: the search did not finish in time"),
    }
    assert {str(error): text for error, text in errors.items()} == {
        text: text for text in errors.values()
    }
