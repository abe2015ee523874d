"""What a process holds of the reference tables is what was loaded last."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scoring.models import Indicator
from scoring.rendered.tables import Tables, reference_tables
from scoring.runs.questions import questions_behind
from surveys.models import City, Question
from surveys.reference_state import reference_changed
from tests.builders import make_city
from tests.scoring.rows import make_index

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    make_index()
    found = make_city("甲市")
    reference_changed()
    return found


def _look() -> Tables:
    found = reference_tables()
    assert found.cities
    assert found.nodes
    assert found.indicators_by_code.keys() == {row.code for row in found.indicators}
    assert questions_behind()
    return found


def test_the_second_look_asks_only_whether_they_changed(city: City) -> None:
    first = _look()
    with CaptureQueriesContext(connection) as captured:
        assert _look() is first
    assert len(captured) == 2, "once for the tables, once for the questions"


def test_loading_shows_at_once(city: City) -> None:
    _look()
    City.objects.filter(pk=city.pk).update(name="乙市")
    indicator = Indicator.objects.coded().filter(derivation="leading_group")[0]
    Indicator.objects.filter(pk=indicator.pk).update(derivation="leading_group + 1")
    assert reference_tables().cities[city.adcode].name == "甲市", "nobody said that it changed"
    reference_changed()
    assert reference_tables().cities[city.adcode].name == "乙市"
    assert reference_tables().indicators_by_code[indicator.code].derivation.endswith("1")


def test_a_question_that_is_derived_otherwise_shows_at_once(city: City) -> None:
    derived = Question.objects.filter(kind=Question.Kind.DERIVED)[0]
    before = questions_behind()
    Question.objects.filter(pk=derived.pk).update(code="another_code")
    reference_changed()
    assert questions_behind() != before


def test_what_nobody_loaded_is_read_each_time() -> None:
    assert reference_tables().cities == {}
    city = make_city()
    assert set(reference_tables().cities) == {city.adcode}
