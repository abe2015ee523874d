"""Rows that the database keeps once, made twice."""

from __future__ import annotations

from surveys.models import CodeProposal, ReviewPriority, RoundStatistics, Wording, WordingBand
from tests.builders import Cast, make_city, make_code, make_edition, make_file, make_question


def twice_the_priority() -> None:
    edition, city, question = make_edition(), make_city(), make_question()
    for _ in range(2):
        ReviewPriority.objects.create(
            edition=edition, city=city, question=question, inputs_version=1, other_value=0.0
        )


def twice_the_statistics() -> None:
    edition = make_edition()
    for stamp in "ab":
        RoundStatistics.objects.create(edition=edition, stamp=stamp, content={})


def propose(cast: Cast, times: int = 1, **fields: object) -> None:
    edition, city, question = make_edition(), make_city(), make_question()
    source = make_code(edition, city, question, cast.coder)
    evidence = source.citations.get().evidence
    facts = {"edition": edition, "city": city, "question": question, "coder": cast.coder}
    for _ in range(times):
        CodeProposal.objects.create(
            **facts, source=source, evidence=evidence, quotation="文", choice="yes", **fields
        )


def twice_the_band() -> None:
    row = Wording.objects.create(file=make_file(), is_open=True, shingles=b"")
    for _ in range(2):
        WordingBand.objects.create(wording=row, value=7)
