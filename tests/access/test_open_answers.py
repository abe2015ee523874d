"""Whoever may not read an open answer is shown nothing that is computed from it.

The proof is a switch: an answer that nobody has decided changes its value, everything is
computed anew, and no address says anything else to an assistant or an analyst.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.test import Client

from scoring.index.method.method import method_from_json
from scoring.methods.fields import fields_from_method
from scoring.methods.outline import outline_read
from scoring.models import Basis, CityScore, ScoreRun, Study
from scoring.runs.reproduction import reproduce
from scoring.sensitivity.coding_error import coded_cells
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from scoring.sensitivity.services.study_work import study_block_compute
from surveys.models import Answer, Code, Question
from surveys.models.user import Role
from tests.access.addresses import Address, addresses
from tests.access.asking import bytes_of
from tests.builders import make_code, make_user, send_again
from tests.scoring.scored import Scored, compute
from tests.web.people import browser

pytestmark = pytest.mark.django_db
QUESTION = "gep_standard"
OUTSIDERS = (Role.ASSISTANT, Role.ANALYST)
# What pages are asked to show, all at once: each takes what it knows.
EVERY_WAY = "basis=provisional&state=in_review&show=returned&kind=flip&against=above"


@pytest.fixture(scope="module")
def scored_world(scored_world: Scored) -> Scored:
    """One answer of the first city is open, the others are approved."""
    _answers(scored_world).update(state=Answer.State.IN_REVIEW)
    scored_world.edition.inputs_version += 1
    scored_world.edition.save()
    return Scored(
        scored_world.edition, scored_world.cities, scored_world.coder, compute(scored_world.edition)
    )


def _answers(scored: Scored) -> QuerySet[Answer]:
    question = Question.objects.get(code=QUESTION)
    return Answer.objects.filter(city=scored.cities[0], question=question)


@pytest.fixture
def studies(scored: Scored) -> list[Study]:
    """A finished study of each run."""
    manager = make_user(Role.MANAGER)
    parameters = StudyParameters(draws=1000, coding_error=True)
    found = [
        study_request(actor=manager, run=run, kind="monte_carlo", parameters=parameters)
        for run in scored.runs.values()
    ]
    for study in found:
        study_block_compute(study_id=study.pk, number=0)
    return found


@pytest.fixture
def run(scored: Scored) -> ScoreRun:
    return scored.runs[Basis.PROVISIONAL.value]


def _outsiders() -> dict[str, Client]:
    return {role: browser(make_user(role, f"the {role}")) for role in OUTSIDERS}


def _urls(scored: Scored, studies: list[Study]) -> Iterator[str]:
    """Every address of the product that can name this edition, its city, runs and studies."""
    keys = [run.pk for run in scored.runs.values()]
    keys += [study.pk for study in studies]
    keys += _answers(scored).values_list("pk", flat=True)
    for address in addresses():
        if address.name.startswith(("admin:", "<", "sign-", "readyz", "favicon")):
            continue
        for key in dict.fromkeys(keys) if "pk" in address.arguments else (0,):
            yield f"{_url(scored, address, key)}?{EVERY_WAY}"
    one, other = (run.pk for run in scored.runs.values())
    yield f"/runs/compare/?old={one}&new={other}"
    yield f"/runs/compare/?old={other}&new={other}"
    yield f"/editions/{scored.edition.code}/published/?run={other}"


def _url(scored: Scored, address: Address, key: int) -> str:
    chosen: dict[str, object] = {
        "edition": scored.edition.code,
        "adcode": scored.cities[0].adcode,
        **dict.fromkeys(("question", "fact"), QUESTION),
        "extension": "csv",
        "code": "G1",
        **dict.fromkeys(("number", "event"), 1),
        "width": 900,
        "pk": key,
    }
    return address.url(chosen)


def _said(client: Client, url: str) -> str:
    """Status and body without the tokens that differ with every answer."""
    answer: HttpResponseBase = client.get(url)
    body = bytes_of(answer).decode("utf-8", "replace")
    token = r'csrfmiddlewaretoken" value="\w+|[0-9a-f]{8}-[0-9a-f-]{27}'
    return f"{answer.status_code} " + re.sub(token, "", body)


def _switch(scored: Scored) -> None:
    """The other value in the open answer, and in every number that was computed from it.

    The runs keep their keys and times: only what is in them may differ.
    """
    answer = _answers(scored).get()
    choice = {"yes": "no", "no": "yes"}[answer.choice]
    Answer.objects.filter(pk=answer.pk).update(choice=choice)
    Code.objects.filter(pk=answer.submission.code_id).update(choice=choice)
    send_again(answer)
    edition = scored.edition
    edition.inputs_version += 1
    edition.save()
    for new in compute(edition).values():
        old = scored.runs[new.basis]
        kept = {
            name: getattr(new, name)
            for name in ("input_hash", "cities_ranked", "findings", "block")
        }
        ScoreRun.objects.filter(pk=old.pk).update(**kept)
        CityScore.objects.filter(run=old).delete()
        CityScore.objects.filter(run=new).update(run=old)
        ScoreRun.objects.filter(pk=new.pk).delete()
    edition.inputs_version -= 1
    edition.save()


def test_no_address_tells_which_value_it_is(scored: Scored, studies: list[Study]) -> None:
    clients = _outsiders()
    places = [(role, url) for role in clients for url in _urls(scored, studies)]
    before = {(role, url): _said(clients[role], url) for role, url in places}
    _switch(scored)
    told = [at for at in places if _said(clients[at[0]], at[1]) != before[at]]
    assert told == [], told


def test_a_reviewer_is_told(scored: Scored, run: ScoreRun) -> None:
    """The other half: the switch moves what is computed from it."""
    client, place = browser(make_user(Role.REVIEWER)), scored.cities[0].adcode
    urls = (
        f"/editions/{scored.edition.code}/ranking/?basis=provisional",
        f"/editions/{scored.edition.code}/cities/{place}/?basis=provisional",
        f"/runs/{run.pk}/",
        f"/runs/{run.pk}/cities/{place}/explain/",
        f"/runs/{run.pk}/sensitivity/",
    )
    before = {url: _said(client, url) for url in urls}
    _switch(scored)
    assert [url for url in urls if _said(client, url) == before[url]] == []


def test_a_provisional_run_is_closed_and_says_so(
    scored: Scored, run: ScoreRun, studies: list[Study]
) -> None:
    study = next(study for study in studies if study.run_id == run.pk)
    clients, place, edition = _outsiders(), scored.cities[0].adcode, scored.edition.code
    for address in (
        f"/runs/{run.pk}/",
        f"/runs/{run.pk}/bundle.zip",
        f"/runs/{run.pk}/cities/{place}/explain/",
        f"/runs/{run.pk}/cities/{place}/explain.csv",
        f"/runs/{run.pk}/sensitivity/",
        f"/runs/compare/?old={scored.run.pk}&new={run.pk}",
        f"/studies/{study.pk}/",
        f"/studies/{study.pk}/state/",
        f"/studies/{study.pk}/intervals.csv",
        f"/studies/{study.pk}/draws/1/",
        f"/editions/{edition}/published/?run={run.pk}",
        f"/editions/{edition}/appendix.csv?basis=provisional",
    ):
        for role, client in clients.items():
            answer = client.get(address)
            assert answer.status_code == 403, (role, address)
            assert "Your role sees the approved basis." in answer.content.decode(), address


def test_a_page_shows_the_approved_basis_instead_and_says_so(scored: Scored) -> None:
    client, edition = _outsiders()[Role.ANALYST], scored.edition.code
    for page in ("ranking", f"cities/{scored.cities[0].adcode}", "types", "audit"):
        answer = client.get(f"/editions/{edition}/{page}/?basis=provisional")
        sent = answer.content.decode()
        assert answer.context["basis"] == Basis.APPROVED, page
        assert "Approved basis: an answer counts here once" in sent, page
    runs = client.get(f"/editions/{edition}/runs/?basis=provisional")
    assert {row.basis for row in runs.context["page"]} == {Basis.APPROVED}
    assert "Approved basis: an answer counts here once" in runs.content.decode()


def test_coding_error_of_the_approved_basis_rests_on_decided_answers(scored: Scored) -> None:
    """A second reading of an open answer changes no rate and no cell of it."""
    again = reproduce(scored.run)
    before = coded_cells(again)
    answer = _answers(scored).get()
    other = {"yes": "no", "no": "yes"}[answer.choice]
    place = (scored.edition, scored.cities[0], answer.question)
    make_code(*place, make_user(), other, state=Code.State.SUBMITTED)
    after = coded_cells(again)
    assert {name: getattr(after, name).tolist() for name in vars(after)} == {
        name: getattr(before, name).tolist() for name in vars(before)
    }


@pytest.mark.parametrize("page", ["check", "preview", "weights"])
def test_a_method_is_tried_on_approved_data(page: str, scored: Scored, run: ScoreRun) -> None:
    method = method_from_json(run.method.parameters)
    body = {
        **fields_from_method(method, outline_read().tree),
        "ground": scored.edition.code,
        "basis": "provisional",
        "scheme": "entropy",
        "scope": "G3.1",
    }
    address = f"/methods/{run.method.pk}/{page}/"
    people = {role: make_user(role, f"the {role}") for role in (Role.ANALYST, Role.MANAGER)}
    answers = {role: browser(person).post(address, body) for role, person in people.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    told = {role: answer.content.decode() for role, answer in answers.items()}
    assert told[Role.ANALYST] != told[Role.MANAGER]
    approved = browser(people[Role.MANAGER]).post(address, {**body, "basis": "approved"})
    assert told[Role.ANALYST] == approved.content.decode()
