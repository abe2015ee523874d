"""The codebook as pages that every role can read."""

from __future__ import annotations

import pytest

from surveys.models import Edition
from tests.builders import Cast, make_edition
from tests.surveys.coding.book.shelf import first_version, next_version, ruled_otherwise
from tests.web.page import visit
from tests.web.people import browser

pytestmark = pytest.mark.django_db


def test_without_a_codebook_the_pages_say_so(cast: Cast) -> None:
    client = browser(cast.outsider)
    assert "There is no codebook yet" in visit(client, "/codebook/").text
    assert "Choose two versions" in visit(client, "/codebook/diff/").text
    visit(client, "/codebook/versions/")


@pytest.mark.parametrize("person", ["coder", "reviewer", "manager", "outsider", "administrator"])
def test_everybody_reads_rules_examples_and_evidence(cast: Cast, person: str) -> None:
    first_version()
    text = visit(browser(getattr(cast, person)), "/codebook/").text
    assert "National standard GB/T 46869-2025 adopted" in text
    assert "2025-12-31 – …" in text
    assert "(made-up example)" in text
    assert "Required evidence" in text
    assert "Not asked where “Dedicated leading group established” is answered: No" in text
    assert "counts as 1" in text


def test_it_is_searched_by_words(cast: Cast) -> None:
    first_version()
    client = browser(cast.outsider)
    found = visit(client, "/codebook/", q="GB/T 46869").text
    assert "GEP accounting standard issued" in found
    assert "Two-Mountains practice bases" not in found
    assert "1 of 20 sections" in found
    assert "holds these words" in visit(client, "/codebook/", q="no such words").text


def test_it_is_read_in_chinese(cast: Cast) -> None:
    first_version()
    client = browser(cast.outsider, language="zh-hans")
    text = visit(client, "/codebook/").text
    assert "长江经济带小组代行，有文件" in text
    assert "A passing mention" not in text


def test_an_earlier_version_leads_to_the_newest(cast: Cast) -> None:
    first_version()
    next_version(ruled_otherwise("leading_group", "no"))
    client = browser(cast.outsider)
    assert "the newest is 2" in visit(client, "/codebook/", version="1").text
    assert "the newest is" not in visit(client, "/codebook/", version="2").text
    for wrong in ("3", "x", "9" * 30):
        visit(client, "/codebook/", status=404, version=wrong)


def test_versions_and_their_difference(cast: Cast) -> None:
    first = make_edition(codebook=first_version())
    next_version(ruled_otherwise("leading_group", "no"), again=("leading_group",))
    client = browser(cast.manager)
    page = visit(client, "/codebook/versions/")
    assert "Loaded from the reference files" in page.row("1")[1]
    assert first.code in page.row("1")[-1]
    assert "leading_group" in page.row("2")[4]
    text = visit(client, "/codebook/diff/").text
    assert "1 question differs; everything else is equal." in text
    assert "in_preparation" in text
    assert "The two versions are equal." in visit(client, "/codebook/diff/", a="2", b="2").text
    assert "Choose two versions." in visit(client, "/codebook/diff/", a="2", b="7").text


def test_a_demo_account_sees_no_real_edition_in_the_list(cast: Cast) -> None:
    version = first_version()
    hidden, shown = (make_edition(codebook=version, synthetic=made) for made in (False, True))
    cast.manager.is_demo = True
    cast.manager.save()
    text = visit(browser(cast.manager), "/codebook/versions/").text
    assert shown.code in text
    assert hidden.code not in text
    assert Edition.objects.count() == 2
