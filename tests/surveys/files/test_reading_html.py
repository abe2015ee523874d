"""Pages that people save, and pages that somebody made to keep a server busy."""

from __future__ import annotations

import pytest

from surveys.files.readers.html import MOST_SOURCE, html_words


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>甲<br>乙</p>", "甲\n乙"),
        ("<a title='x>y' href=a?b>甲</a>", "甲"),
        ('<a title = "x>y">甲</a>', "甲"),
        ('<a title="x"y">甲</a>', "甲"),
        ("甲<!-- <p>乙</p> -->丙", "甲丙"),
        ("<!DOCTYPE html><?xml version='1.0'?>甲", "甲"),
        ("<SCRIPT>if (a < b) document.write('</p>乙')</SCRIPT>甲", "甲"),
        ("<script src='a.js'/>甲", "甲"),
        ("<style>p > a {}</style>甲", "甲"),
        ("<template>乙</template>甲", "甲"),
        ("面积 < 5 且 > 3，见<附件>", "面积 < 5 且 > 3，见<附件>"),
        ("1<2 <3 甲&lt;乙&gt;", "1<2 <3 甲<乙>"),
        ("&#30002;&#x7532;&hellip;&nosuch;", "甲甲…&nosuch;"),
        ("<head><title>乙</title></head>甲", "甲"),
        ("<head/>甲", "甲"),
        ("甲<p", "甲"),
        ("甲<b> </b> <i> </i>乙", "甲 乙"),
        ("<p> <b> 甲</b></p> <p> 乙</p>", "甲\n乙"),
        ("<pre>甲  乙</pre>", "甲  乙"),
        ("甲<script>乙", "甲"),
        ("甲<!-- 乙", "甲"),
        ("", ""),
    ],
)
def test_a_page_as_a_browser_shows_it(page: str, words: str) -> None:
    assert html_words(page) == words


@pytest.mark.parametrize(
    "source", ["<![foo[bar]]>", "x<![%", "<![", "</", "<", "&#" + "9" * 5000 + ";", "<!--->"]
)
def test_broken_markup_is_no_failure(source: str) -> None:
    assert html_words(f"<p>甲</p>{source}").startswith("甲")


@pytest.mark.parametrize(
    "part",
    ["<a ", "<!--", '<a ="', "<a ='", "<script>", "<script", "<style ", "<![x", "<a\n=\n", "<?"],
)
def test_markup_that_never_ends_is_read_once(part: str) -> None:
    """600,000 characters; with Python's own parser 60,000 took two minutes."""
    assert html_words("<p>甲</p>" + part * (600_000 // len(part))) == "甲"


def test_many_bare_signs_are_text() -> None:
    assert html_words("<" * 200_000 + "甲") == "<" * 200_000 + "甲"
    assert html_words("&" * 200_000) == "&" * 200_000


def test_a_longer_source_is_cut_before_it_is_read() -> None:
    assert html_words("甲" + " " * MOST_SOURCE + "乙") == "甲"
