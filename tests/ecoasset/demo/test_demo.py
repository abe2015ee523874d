"""2023-demo end to end: loaded as a newcomer loads it, computed, compared, changed, deleted."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from pytest_django import DjangoDbBlocker

from ecoasset.management.commands import load_demo
from scoring.analysis.published_ranks import agreement, published_edition
from scoring.deletion.services import edition_delete_synthetic
from scoring.inputs.services.value import value_set, value_withdraw
from scoring.models import (
    Basis,
    CityScore,
    ImportBatch,
    Indicator,
    IndicatorValue,
    PublishedRank,
    ScoreRun,
)
from scoring.products.appendix import appendix_export
from scoring.runs.selectors import newest_run
from scoring.runs.services import edition_recompute
from surveys.evidence.store import path_of, store_read
from surveys.models import (
    Answer,
    City,
    Code,
    Edition,
    Evidence,
    Reply,
    StoredFile,
    SubmissionCitation,
    TrailEntry,
    User,
)
from surveys.models.user import Role
from tests.builders import load_reference, make_user
from tests.ecoasset.demo.published_facts import (
    assert_in_answers,
    assert_in_letters,
    assert_on_their_page,
)
from tests.ecoasset.pages.numbers import assert_behind
from tests.scoring.rows import FIELDS
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]
# What they show is in the fixture, not in the database; loading and deleting are repeated.
one_engine = pytest.mark.one_engine
MARK = "合成"
PUBLISHED = Path(settings.BASE_DIR) / "fixtures/reference/published_2023.csv"
# What belongs to no edition, and stays when one goes.
SHARED = {"surveys.organ", "surveys.user", "surveys.storedfile", "surveys.trailentry"}


def _load() -> dict[str, object]:
    output = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load_demo, "FOLDERS", ("demo_2023",))
        call_command("load_demo", stdout=output)
    report: dict[str, object] = json.loads(output.getvalue())
    return report


def _counts() -> dict[str, int]:
    models = [
        model for app in ("surveys", "scoring") for model in apps.get_app_config(app).get_models()
    ]
    return {model._meta.label_lower: model._default_manager.count() for model in models}


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[dict[str, int], dict[str, object]]]:
    """The edition, loaded once for the module; (rows before, what the command printed)."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        before = _counts()
        yield before, _load()
        transaction.set_rollback(True)


@pytest.fixture
def demo() -> Edition:
    return Edition.objects.get(code="2023-demo")


@pytest.fixture
def runs(demo: Edition) -> dict[str, ScoreRun]:
    found = {basis: newest_run(demo, basis) for basis in Basis.values}
    return {basis: run for basis, run in found.items() if run is not None}


def _ranks(edition: Edition, basis: str = Basis.APPROVED) -> dict[str, tuple[int, ...]]:
    """All five, by adcode, after computing what is due."""
    run = next(r for r in edition_recompute(edition_id=edition.pk) if r.basis == basis)
    fields = [f"{field}_rank" for field in FIELDS]
    rows = CityScore.objects.filter(run=run).values_list("city__adcode", *fields)
    return {adcode: tuple(ranks) for adcode, *ranks in rows}


def test_every_published_rank_comes_out_on_both_bases(
    demo: Edition, runs: dict[str, ScoreRun]
) -> None:
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as stream:
        printed = {
            row["adcode"]: tuple(int(row[field]) for field in FIELDS)
            for row in csv.DictReader(stream)
        }
    assert len(printed) == 337
    for basis in Basis.values:
        computed = _ranks(demo, basis)
        equal = sum(
            a == b for key in printed for a, b in zip(printed[key], computed[key], strict=True)
        )
        assert equal == 337 * 5 == 1685
    assert runs["approved"].input_hash == runs["provisional"].input_hash


def test_the_comparison_says_so_too(demo: Edition, runs: dict[str, ScoreRun]) -> None:
    published = published_edition(demo)
    assert published is not None
    found = agreement(runs["approved"], published)
    assert (found.cells, found.equal_cells) == (1685, 1685)
    assert [(c.spearman, c.kendall, c.largest) for c in found.columns] == [(1.0, 1.0, 0)] * 5


def test_no_rank_is_stored_in_the_edition(demo: Edition) -> None:
    assert not PublishedRank.objects.filter(edition=demo).exists()
    names = Indicator.objects.filter(values__edition=demo).distinct().count()
    assert names == 54, "the coded columns come from answers"


def test_the_totals_of_the_report_are_in_the_answers(demo: Edition) -> None:
    assert_in_answers(demo)
    assert_in_letters(demo)


def test_the_facts_of_the_report_stand_on_their_page(english: None) -> None:
    assert_on_their_page(browser(make_user(Role.MANAGER)))


@one_engine
def test_every_quotation_stands_in_its_stored_document(demo: Edition) -> None:
    citations = SubmissionCitation.objects.filter(submission__edition=demo).values_list(
        "evidence__file__sha256", "quotation"
    )
    texts: dict[str, str] = {}
    missing = []
    for sha256, quotation in citations:
        if sha256 not in texts:
            texts[sha256] = store_read(sha256).decode()
        if quotation not in texts[sha256]:
            missing.append((sha256, quotation))
    assert len(texts) > 265
    assert missing == []
    without = Answer.objects.filter(
        edition=demo, submission__citations=None, submission__searches=None
    )
    assert not without.exists()


def test_everything_synthetic_says_so(demo: Edition, runs: dict[str, ScoreRun]) -> None:
    assert demo.synthetic
    for text in (demo.title_zh, demo.note_zh):
        assert MARK in text
    assert not Evidence.objects.filter(edition=demo).exclude(name__contains=MARK).exists()
    assert not IndicatorValue.objects.filter(edition=demo).exclude(source__contains=MARK).exists()
    assert MARK in ImportBatch.objects.get(edition=demo).name
    files = StoredFile.objects.filter(uses__edition=demo).distinct()
    assert all(MARK in store_read(file.sha256).decode() for file in files)
    coders = Code.objects.filter(edition=demo).values("coder")
    loggers = Reply.objects.filter(round__edition=demo).values("logged_by")
    people = User.objects.filter(Q(pk__in=coders) | Q(pk__in=loggers))
    assert people.exists()
    assert all(person.is_demo for person in people)
    assert MARK in TrailEntry.objects.get(action="edition.load_demo").reason
    for extension in ("xlsx", "csv"):
        assert MARK in appendix_export(runs["approved"], extension).name


@one_engine
def test_the_command_tells_how_to_sign_in(
    loaded: tuple[dict[str, int], dict[str, object]], demo: Edition
) -> None:
    report = loaded[1]
    assert report["editions"] == [
        {
            "edition": "2023-demo",
            "loaded": True,
            "values": IndicatorValue.objects.filter(edition=demo).count(),
            "answers": Answer.objects.filter(edition=demo).count(),
        }
    ]
    sign_ins = report["sign_ins"]
    assert isinstance(sign_ins, list)
    assert {entry["role"] for entry in sign_ins} == {
        "assistant",
        "reviewer",
        "manager",
        "analyst",
    }
    for entry in sign_ins:
        assert User.objects.get(username=entry["username"]).check_password(entry["password"])


def test_loading_again_changes_nothing(demo: Edition) -> None:
    before = _counts()
    passwords = set(User.objects.values_list("password", flat=True))
    assert _load()["editions"] == [{"edition": "2023-demo", "loaded": False}]
    assert _counts() == before
    assert set(User.objects.values_list("password", flat=True)) == passwords
    version = demo.inputs_version
    demo.refresh_from_db()
    assert demo.inputs_version == version


def _cell(adcode: str) -> tuple[City, Indicator]:
    return City.objects.get(adcode=adcode), Indicator.objects.get(code="R1.1.1")


def test_a_changed_value_moves_ranks(demo: Edition) -> None:
    before = _ranks(demo)
    city, indicator = _cell("350700")
    old = IndicatorValue.objects.get(edition=demo, city=city, indicator=indicator, current=True)
    value_set(actor=None, edition=demo, city=city, indicator=indicator, value=0.0, reason="what if")
    after = _ranks(demo)
    moved = {adcode for adcode in before if before[adcode] != after[adcode]}
    assert old.value > 0
    assert city.adcode in moved
    assert after[city.adcode][1] > before[city.adcode][1], "less paddy field, a worse rank"
    value_set(
        actor=None, edition=demo, city=city, indicator=indicator, value=old.value, reason="back"
    )
    assert _ranks(demo) == before


def test_a_withdrawn_value_moves_ranks(demo: Edition) -> None:
    before = _ranks(demo)
    city, indicator = _cell("350700")
    value_withdraw(actor=None, edition=demo, city=city, indicator=indicator, reason="no source")
    after = _ranks(demo)
    assert after != before
    assert len(after) == 337


def test_a_changed_answer_moves_ranks(demo: Edition) -> None:
    """Past the services: the answer alone decides, nothing is remembered elsewhere."""
    before = _ranks(demo)
    middle = [adcode for adcode, ranks in before.items() if 100 < ranks[2] < 200]
    answer = Answer.objects.filter(
        edition=demo, question__code="leading_group", choice="yes", city__adcode__in=middle
    )[0]
    Answer.objects.filter(pk=answer.pk).update(choice="no")
    Edition.objects.filter(pk=demo.pk).update(inputs_version=demo.inputs_version + 1)
    after = _ranks(demo)
    assert after[answer.city.adcode][2] > before[answer.city.adcode][2]


def test_deleting_it_leaves_one_event_of_no_edition(
    demo: Edition, loaded: tuple[dict[str, int], dict[str, object]]
) -> None:
    manager = make_user("manager")
    files = list(StoredFile.objects.values_list("sha256", flat=True))
    outside = set(TrailEntry.objects.filter(edition=None).values_list("pk", flat=True))
    edition_delete_synthetic(actor=manager, edition=demo)
    before, after = loaded[0], _counts()
    assert {name: after[name] - before[name] for name in after if name not in SHARED} == {
        name: 0 for name in after if name not in SHARED
    }
    (event,) = TrailEntry.objects.exclude(edition__code="2023-published").exclude(pk__in=outside)
    assert (event.action, event.actor, event.edition) == ("edition.delete", manager, None)
    assert event.changes["code"] == ["2023-demo", None]
    assert all(path_of(sha256).exists() for sha256 in files), "other editions may need them"


@one_engine
@pytest.mark.parametrize("role", Role.values)
def test_the_numbers_of_the_start_page_stand_behind_them(role: str) -> None:
    """Of a round that is over, whoever looks."""
    client = browser(make_user(role))
    assert_behind(client, "/?edition=2023-demo", least=4)
