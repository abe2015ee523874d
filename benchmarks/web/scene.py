"""People who are signed in, and the objects that the addresses name."""

import time
from collections.abc import Callable, Mapping

from django.conf import settings
from django.test import Client

from scoring.models import Basis, ImportBatch, Study
from scoring.runs.selectors import editions_behind, newest_run
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services.study import study_request
from surveys.coding.selectors import review_queue
from surveys.models import Edition, InfoRequest, User
from surveys.models.user import Role

OPEN, WHOLE, RANKS, CITY = "2024-demo", "2023-demo", "2023-published", "330100"
PEOPLE = {Role.MANAGER: 50, Role.ANALYST: 50, Role.REVIEWER: 1}
PATIENCE_SECONDS = 300.0
Json = dict[str, object]


def computed() -> Json:
    """Once every edition has its runs; the product's own worker computes them."""
    _wait(lambda: not editions_behind())
    return {}


def cast() -> Json:
    """Cookies of people who are signed in, by role, and the first answer that the reviewer has
    to decide on. No demo accounts, of which more is asked at every page."""
    cookies = {
        role.value: [_cookies(_person(role, number)) for number in range(count)]
        for role, count in PEOPLE.items()
    }
    return {"cookies": cookies, "edition": OPEN, "answer": _waiting_answer()}


def objects() -> Json:
    """What the names in braces stand for; the study is done by the product's own worker."""
    edition = Edition.objects.get(code=OPEN)
    runs = {basis: newest_run(edition, basis) for basis in Basis.values}
    approved, provisional = runs[Basis.APPROVED.value], runs[Basis.PROVISIONAL.value]
    if approved is None or provisional is None:
        raise RuntimeError(f"{OPEN} has no runs")
    study = study_request(
        actor=User.objects.get(username=_name(Role.MANAGER, 0)),
        run=approved,
        kind=Study.Kind.MONTE_CARLO,
        parameters=StudyParameters(),
    )
    _wait(lambda: Study.objects.filter(pk=study.pk, state=Study.State.DONE).exists())
    return {
        "edition": OPEN,
        "whole": WHOLE,
        "ranks": RANKS,
        "city": CITY,
        "run": approved.pk,
        "provisional": provisional.pk,
        "study": study.pk,
        "answer": _waiting_answer(),
        "batch": ImportBatch.objects.filter(edition=edition).latest("pk").pk,
        "method": approved.method_id,
        "letter": InfoRequest.objects.filter(round__edition=edition).latest("pk").pk,
    }


def _waiting_answer() -> int:
    """The first of the reviewer's queue."""
    reviewer = User.objects.get(username=_name(Role.REVIEWER, 0))
    return review_queue(Edition.objects.get(code=OPEN), reviewer)[0].pk


def _name(role: Role, number: int) -> str:
    return f"benchmark-{role.value}-{number}"


def _person(role: Role, number: int) -> User:
    return User.objects.create_user(_name(role, number), role=role, full_name=f"读者{number}")


def _cookies(user: User) -> dict[str, str]:
    """As the sign-in page would leave them, past its waits and locks."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return {name: client.cookies[name].value}


def _wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the product's worker did not do it in time")
        time.sleep(0.5)


WORKS: Mapping[str, Callable[[], Json]] = {
    "computed": computed,
    "cast": cast,
    "objects": objects,
}
