"""The board asked by strangers and by coders: no address breaks it, and none tells too much."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from scoring.board.services import board_view_keep, board_view_share
from surveys.models import City, Code, Edition, Evidence, InfoRequest, Question, Round, User
from surveys.models.code import Choice
from surveys.models.user import Role
from tests.builders import (
    Cast,
    make_answer,
    make_city,
    make_code,
    make_edition,
    make_evidence,
    make_letter,
    make_question,
    make_reply,
    make_round,
    make_user,
)
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("english", "evidence_folder"),
]
HUGE = "9" * 28
ODD = (
    {"preset": "letters", "round": HUGE, "wave": HUGE},
    {"preset": "letters", "round": "1e40"},
    {"preset": "letters", "round": "NaN", "wave": "-1", "days": HUGE},
    {"preset": "letters", "handler": HUGE, "outcome": HUGE, "part": "\x00"},
    {"preset": "letters", "since": HUGE, "until": "\x00", "city": "\x00"},
    {"preset": "decided", "question": "\x00", "coder": HUGE, "city": "'" * 50},
    {"preset": "answers", "question": HUGE, "answer": HUGE, "state": "\x00"},
    {"preset": "\x00", "columns": "\x00,,--,city", "order": "--city", "page": HUGE},
    {"preset": "nothing", "basis": "approved", "columns": "x" * 3000, "order": "-"},
)


@pytest.mark.parametrize("query", ODD, ids=str)
def test_an_address_that_cannot_be_is_a_page(
    cast: Cast, survey_round: Round, query: dict[str, str]
) -> None:
    """One within another too, where a door before the pages does not see what it holds."""
    make_letter(survey_round)
    client, here = browser(cast.manager), f"/editions/{survey_round.edition.code}/board"
    within = {"back": urlencode(query), "all": "1", "act": "called"}
    assert client.get(f"{here}/act/", within).status_code == 200
    plain = {name: value.replace("\x00", "x") for name, value in query.items()}
    assert client.get(f"{here}/", plain).status_code == 200
    assert client.get(f"{here}.csv", plain).status_code in (200, 400)


@pytest.mark.parametrize("key", [HUGE[:19], HUGE[:20], HUGE, "１２", "²", "-1", "1" * 400])
def test_a_row_that_cannot_be_is_no_row(cast: Cast, survey_round: Round, key: str) -> None:
    letter = make_letter(survey_round)
    client, board = browser(cast.coder), f"/editions/{survey_round.edition.code}/board/act/"
    rows = [f"{key}:1", f"{letter.pk}:{letter.revision}", f"{letter.pk + 1}:{key}"]
    page = client.get(board, {"act": "called", "row": rows})
    assert page.status_code == 200
    assert [one.pk for one, _seen in page.context["chosen"].letters] == [letter.pk]


def _asked(edition: Edition, city: City, question: Question) -> list[str]:
    """Every door with rows of answers: columns, orders and filters, shown or hidden."""
    named = {"question": question.code}
    queries = [
        {"preset": "answers", "order": question.code},
        {"preset": "answers", "order": f"-{question.code}", "columns": "letters"},
        {"preset": "progress", "order": "-disputed"},
        {"preset": "progress", "order": "unknown", "columns": "agreed,reviewed"},
        {"preset": "to_code"},
        *({"preset": "round", "answer": word, **named} for word in ("yes", "no")),
        *({"preset": "round", "rests": word, **named} for word in ("letter", "web", "search")),
        {"preset": "round", "state": "absent", **named},
        {"preset": "decided", "order": "answer"},
        {"preset": "decided", "order": "-coder", "columns": "coder"},
        {"preset": "review", "coder": "1"},
        {"preset": "people"},
    ]
    here = f"/editions/{edition.code}"
    pages = ["board/?preset=answers", "board/?preset=decided", "facts/?basis=provisional"]
    pages += ["statistics/", f"cities/{city.adcode}/letters/all/", "round.xlsx", "round.zip"]
    files = [f"{here}/board.csv?{urlencode(query)}" for query in queries]
    return [*files, *(f"{here}/{page}" for page in pages)]


def _told(client: Client, addresses: list[str]) -> dict[str, object]:
    return {address: _lasting(client.get(address).content) for address in addresses}


def _lasting(content: bytes) -> object:
    """Of a workbook or an archive the parts; of a page the lines without what is new each time."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: _lasting(archive.read(name)) for name in archive.namelist()}
    lines = content.splitlines()
    return [line for line in lines if b"csrf" not in line and b"nonce" not in line]


def test_no_door_tells_what_a_fellow_coder_sent_before_it_is_decided(
    cast: Cast, edition: Edition, survey_round: Round
) -> None:
    """An answer in review, a reading sent beside one's own, and a draft: whatever they say and
    rest on, a fellow coder and a reader see the same; a reviewer does not."""
    question, other = make_question("leading_group"), cast.second_coder
    cities = [make_city() for _ in range(3)]
    replies = [make_reply(survey_round, city) for city in cities]
    letter = make_evidence(edition, cities[0], kind=Evidence.Kind.REPLY, reply=replies[0])
    sent = Code.State.SUBMITTED
    make_code(edition, cities[1], question, cast.coder, Choice.NO, state=sent)
    addresses = _asked(edition, cities[0], question)
    clients, reviewer = (browser(cast.coder), browser(cast.outsider)), browser(cast.reviewer)

    web = [make_evidence(edition, city, kind=Evidence.Kind.WEB) for city in cities]

    def world(value: str, evidence: Evidence) -> list[dict[str, object]]:
        with transaction.atomic():
            make_answer(edition, cities[0], question, other, value, evidence=evidence)
            make_code(edition, cities[1], question, other, value, web[1], state=sent)
            make_code(edition, cities[2], question, other, value, web[2])
            found = [_told(client, addresses) for client in clients]
            found.append(_told(reviewer, addresses[-7:-5]))
            transaction.set_rollback(True)
        return found

    yes, no = world(Choice.YES, letter), world(Choice.NO, web[0])
    for one, two in zip(yes[:2], no[:2], strict=True):
        assert [address for address in addresses if one[address] != two[address]] == []
    assert yes[2] != no[2]


def test_a_demo_account_opens_no_view_of_real_people(cast: Cast) -> None:
    """What a real team calls its lists tells of editions that are not there for it."""
    demo, synthetic = make_user("manager", is_demo=True), make_edition(synthetic=True)
    view = board_view_keep(actor=cast.manager, name="真实", query="preset=late")
    board_view_share(actor=cast.manager, view=view, shared=True)
    own = board_view_keep(actor=demo, name="自己", query="preset=due")
    client = browser(demo)
    for address in ("", "views/"):
        page = client.get(f"/editions/{synthetic.code}/board/{address}").content.decode()
        assert own.name in page
        assert view.name not in page
    assert client.post(f"/editions/{synthetic.code}/board/views/{view.pk}/").status_code == 404


def test_who_manages_no_more_takes_a_shared_view_back(cast: Cast, edition: Edition) -> None:
    view = board_view_keep(actor=cast.manager, name="全员", query="preset=late")
    board_view_share(actor=cast.manager, view=view, shared=True)
    User.objects.filter(pk=cast.manager.pk).update(role=Role.ASSISTANT)
    client, address = browser(cast.manager), f"/editions/{edition.code}/board/views/"
    assert "Share no longer" in client.get(address).content.decode()
    client.post(f"{address}{view.pk}/", {"do": "unshare"})
    view.refresh_from_db()
    assert not view.shared
    assert "Share with all" not in client.get(address).content.decode()


def test_a_demo_account_reads_no_names_of_real_people(cast: Cast) -> None:
    """Nor hands a letter to one; who has a letter of its edition stands there anyway."""
    demo = make_user("manager", "demo-manager", is_demo=True)
    beside = make_user("assistant", "demo-coder", is_demo=True)
    letter = make_letter(make_round(make_edition(synthetic=True)))
    InfoRequest.objects.filter(pk=letter.pk).update(handler=cast.coder)
    here = f"/editions/{letter.round.edition.code}/board"
    client = browser(demo)
    form = client.get(f"{here}/act/", {"act": "hand", "row": f"{letter.pk}:1"}).context["form"]
    assert [words for key, words in form.fields["handler"].choices if key] == [
        str(beside),
        str(demo),
    ]
    page = client.get(f"{here}/?preset=letters").content.decode()
    assert str(cast.coder) in page
    assert str(cast.second_coder) not in page
