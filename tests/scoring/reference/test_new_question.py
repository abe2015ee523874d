"""A question of every kind, added in the reference files alone, is there wherever questions are."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from ecoasset.demo.fixture import read_demo_2023
from ecoasset.demo.services.load import demo_load
from scoring.analysis.services import edition_prioritise
from scoring.models import Indicator
from surveys.coding.selectors import decided_values
from surveys.coding.services.code import code_submit
from surveys.models import Answer, City, Edition, Question, User
from surveys.open_edition import edition_touch
from tests.builders import (
    Cast,
    load_reference,
    make_answer,
    make_cast,
    make_code,
    make_edition,
    make_round,
)
from tests.scoring.inputs.sheets import change_rows
from tests.scoring.rows import FOLDER, fill_values
from tests.scoring.scored import compute
from tests.web.page import visit
from tests.web.people import browser

Rows = list[dict[str, str]]
YES_OR_NO, GRADE, COUNT, DERIVED = "added_flag", "added_grade_2", "added_count", "added_rule"
# With the indicator that each feeds from now on, in the place of the question before it.
ADDED = {
    YES_OR_NO: {
        "kind": "binary",
        "choices_zh": "yes=已设|no=未设|unknown=查不到",
        "choices_en": "yes=Set up|no=Not set up|unknown=Not found",
        "counts_as_one": "yes",
        "indicators": "G1.1.1",
    },
    GRADE: {
        "kind": "ordinal",
        "choices_zh": "1=粗略|2=尚可|3=详尽|unknown=查不到",
        "choices_en": "1=sketchy|2=fair|3=thorough|unknown=Not found",
        "min": "1",
        "max": "3",
        "indicators": "G1.3.2",
    },
    COUNT: {
        "kind": "count",
        "choices_zh": "unknown=查不到",
        "choices_en": "unknown=Not found",
        "min": "0",
        "indicators": "G4.4.2",
    },
    DERIVED: {"kind": "derived", "rule": f"{GRADE}>=2", "indicators": "G1.3.1"},
}
CODED = (YES_OR_NO, GRADE, COUNT)
ANSWERS: dict[str, str | float] = {YES_OR_NO: "no", GRADE: 2.0, COUNT: 5.0}
IN_WORDS = {
    YES_OR_NO: {"en": "Not set up", "zh-hans": "未设"},
    GRADE: {"en": "2 · fair", "zh-hans": "2 · 尚可"},
    COUNT: {"en": "5", "zh-hans": "5"},
}
LANGUAGES = ("en", "zh-hans")


def _fed() -> set[str]:
    return {facts["indicators"] for facts in ADDED.values()}


def _questions(rows: Rows) -> None:
    """The new ones stand among the old, some of which feed nothing from now on."""
    for row in rows:
        row["indicators"] = "" if row["indicators"] in _fed() else row["indicators"]
    rows[3:3] = [
        {
            **dict.fromkeys(rows[0], ""),
            "code": code,
            "name_zh": f"新题{code}",
            "name_en": f"New {code}",
            "source": "policy_document",
            "guidance_zh": "以文件为准。",
            "guidance_en": "Judged by the document.",
            **facts,
        }
        for code, facts in ADDED.items()
    ]


def _derivations(rows: Rows) -> None:
    by_indicator = {facts["indicators"]: code for code, facts in ADDED.items()}
    for row in rows:
        row["derivation"] = by_indicator.get(row["code"], row["derivation"])
        if row["kind"] == "ordinal":
            row["unit"] = "1-3"


def _variables(rows: Rows) -> None:
    for row in rows:
        row["used_by"] = " ".join(code for code in row["used_by"].split() if code not in _fed())


@dataclass(frozen=True)
class World:
    """Two cities answered the new questions: the first approved, the second in review."""

    edition: Edition
    cast: Cast
    cities: list[City]
    answers: dict[str, Answer]
    printed: str

    def browser(self, who: str, language: str = "en") -> Client:
        """Read anew: the last test's language is rolled back in the database alone."""
        person = User.objects.get(pk=getattr(self.cast, who).pk)
        return browser(person, language=language)

    def address(self, page: str, city: int = 0) -> str:
        return f"/editions/{self.edition.code}/cities/{self.cities[city].adcode}/{page}"


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    folder = Path(shutil.copytree(FOLDER, tmp_path_factory.mktemp("new") / "reference"))
    change_rows(folder / "questions.csv", _questions)
    change_rows(folder / "indicators.csv", _derivations)
    change_rows(folder / "variables.csv", _variables)
    with django_db_blocker.unblock(), transaction.atomic():
        printed = load_reference(folder=folder)
        edition, cast = make_edition("2025-new", synthetic=True), make_cast()
        make_round(edition)
        yield _answered(edition, cast, printed)
        transaction.set_rollback(True)


def _answered(edition: Edition, cast: Cast, printed: str) -> World:
    cities = list(City.objects.order_by("adcode")[:3])
    questions = {code: Question.objects.get(code=code) for code in CODED}
    fill_values(edition)
    for code, value in ANSWERS.items():
        make_answer(edition, cities[0], questions[code], cast.coder, value, Answer.State.APPROVED)
    answers = {}
    for code, value in ANSWERS.items():
        row = make_code(edition, cities[1], questions[code], cast.coder, value)
        answers[code] = code_submit(actor=cast.coder, code=row, answer_revision=0)
    edition_touch(edition=edition)
    return World(edition, cast, cities, answers, printed)


@pytest.mark.django_db
class TestANewQuestion:
    def test_it_is_loaded_with_all_the_others(self, world: World) -> None:
        total = Question.objects.count()
        assert f"question: {total} added, 0 changed, 0 unchanged, 0 refused" in world.printed
        found = Question.objects.order_by("position").values_list("code", flat=True)
        assert list(found)[3:7] == list(ADDED)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_coded_with_its_own_words(self, world: World, language: str) -> None:
        client = world.browser("coder", language=language)
        source = " ".join(client.get(world.address("code/", city=2)).content.decode().split())
        text = visit(client, world.address("code/", city=2)).text
        tongue = "en" if language == "en" else "zh"
        for code in CODED:
            assert f"New {code}" in text if language == "en" else f"新题{code}" in text
            for part in ADDED[code][f"choices_{tongue}"].split("|"):
                assert part.partition("=")[2] in text
        assert f"New {DERIVED}" not in text
        assert 'value="3" data-key="3"' in source
        cards = client.get(world.address("code/", city=2)).context["cards"]
        keys = {c.question.code: [o.key for o in c.options] for c in cards}
        assert [keys[code] for code in CODED] == [["y", "n", "u"], ["1", "2", "3", "u"], ["u"]]

    def test_it_takes_its_own_answers_alone(self, world: World) -> None:
        client = world.browser("coder")
        for code, wrong, right in ((YES_OR_NO, "in_preparation", "no"), (GRADE, "4", "3")):
            for value, status in ((wrong, 422), (right, 200)):
                data = {"value": value, "revision": 0, "answer_revision": 0}
                address = world.address(f"code/{code}/", city=2)
                answer = client.post(address, data, headers={"HX-Request": "true"})
                assert answer.status_code == status, (code, value)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_is_reviewed_and_kept_in_its_words(self, world: World, language: str) -> None:
        client = world.browser("reviewer", language=language)
        for code, answer in world.answers.items():
            words = IN_WORDS[code][language]
            page = visit(client, f"/answers/{answer.pk}/")
            assert f"{words} " in page.text
            queue = f"/editions/{world.edition.code}/review/"
            [row] = visit(client, queue, question=answer.question_id).rows
            assert words in row
        history = [" ".join(row) for row in visit(client, "/trail/").rows]
        name = "New " if language == "en" else "新题"
        for code in (YES_OR_NO, GRADE):
            [told] = [row for row in history if f"{name}{code}" in row]
            assert told.count(IN_WORDS[code][language]) == 2, "of what, and what it became"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_it_stands_on_the_city_page_and_in_the_explanation(
        self, world: World, language: str
    ) -> None:
        run = compute(world.edition)["approved"]
        city = world.cities[0]
        client = world.browser("manager", language=language)
        page = visit(client, f"/editions/{world.edition.code}/cities/{city.adcode}/")
        for code in CODED:
            row = page.row(f"{ADDED[code]['indicators']} ")
            assert IN_WORDS[code][language] in " ".join(row)
        told = visit(client, f"/runs/{run.pk}/cities/{city.adcode}/explain/")
        for answer in Answer.objects.filter(edition=world.edition, city=city):
            assert told.leads_to(f"/answers/{answer.pk}/")

    def test_it_counts_as_its_kind_says(self, world: World) -> None:
        found = {
            row.question: row.value
            for row in decided_values(world.edition, approved_only=True)
            if row.city_id == world.cities[0].pk
        }
        assert found == {YES_OR_NO: 0.0, GRADE: 2.0, COUNT: 5.0, DERIVED: 1.0}

    def test_it_has_its_place_in_the_order_of_review(self, world: World) -> None:
        edition_prioritise(edition_id=world.edition.pk)
        client = world.browser("reviewer")
        page = visit(client, f"/editions/{world.edition.code}/priorities/")
        text = " ".join(" ".join(row) for row in page.rows)
        assert f"New {YES_OR_NO}" in text
        assert "2 · fair" in text
        assert "1 · sketchy" in text or "3 · thorough" in text, "what it could be instead"
        source = client.get(f"/editions/{world.edition.code}/priorities/").content.decode()
        assert all(f">New {code}</option>" in source for code in CODED)

    def test_the_administration_shows_it(self, world: World) -> None:
        client = world.browser("administrator")
        listed = visit(client, "/admin/surveys/question/").text
        assert "Set up | Not set up | Not found" in listed
        assert "1 · sketchy | 2 · fair | 3 · thorough | Not found" in listed
        question = Question.objects.get(code=GRADE)
        assert "2 · fair" in visit(client, f"/admin/surveys/question/{question.pk}/change/").text
        answers = visit(client, "/admin/surveys/answer/").text
        assert all(words["en"] in answers for words in IN_WORDS.values())

    def test_the_synthetic_editions_still_load(self, world: World) -> None:
        """They have no answers to it, so nothing of theirs stands at its indicators."""
        demo = read_demo_2023()
        adcodes = {city.adcode for city in world.cities}
        part = replace(
            demo,
            values={adcode: demo.values[adcode] for adcode in adcodes},
            requests=tuple(row for row in demo.requests if row.adcode in adcodes),
            events=tuple(row for row in demo.events if row.request[:6] in adcodes),
            replies=tuple(row for row in demo.replies if row.adcode in adcodes),
            answers=tuple(row for row in demo.answers if row.adcode in adcodes),
        )
        loaded = demo_load(demo=part, values_csv=b"adcode\n")
        assert loaded.answers == len(part.answers)
        found = {row.question for row in decided_values(loaded.edition, approved_only=True)}
        assert found.isdisjoint(ADDED)
        assert Indicator.objects.get(code="G1.1.1").derivation == YES_OR_NO
