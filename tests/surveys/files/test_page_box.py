"""A box on a page: inside of it, large enough to see, and the same after it is written down."""

from __future__ import annotations

import pytest

from surveys.errors import Refused
from surveys.files.images import Pages
from surveys.files.page_box import SMALLEST, PageBox, box_page_check, box_read

pytestmark = pytest.mark.usefixtures("english")
PAGES = Pages(((595, 842), (595, 842)))


def test_what_is_written_is_read_again() -> None:
    box = box_read(" 0.12345， ０.5,.7 ,0.3\n")
    assert box == PageBox(0.1235, 0.5, 0.7, 0.3)
    assert str(box) == "0.1235,0.5,0.7,0.3"
    assert box_read(str(box)) == box
    assert str(box_read("0,0,1,1")) == "0,0,1,1"


@pytest.mark.parametrize("text", ["0,0,1,1", "0.7,0.1,0.3,0.9", "0.1234,0,0.8766,0.003"])
def test_the_edge_of_the_page_is_still_the_page(text: str) -> None:
    box_read(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not four shares"),
        ("0.1,0.1,0.1", "not four shares"),
        ("0.1,0.1,0.1,0.1,0.1", "not four shares"),
        ("a,b,c,d", "not four shares"),
        ("1e999,0,1,1", "beyond the edge"),
        ("-0.1,0.1,0.5,0.5", "beyond the edge"),
        ("0.1,-0.0001,0.5,0.5", "beyond the edge"),
        ("0.6,0.1,0.5,0.5", "beyond the edge"),
        ("0.1,0.5,0.5,0.5001", "beyond the edge"),
        ("nan,0,0.5,0.5", "beyond the edge"),
        ("0,0,0.5,nan", "beyond the edge"),
        ("0,0,1e300,1", "beyond the edge"),
        ("0.1,0.1,0,0.5", "too small"),
        (f"0.1,0.1,0.5,{SMALLEST - 0.0001:.4f}", "too small"),
        ("0.5,0.5,-0.2,0.2", "too small"),
    ],
)
def test_a_box_that_is_none_is_refused(text: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        box_read(text)


def test_its_page_must_be_there_and_have_a_picture() -> None:
    box_page_check(PAGES, 2)
    for page, told in ((None, "on which page"), (0, "no page 0"), (3, "the last one .* is 2")):
        with pytest.raises(Refused, match=told):
            box_page_check(PAGES, page)
    with pytest.raises(Refused, match=r"No box can be drawn .* Their text is shown"):
        box_page_check(Pages(reason="Their text is shown."), 1)
