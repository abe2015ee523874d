import pytest

from scoring.templatetags.figures import figure


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3837.1, "3837.1"),
        (8573.0, "8573"),
        (0.0, "0"),
        (-12.34567, "-12.3457"),
        (0.00001234, "1.234e-05"),
        (100.0, "100"),
        (None, "–"),
    ],
)
def test_a_figure_has_no_trailing_zeros(value: float | None, text: str) -> None:
    assert figure(value) == text


def test_decimals_can_be_fewer() -> None:
    assert figure(4600.126, 2) == "4600.13"
