from __future__ import annotations

import pytest

from surveys.coding.codebook import Proof, Value, proof_check, rule_parse, score_value, value_check
from surveys.errors import Refused
from surveys.models import Question
from surveys.models.code import Choice
from tests.builders import answers_of

BINARY = Question(code="leading_group", kind=Question.Kind.BINARY, choices=answers_of())
GRADE = Question(code="reply_quality", kind=Question.Kind.ORDINAL, minimum=0, maximum=4)
COUNT = Question(code="mnr_cases", kind=Question.Kind.COUNT, minimum=0)
DERIVED = Question(
    code="consultation_answered", kind=Question.Kind.DERIVED, rule="reply_quality>=2"
)
LENIENT = Question(
    code="plan", kind=Question.Kind.BINARY, counts_as_one=f"{Choice.YES} {Choice.IN_PREPARATION}"
)


def test_a_rule_is_a_question_and_its_least_value() -> None:
    rule = rule_parse("reply_quality>=2")
    assert (rule.question, rule.least) == ("reply_quality", 2)


def refusal_of(question: Question, value: Value) -> Refused | None:
    try:
        value_check(question, value)
    except Refused as refusal:
        return refusal
    return None


@pytest.mark.parametrize(
    "text", ["", "reply_quality", "reply_quality>2", "a>=-1", "a >= 2", "a>=x"]
)
def test_anything_else_is_not_a_rule(text: str) -> None:
    with pytest.raises(ValueError, match="not a rule"):
        rule_parse(text)


@pytest.mark.parametrize(
    ("question", "value", "counts"),
    [
        (BINARY, Value(choice=Choice.YES), 1.0),
        (BINARY, Value(choice=Choice.NO), 0.0),
        (BINARY, Value(choice=Choice.IN_PREPARATION), 0.0),
        (LENIENT, Value(choice=Choice.IN_PREPARATION), 1.0),
        (BINARY, Value(choice=Choice.UNKNOWN), None),
        (BINARY, Value(), None),
        (GRADE, Value(number=3.0), 3.0),
        (GRADE, Value(number=0.0), 0.0),
        (COUNT, Value(choice=Choice.UNKNOWN), None),
    ],
)
def test_what_an_answer_counts_as(question: Question, value: Value, counts: float | None) -> None:
    assert score_value(question, value) == counts


@pytest.mark.parametrize(
    ("question", "value"),
    [
        (BINARY, Value()),
        (BINARY, Value(choice=Choice.UNKNOWN)),
        (GRADE, Value(number=0)),
        (GRADE, Value(number=4)),
        (GRADE, Value(choice=Choice.UNKNOWN)),
        (COUNT, Value(number=1000)),
    ],
)
def test_allowed_values_pass(question: Question, value: Value) -> None:
    assert refusal_of(question, value) is None


@pytest.mark.parametrize(
    ("question", "value", "field"),
    [
        (BINARY, Value(choice="perhaps"), "choice"),
        (BINARY, Value(number=1), "choice"),
        (BINARY, Value(choice=Choice.YES, number=1), "choice"),
        (GRADE, Value(number=5), "number"),
        (GRADE, Value(number=-1), "number"),
        (GRADE, Value(number=2.5), "number"),
        (GRADE, Value(choice=Choice.YES), "number"),
        (GRADE, Value(choice=Choice.UNKNOWN, number=2), "number"),
        (COUNT, Value(number=-1), "number"),
        (COUNT, Value(number=float("nan")), "number"),
        (COUNT, Value(number=float("inf")), "number"),
        (DERIVED, Value(), ""),
        (DERIVED, Value(choice=Choice.YES), ""),
    ],
)
def test_other_values_are_refused_with_their_field(
    question: Question, value: Value, field: str
) -> None:
    with pytest.raises(Refused) as caught:
        value_check(question, value)
    assert caught.value.field == field


CITED, SEARCHED, NOTHING = Proof(citations=1), Proof(searches=1), Proof()


@pytest.mark.parametrize(
    ("question", "value", "enough", "too_little"),
    [
        (BINARY, Value(choice=Choice.YES), [CITED], [SEARCHED, NOTHING]),
        (BINARY, Value(choice=Choice.IN_PREPARATION), [CITED], [SEARCHED, NOTHING]),
        (BINARY, Value(choice=Choice.NO), [CITED, SEARCHED], [NOTHING]),
        (BINARY, Value(choice=Choice.UNKNOWN), [CITED, SEARCHED, NOTHING], []),
        (COUNT, Value(number=2), [CITED], [SEARCHED, NOTHING]),
        (COUNT, Value(number=0), [CITED, SEARCHED], [NOTHING]),
        (BINARY, Value(), [], [CITED, SEARCHED, NOTHING]),
    ],
)
def test_the_proof_that_a_submitted_value_needs(
    question: Question, value: Value, enough: list[Proof], too_little: list[Proof]
) -> None:
    for proof in enough:
        proof_check(question, value, proof)
    for proof in too_little:
        with pytest.raises(Refused):
            proof_check(question, value, proof)


@pytest.mark.parametrize(
    ("question", "value", "said"),
    [(BINARY, Value(choice=Choice.NO), "“否”"), (COUNT, Value(number=0), "答 0 ")],
)
def test_what_a_negative_answer_lacks_is_said_of_what_it_is(
    question: Question, value: Value, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        proof_check(question, value, NOTHING)
