"""Runs, published ranks, priorities, methods, studies: what each page offers and asks."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from scoring.analysis.services import edition_prioritise
from scoring.models import ImportBatch, IndicatorValue, PublishedRank, Study
from surveys.models import Answer, Question
from tests.builders import make_edition, make_file, make_user
from tests.scoring.inputs.sheets import LEVELS
from tests.scoring.rows import make_value
from tests.scoring.scored import Scored, compute
from tests.web.people import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Client:
    return browser(make_user("manager"))


def _published(scored: Scored, year: int) -> str:
    printed = make_edition(f"{year}-printed", year=year, ranks_only=True)
    for rank, city in enumerate(scored.cities, start=1):
        names = ("composite", "resource", "management", "compensation", "market")
        PublishedRank.objects.create(edition=printed, city=city, **dict.fromkeys(names, rank))
    return f"/editions/{scored.edition.code}/published/"


def test_the_note_says_which_years_are_compared(scored: Scored, manager: Client) -> None:
    scored.edition.synthetic = True
    scored.edition.save()
    page = manager.get(_published(scored, scored.edition.year - 1)).content.decode()
    assert f"{scored.edition.year} computed, {scored.edition.year - 1} published" in page
    assert "it is no error" in page
    assert "solved backwards" not in page


@pytest.mark.parametrize("synthetic", [True, False])
def test_only_synthetic_values_of_the_year_were_solved_backwards(
    synthetic: bool, scored: Scored, manager: Client
) -> None:
    scored.edition.synthetic = synthetic
    scored.edition.save()
    page = manager.get(_published(scored, scored.edition.year)).content.decode()
    assert ("solved backwards" in page) is synthetic
    assert ("a difference is no error" in page) is not synthetic


def test_the_list_of_runs_marks_those_in_force_and_what_to_compare(
    scored: Scored, manager: Client
) -> None:
    make_value(scored.edition, scored.cities[0], "G3.1.1", 1.0)
    scored.edition.inputs_version += 1
    scored.edition.save()
    newer = compute(scored.edition)
    page = manager.get(f"/editions/{scored.edition.code}/runs/")
    assert page.context["current"] == {run.pk for run in newer.values()}
    old, new = page.context["old"], page.context["new"]
    assert (old, new) == (scored.runs["provisional"].pk, newer["provisional"].pk)
    text = page.content.decode()
    assert f'name="old" value="{old}" checked' in text
    assert f'name="new" value="{new}" checked' in text
    only = manager.get(f"/editions/{scored.edition.code}/runs/?basis=approved")
    assert {run.basis for run in only.context["page"]} == {"approved"}


def test_comparing_without_a_choice_stays_on_the_list(scored: Scored, manager: Client) -> None:
    address = f"/editions/{scored.edition.code}/runs/"
    answer = manager.get(f"/runs/compare/?from={scored.edition.code}&old={scored.run.pk}")
    assert answer["Location"] == address
    assert "Mark an older and a newer run" in manager.get(address).content.decode()


def test_priorities_speak_in_words_and_can_be_narrowed(scored: Scored, manager: Client) -> None:
    question = Question.objects.get(code="gep_standard")
    Answer.objects.filter(question=question).update(state=Answer.State.IN_REVIEW)
    edition_prioritise(edition_id=scored.edition.pk)
    address = f"/editions/{scored.edition.code}/priorities/"
    assert "no → yes" in manager.get(address).content.decode()
    narrowed = manager.get(address, {"province": "省1"})
    assert {row.item.city.province for row in narrowed.context["rows"]} == {"省1"}
    assert "Nothing matches" in manager.get(address, {"q": "火星"}).content.decode()
    analyst = browser(make_user("analyst"))
    assert analyst.get(address).status_code == 403
    assert address in manager.get(f"/editions/{scored.edition.code}/review/").content.decode()


def test_the_default_method_names_the_editions_that_did_not_choose(
    scored: Scored, manager: Client
) -> None:
    page = manager.get(f"/methods/{scored.run.method.pk}/").content.decode()
    assert "by default: no version was chosen" in page
    assert scored.edition.code in page
    assert 'data-confirm="Compute the chosen edition by' in page


def test_the_editor_tries_a_draft_where_cities_are_ranked(scored: Scored, manager: Client) -> None:
    make_edition("2030-empty", inputs_version=1)
    page = manager.get(f"/methods/{scored.run.method.pk}/edit/")
    assert page.context["state"].edition == scored.edition
    asked = manager.get(f"/methods/{scored.run.method.pk}/edit/?ground=2030-empty")
    assert asked.context["state"].edition.code == "2030-empty"


def test_a_preview_without_an_order_shows_no_nan(manager: Client, scored: Scored) -> None:
    IndicatorValue.objects.exclude(city=scored.cities[0]).delete()
    Answer.objects.exclude(city=scored.cities[0]).update(state=Answer.State.IN_REVIEW)
    scored.edition.inputs_version += 1
    scored.edition.save()
    run = compute(scored.edition)["approved"]
    assert run.cities_ranked < 2
    editor = manager.get(f"/methods/{run.method.pk}/edit/")
    fields = {**editor.context["state"].fields, "ground": scored.edition.code}
    page = manager.post(f"/methods/{run.method.pk}/preview/", fields).content.decode()
    assert "nan" not in page.lower().replace("finance", "")
    assert "no order to compare" in page


@pytest.mark.parametrize(
    ("kind", "has", "lacks"),
    [
        ("monte_carlo", {"draws", "seed"}, {"samples", "city", "rival"}),
        ("sobol", {"samples", "city"}, {"draws", "rival"}),
        ("flip", {"city", "rival", "places"}, {"seed", "draws", "coding_error"}),
    ],
)
def test_a_study_asks_for_what_its_kind_needs(
    kind: str, has: set[str], lacks: set[str], scored: Scored, manager: Client
) -> None:
    page = manager.get(f"/runs/{scored.run.pk}/sensitivity/?kind={kind}")
    names = set(page.context["form"].fields)
    assert has <= names
    assert not lacks & names


def test_a_flip_study_needs_one_clear_city(scored: Scored, manager: Client) -> None:
    address = f"/runs/{scored.run.pk}/sensitivity/new/"
    several = manager.post(address, {"kind": "flip", "city": "试验", "places": 1})
    assert several.status_code == 422
    assert "Several cities fit" in several.content.decode()
    done = manager.post(address, {"kind": "flip", "city": scored.cities[5].name, "places": 1})
    assert done.status_code == 302
    assert Study.objects.get().parameters["city"] == scored.cities[5].adcode


def test_leaving_out_is_listed_level_by_level(scored: Scored, manager: Client) -> None:
    page = manager.get(f"/runs/{scored.run.pk}/sensitivity/")
    assert [number for _label, number, _rows in page.context["levels"]] == LEVELS


def test_the_figure_has_axes_and_names(scored: Scored, manager: Client) -> None:
    page = manager.get(f"/editions/{scored.edition.code}/types/")
    figure = page.context["figure"]
    assert len(figure.points) == len(scored.cities)
    assert all(figure.left <= point.x <= figure.right for point in figure.points)
    assert all(figure.top <= point.y <= figure.bottom for point in figure.points)
    assert figure.x_ticks
    assert figure.y_ticks
    assert "Value realisation" in page.content.decode()
    assert sum(share for *_rest, share in page.context["quadrants"]) == pytest.approx(1)


def test_a_stored_batch_lists_its_rows_page_by_page(scored: Scored, manager: Client) -> None:
    batch = ImportBatch.objects.create(
        edition=scored.edition,
        file=make_file("值"),
        name="值.csv",
        state=ImportBatch.State.STORED,
        good_values=60,
    )
    rows = IndicatorValue.objects.filter(edition=scored.edition)[:60]
    IndicatorValue.objects.filter(pk__in=[row.pk for row in rows]).update(batch=batch)
    address = f"/editions/{scored.edition.code}/values/{batch.pk}/"
    with CaptureQueriesContext(connection) as captured:
        page = manager.get(address)
    assert len(captured) <= 12
    assert len(page.context["stored"]) == 50
    assert len(manager.get(address, {"rows": "2"}).context["stored"]) == 10
    text = page.content.decode()
    assert 'data-confirm="Sign off 60 new and 0 unchanged values?' in text
    assert f"/editions/{scored.edition.code}/ranking/?basis=provisional" in text
