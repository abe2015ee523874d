"""Letters of the same wording as each coder may see them, beside a neighbour edition."""

from __future__ import annotations

import itertools

import pytest

from surveys.evidence.likeness.services import wordings_catch_up
from surveys.evidence.store import path_of
from surveys.models import Answer, City, Edition, Evidence, Reply, Round
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_file,
    make_organ,
    make_question,
    make_reply,
    make_round,
)
from tests.surveys.evidence.likeness.copied import OTHER, letter
from tests.web.page import Page, queries, visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder", "english")]
ORGANS = itertools.count(1)
NAMES = ("南平市", "三明市", "龙岩市")


@pytest.fixture
def cities() -> list[City]:
    return [make_city(name) for name in NAMES]


def _reply(survey_round: Round, city: City) -> Reply:
    return make_reply(survey_round, organ=make_organ(city, name=f"第{next(ORGANS)}局"))


def letters(survey_round: Round, cities: list[City], **fields: object) -> list[Evidence]:
    """A reply of each city in the same words, and one in others of the first."""
    rows = [
        make_evidence(
            survey_round.edition,
            city,
            reply=_reply(survey_round, city),
            file=make_file(letter(city.name, number)),
            **fields,
        )
        for number, city in enumerate(cities, start=3)
    ]
    reply = _reply(survey_round, cities[0])
    make_evidence(survey_round.edition, cities[0], reply=reply, file=make_file(OTHER))
    return rows


@pytest.fixture
def rows(survey_round: Round, cities: list[City]) -> list[Evidence]:
    """Of the edition, and of a neighbour with two of the cities."""
    found = letters(survey_round, cities)
    letters(make_round(make_edition()), cities[:2])
    wordings_catch_up(limit=20)
    return found


def listed(cast: Cast, edition: Edition, who: str = "coder") -> Page:
    return visit(browser(getattr(cast, who)), f"/editions/{edition.code}/alike/")


def opened(cast: Cast, row: Evidence, who: str = "coder") -> str:
    return visit(browser(getattr(cast, who)), f"/evidence/{row.pk}/alike/").text


def test_a_cluster_is_told_with_its_cities_and_first_words(
    cast: Cast, edition: Edition, rows: list[Evidence]
) -> None:
    make_code(edition, rows[0].city, make_question("a"), cast.coder, evidence=rows[0])
    for city, state in ((rows[1].city, "approved"), (rows[2].city, "in_review")):
        make_answer(edition, city, make_question("b"), cast.second_coder, state=state)
    text = listed(cast, edition).text
    assert "3 cities" in text
    assert "南平市人民政府办公室 政府信息公开申请答复书" in text
    assert "coded by you 1, approved 1 of 6" in text
    assert "林业碳汇" not in text, "one city's letter alone is no cluster"
    assert "2 cities" not in text, "the neighbour edition is not told of"


def test_the_neighbour_edition_has_its_own(cast: Cast, rows: list[Evidence]) -> None:
    neighbour = Evidence.objects.exclude(edition=rows[0].edition).order_by("pk")[0].edition
    text = listed(cast, neighbour).text
    assert "2 cities" in text
    assert "3 cities" not in text


def test_a_document_of_personal_data_is_counted_for_its_keepers_alone(
    cast: Cast, edition: Edition, rows: list[Evidence]
) -> None:
    Evidence.objects.filter(pk=rows[1].pk).update(personal=True, added_by=cast.second_coder)
    assert "2 cities" in listed(cast, edition).text
    assert "三明市" not in opened(cast, rows[0])
    for keeper in ("second_coder", "manager"):
        assert "3 cities" in listed(cast, edition, keeper).text
        assert "三明市" in opened(cast, rows[0], keeper)
    assert browser(cast.coder).get(f"/evidence/{rows[1].pk}/alike/").status_code == 404
    assert browser(cast.coder).get(f"/evidence/{rows[1].pk}/alike/texts/").status_code == 404
    Evidence.objects.filter(pk=rows[2].pk).update(personal=True, added_by=cast.second_coder)
    assert "No two cities" in listed(cast, edition).text


def test_a_withdrawn_reply_is_in_no_cluster(
    cast: Cast, edition: Edition, rows: list[Evidence]
) -> None:
    Reply.objects.filter(evidence=rows[2]).update(withdrawn=True)
    assert "2 cities" in listed(cast, edition).text
    assert "龙岩市" not in opened(cast, rows[0])


def test_a_coder_sees_own_codes_and_approved_answers_alone(
    cast: Cast, edition: Edition, rows: list[Evidence]
) -> None:
    first, second, third = (row.city for row in rows)
    make_code(edition, first, make_question("mine"), cast.coder, "no", rows[0])
    make_code(edition, second, make_question("theirs"), cast.second_coder, "no", rows[1])
    make_answer(edition, third, make_question("waits"), cast.second_coder, "no")
    make_answer(edition, third, make_question("done"), cast.second_coder, "yes", state="approved")
    text = opened(cast, rows[1])
    assert "mine: No" in text
    assert "done: Yes" in text
    assert "theirs" not in text
    assert "waits" not in text
    assert Answer.objects.filter(state="in_review").exists()


def test_the_texts_stand_side_by_side(cast: Cast, rows: list[Evidence]) -> None:
    source = browser(cast.coder).get(f"/evidence/{rows[0].pk}/alike/texts/").content.decode()
    for name in NAMES:
        assert f"<b>{name}</b>" in source
    assert source.count("<mark>") > 0, "numbers and days differ"
    assert "建议向有关部门咨询" in source
    assert "林业碳汇" not in source


def test_a_damaged_letter_leaves_the_others_to_be_read(cast: Cast, rows: list[Evidence]) -> None:
    path = path_of(rows[0].file.sha256)
    path.chmod(0o600)
    path.write_bytes(b"others")
    source = browser(cast.coder).get(f"/evidence/{rows[0].pk}/alike/texts/").content.decode()
    assert "missing or damaged" in source
    assert "<b>三明市</b>" in source


def test_a_letter_that_nobody_else_sent_says_so(cast: Cast, rows: list[Evidence]) -> None:
    page = make_evidence(rows[0].edition, rows[0].city)
    assert "No other letter says the same" in opened(cast, page)


def test_a_frozen_edition_is_read(cast: Cast, edition: Edition, rows: list[Evidence]) -> None:
    Edition.objects.filter(pk=edition.pk).update(frozen=True, frozen_at="2025-12-01T00:00:00Z")
    assert "3 cities" in listed(cast, edition).text
    assert "三明市" in opened(cast, rows[0])


def test_more_letters_cost_no_more_queries(
    cast: Cast, survey_round: Round, rows: list[Evidence]
) -> None:
    client = browser(cast.coder)
    pages = (
        f"/editions/{survey_round.edition.code}/alike/",
        f"/evidence/{rows[0].pk}/alike/",
    )
    before = [queries(client, page) for page in pages]
    letters(survey_round, [make_city(f"新{n}市") for n in range(8)])
    wordings_catch_up(limit=50)
    assert [queries(client, page) for page in pages] == before
