"""The letters of `2023-demo`: one per organ, channel and wave, dates by the law's clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

import pytest

from ecoasset.demo.fixture import DemoEdition, DemoRequest
from ecoasset.demo.making.reference import FIXTURES, read_rows
from ecoasset.demo.making.workdays import workday_after

EFFECTIVE = 2


def due_day(letter: DemoRequest) -> date:
    """20 working days from receipt or the correction, and the extension announced."""
    start = letter.corrected_on or letter.received_on
    assert start is not None
    return workday_after(start, 20 + (letter.extension_days or 0))


def disclosures(edition: DemoEdition) -> list[DemoRequest]:
    return [r for r in edition.requests if r.channel == "disclosure" and r.replied_on]


@pytest.mark.parametrize(
    ("receipt", "days", "due"),
    [
        (date(2023, 9, 20), 7, date(2023, 10, 7)),
        (date(2023, 9, 20), 20, date(2023, 10, 24)),
        (date(2023, 9, 20), 40, date(2023, 11, 21)),
        (date(2024, 2, 2), 20, date(2024, 3, 6)),
        (date(2024, 9, 9), 15, date(2024, 9, 30)),
    ],
)
def test_working_days_follow_the_official_calendar(receipt: date, days: int, due: date) -> None:
    assert workday_after(receipt, days) == due


def test_at_most_one_letter_per_wave_organ_and_channel(demo_2023: DemoEdition) -> None:
    keys = Counter((r.adcode, r.wave, r.organ_kind, r.channel) for r in demo_2023.requests)
    assert max(keys.values()) == 1
    assert len({r.key for r in demo_2023.requests}) == len(demo_2023.requests)


def test_dates_of_a_letter_never_run_backwards(
    demo_2023: DemoEdition, demo_2024: DemoEdition
) -> None:
    for edition in (demo_2023, demo_2024):
        for r in edition.requests:
            steps = (r.sent_on, r.received_on, r.correction_on, r.corrected_on, r.extended_on)
            days = [day for day in (*steps, r.replied_on) if day]
            assert days == sorted(days), r.key
            assert all(edition.opened_on <= day <= edition.as_of for day in days), r.key


def test_corrections_and_extensions_keep_their_limits(demo_2023: DemoEdition) -> None:
    corrected = [r for r in disclosures(demo_2023) if r.correction_on]
    extended = [r for r in disclosures(demo_2023) if r.extended_on]
    assert len(corrected) > 20
    assert len(extended) > 20
    for r in corrected:
        assert r.received_on
        assert r.correction_on
        assert r.correction_on <= workday_after(r.received_on, 7)
    for r in extended:
        start = r.corrected_on or r.received_on
        assert start
        assert r.extended_on
        assert r.extended_on <= workday_after(start, 20)
        assert r.extension_days
        assert 0 < r.extension_days <= 20


def test_a_few_replies_are_late_and_most_are_not(demo_2023: DemoEdition) -> None:
    answered = disclosures(demo_2023)
    late = [r for r in answered if r.replied_on and r.replied_on > due_day(r)]
    assert 0 < len(late) < 0.08 * len(answered)


def test_265_cities_have_an_effective_reply_by_the_cut_off(demo_2023: DemoEdition) -> None:
    effective = {
        r.adcode
        for r in demo_2023.requests
        if r.replied_on
        and demo_2023.cut_off
        and r.replied_on <= demo_2023.cut_off
        and (r.substance or 0) >= EFFECTIVE
    }
    assert len(effective) == 265


def test_best_substance_of_a_city_is_its_reply_quality(demo_2023: DemoEdition) -> None:
    best: dict[str, int] = defaultdict(int)
    for r in demo_2023.requests:
        best[r.adcode] = max(best[r.adcode], r.substance or 0)
    graded = {a.adcode: int(a.value) for a in demo_2023.answers if a.question == "reply_quality"}
    assert graded == best


def test_outcomes_are_leaves_of_their_channel_and_fit_the_substance(
    demo_2023: DemoEdition,
) -> None:
    leaves = {row["code"]: row for row in read_rows(FIXTURES / "reference" / "outcomes.csv")}
    for r in demo_2023.requests:
        assert leaves[r.outcome]["channel"] == r.channel
        assert (leaves[r.outcome]["effective"] == "yes") == ((r.substance or 0) >= EFFECTIVE)


def test_cities_without_an_effective_reply_are_silent_refused_or_put_off(
    demo_2023: DemoEdition,
) -> None:
    graded = {a.adcode: int(a.value) for a in demo_2023.answers if a.question == "reply_quality"}
    outcomes = Counter(r.outcome for r in demo_2023.requests if graded[r.adcode] < EFFECTIVE)
    for outcome in ("silent", "consult_silent", "refused_intake", "consult_deferred"):
        assert outcomes[outcome] > 0, outcome
