import math
from typing import Any

import pytest
from django.utils import translation

from scoring.templatetags.figures import decimal, figure, percent, score, signed
from surveys.models import City


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3837.1, "3,837.1"),
        (8573.0, "8,573"),
        (1234567.25, "1,234,567.25"),
        (0.0, "0"),
        (-12.34567, "−12.3457"),
        (0.00001234, "1.234e−05"),
        (100.0, "100"),
        (float("nan"), "–"),
        (None, "–"),
    ],
)
def test_a_figure_has_no_trailing_zeros(value: float | None, text: str) -> None:
    assert figure(value) == text


def test_decimals_can_be_fewer() -> None:
    assert figure(4600.126, 2) == "4,600.13"


@pytest.mark.parametrize(
    ("value", "text"), [(12.345, "12.35"), (-0.001, "0.00"), (-1.5, "−1.50"), (None, "–")]
)
def test_a_score_has_two_decimals(value: float | None, text: str) -> None:
    assert score(value) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(1.234, 2, "+1.23"), (-3, 0, "−3"), (0, 0, "0"), (-0.001, 2, "0.00"), (None, 0, "–")],
)
def test_a_difference_has_its_sign(value: float | None, decimals: int, text: str) -> None:
    assert signed(value, decimals) == text


def test_shares_are_percentages() -> None:
    assert (percent(0.1234), percent(1.0, 0), percent(None)) == ("12.3%", "100%", "–")
    assert decimal(float("nan")) == "–"


def test_a_place_has_its_latin_name_first_in_english() -> None:
    city = City(name="杭州市", short_name="杭州", pinyin="hangzhou", province="浙江省")
    with translation.override("en"):
        assert (city.label, city.short_label) == ("Hangzhou 杭州市", "Hangzhou 杭州")
        assert city.province_label == "Zhejiang 浙江省"
    with translation.override("zh-hans"):
        assert (city.label, city.province_label) == ("杭州市", "浙江省")


FIGURES: list[tuple[Any, tuple[Any, ...], str]] = [
    (figure, (0.0001,), "0.0001"),
    (figure, (0.00009999,), "9.999e−05"),
    (figure, (-0.00002,), "−2e−05"),
    (figure, (0.05, 1), "0.05"),
    (figure, (1200.0,), "1,200"),
    (figure, (1200.0, 0), "1,200"),
    (figure, (7.5, 0), "8"),
    (score, (math.nan,), "–"),
    (score, (0.0,), "0.00"),
    (score, (1234.5,), "1,234.50"),
    (decimal, (None,), "–"),
    (decimal, (2.0,), "2.00"),
    (decimal, (-2.25, 1), "−2.2"),
    (decimal, (1234.0, 0), "1,234"),
    (signed, (1.0,), "+1.00"),
    (signed, (math.nan,), "–"),
    (signed, (0.0,), "0.00"),
    (signed, (-1234.5, 1), "−1,234.5"),
    (percent, (math.nan,), "–"),
    (percent, (0.0,), "0.0%"),
    (percent, (-0.125,), "−12.5%"),
    (percent, (0.005, 0), "0%"),
]


@pytest.mark.parametrize(("say", "given", "text"), FIGURES)
def test_numbers_on_pages(say: Any, given: tuple[Any, ...], text: str) -> None:
    assert say(*given) == text
