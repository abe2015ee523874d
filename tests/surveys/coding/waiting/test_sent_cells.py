"""What was sent and is not in review is a list of its own; a third coder is told beforehand."""

from __future__ import annotations

import pytest

from surveys.coding.states import CellState
from surveys.models import Code, Edition, Question
from tests.builders import Cast, make_answer, make_city, make_code, make_edition, make_user
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
SENT = Code.State.SUBMITTED
TOLD = "Two coders have sent their readings"


@pytest.fixture
def pairs(cast: Cast, edition: Edition, question: Question) -> Edition:
    """One cell of a single reading, one that two agree on, one that they do not; beside them an
    answer, a draft and another edition's pair."""
    alone, agreed, disputed = (make_city(name) for name in ("甲市", "乙市", "丙市"))
    make_code(edition, alone, question, cast.coder, state=SENT)
    for city, value in ((agreed, "yes"), (disputed, "no")):
        make_code(edition, city, question, cast.coder, state=SENT)
        make_code(edition, city, question, cast.second_coder, value, state=SENT)
    make_answer(edition, make_city(), question, cast.coder)
    make_code(edition, make_city(), question, cast.coder)
    other = make_edition("2024-other")
    make_code(other, alone, question, cast.coder, state=SENT)
    make_code(other, alone, question, cast.second_coder, state=SENT)
    return edition


def test_the_tile_leads_to_just_those(cast: Cast, pairs: Edition) -> None:
    client, address = browser(cast.reviewer), f"/editions/{pairs.code}/review/?state=unanswered"
    assert f'href="{address}"' in client.get(f"/?edition={pairs.code}").content.decode()
    page = client.get(address)
    cells = [(cell.city.name, cell.state, len(cell.codes)) for cell in page.context["cells"]]
    assert sorted(cells) == sorted(
        [
            ("甲市", CellState.ALONE, 1),
            ("乙市", CellState.AGREED, 2),
            ("丙市", CellState.DISPUTED, 2),
        ]
    )
    shown = client.get(f"{address}&city=丙市").context["cells"]
    assert [cell.city.name for cell in shown] == ["丙市"]
    assert f'href="{address}"' not in browser(cast.coder).get("/").content.decode()


def test_all_that_is_in_review_is_listed_with_ones_own(
    cast: Cast, edition: Edition, question: Question
) -> None:
    for person in (cast.manager, cast.coder):
        make_answer(edition, make_city(), question, person)
    client, address = browser(cast.manager), f"/editions/{edition.code}/review/"
    assert client.get(address).context["page"].paginator.count == 1
    assert client.get(f"{address}?state=in_review&all=1").context["page"].paginator.count == 2


def test_a_third_coder_is_told_before_the_start(
    cast: Cast, pairs: Edition, question: Question
) -> None:
    third = browser(make_user())

    def told(name: str, edition: Edition = pairs) -> int:
        code = Code.objects.filter(edition=edition, city__name=name).first()
        assert code is not None
        address = f"/editions/{edition.code}/cities/{code.city.adcode}/code/"
        return third.get(address).content.decode().count(TOLD)

    # Above all questions, and at the question.
    assert (told("乙市"), told("丙市"), told("甲市")) == (2, 2, 0)
    assert told("甲市", Edition.objects.get(code="2024-other")) == 2


def test_whoever_has_sent_or_is_the_second_is_not_told(
    cast: Cast, pairs: Edition, question: Question
) -> None:
    for name in ("甲市", "乙市"):
        code = Code.objects.filter(edition=pairs, city__name=name).first()
        assert code is not None
        address = f"/editions/{pairs.code}/cities/{code.city.adcode}/code/"
        for person in (cast.coder, cast.second_coder):
            assert TOLD not in browser(person).get(address).content.decode()
