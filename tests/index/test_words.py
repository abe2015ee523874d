"""Every code has an English sentence, and no sentence stands without a code."""

from scoring.index.codes import FindingCode, Reason
from scoring.index.words import FINDINGS, REASONS, finding_text, reason_text


def test_every_code_has_its_sentence() -> None:
    assert set(FINDINGS) == set(FindingCode)
    assert set(REASONS) == set(Reason)
    sentences = [*FINDINGS.values(), *REASONS.values()]
    assert len(set(sentences)) == len(sentences)


def test_numbers_stand_where_the_sentence_says() -> None:
    assert finding_text(FindingCode.CONSTANT_COLUMN, {"value": 3.0}) == (
        "all present values are 3 after treatment: it contributes nothing"
    )
    assert reason_text(Reason.NO_GROUPING, {"group": "'x'", "known": "none"}) == (
        "no grouping 'x' was given; known: none"
    )
