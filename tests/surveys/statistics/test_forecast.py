import numpy as np

from surveys.statistics.measures.forecast import Forecast, Wait, forecast
from tests.surveys.statistics.synthetic import synthetic_round

ROUNDS = range(7000, 7200)


def wait(city: str = "a", **fields: object) -> Wait:
    facts = {"province": "湖北省", "wave": 1, "seen": 20.0, "answered": False, "until": 60.0}
    return Wait(city, **{**facts, **fields})  # type: ignore[arg-type]


def test_the_interval_holds_the_truth_and_is_hardly_wider_than_it_must_be() -> None:
    """Two hundred rounds whose rates differ by province and drift by wave: 90 % should hold."""
    held, own_held, widths, own_widths = [], [], [], []
    for seed in ROUNDS:
        drawn = synthetic_round(seed)
        found = forecast(drawn.waits, drawn.replied)
        held.append(found.low <= drawn.truth <= found.high)
        own_held.append(drawn.low <= drawn.truth <= drawn.high)
        widths.append(found.high - found.low)
        own_widths.append(drawn.high - drawn.low)
    assert np.mean(own_held) >= 0.85  # the rounds are what their model says
    assert np.mean(held) >= 0.85
    assert np.median(widths) <= 1.5 * np.median(own_widths)


def test_what_is_over_is_told_as_it_is() -> None:
    waits = [wait("a", answered=True), wait("b", seen=60.0)]
    assert forecast(waits, {"a"}) == Forecast(1, 1, 1)
    assert forecast([], {"x", "y"}) == Forecast(2, 2, 2)
    assert forecast([], ()) == Forecast(0, 0, 0)


def test_a_city_that_replied_is_drawn_no_more() -> None:
    """Its later letter stays open and says nothing of it."""
    found = forecast([wait("a"), wait("b", answered=True, seen=9.0)], {"a", "b"})
    assert found == Forecast(2, 2, 2)


def test_the_same_facts_come_to_the_same_numbers() -> None:
    drawn = synthetic_round(1)
    assert forecast(drawn.waits, drawn.replied) == forecast(drawn.waits, drawn.replied)


def test_before_anything_came_back_it_is_wide_and_holds_all_that_can_be() -> None:
    found = forecast([wait(str(n), seen=0.0, until=180.0) for n in range(50)], ())
    assert 0 <= found.low < found.n < found.high <= 50
