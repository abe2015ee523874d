"""The reference fixtures: complete, consistent with each other, initials as spoken."""

from __future__ import annotations

from collections import Counter

import pytest

from ecoasset.demo.making.reference import CODED, FIXTURES, RANK_COLUMNS, Reference, read_rows

SHARED_PINYIN = {"fuzhou", "suzhou", "taizhou", "yichun", "yulin"}


def test_337_cities_with_unique_adcodes_and_names(reference: Reference) -> None:
    assert len({city["adcode"] for city in reference.cities}) == 337
    assert len({city["name"] for city in reference.cities}) == 337


def test_five_spellings_are_shared_by_two_cities_each(reference: Reference) -> None:
    counts = Counter(city["pinyin"] for city in reference.cities)
    assert {spelling for spelling, n in counts.items() if n > 1} == SHARED_PINYIN
    assert {counts[spelling] for spelling in SHARED_PINYIN} == {2}


@pytest.mark.parametrize(
    ("name", "initials", "full"),
    [
        ("重庆市", "cq", "cqs"),
        ("六安市", "la", "las"),
        ("长治市", "cz", "czs"),
        ("朝阳市", "cy", "cys"),
        ("漯河市", "lh", "lhs"),
        ("昌都市", "cd", "cds"),
        ("亳州市", "bz", "bzs"),
        ("台州市", "tz", "tzs"),
        ("阿勒泰地区", "alt", "altdq"),
        ("阿坝藏族羌族自治州", "abz", "abzzqzzzz"),
        ("克孜勒苏柯尔克孜自治州", "kzlsz", "kzlskekzzzz"),
    ],
)
def test_initials(reference: Reference, name: str, initials: str, full: str) -> None:
    city = reference.cities[reference.city_index(name)]
    assert (city["initials"], city["initials_full"]) == (initials, full)


def test_one_initial_for_each_character(reference: Reference) -> None:
    for city in reference.cities:
        assert len(city["initials_full"]) == len(city["name"]), city["name"]
        assert len(city["initials"]) == len(city["short_name"]), city["name"]


def test_tree_has_24_19_11_18_indicators_in_four_domains(reference: Reference) -> None:
    counts = Counter(row["domain_code"] for row in reference.indicators)
    assert counts == {"R": 24, "G": 19, "C": 11, "M": 18}
    assert len({row["first_code"] for row in reference.indicators}) == 16
    assert len({row["second_code"] for row in reference.indicators}) == 41


def test_every_published_rank_column_is_a_permutation(reference: Reference) -> None:
    for column, name in enumerate(RANK_COLUMNS):
        assert sorted(reference.published[:, column]) == list(range(1, 338)), name


def test_every_coded_indicator_is_fed_by_one_question(reference: Reference) -> None:
    fed = Counter(code for row in reference.questions for code in row["indicators"].split())
    coded = {row["code"] for row in reference.indicators if row["source"] in CODED}
    assert fed == dict.fromkeys(coded, 1)


def test_every_question_is_named_and_explained(reference: Reference) -> None:
    assert {row["kind"] for row in reference.questions} == {"binary", "ordinal", "count", "derived"}
    rules = {row["code"]: row["rule"] for row in reference.questions if row["kind"] == "derived"}
    assert rules["consultation_answered"] == "reply_quality>=2"
    for row in reference.questions:
        texts = ("name_zh", "name_en", "guidance_zh", "guidance_en")
        assert all(row[text] for text in texts), row["code"]


def test_base_variables_name_the_indicators_that_use_them(reference: Reference) -> None:
    for variable in read_rows(FIXTURES / "reference" / "variables.csv"):
        used = [r["code"] for r in reference.indicators if _mentions(r, variable["code"])]
        assert used == variable["used_by"].split(), variable["code"]


def test_outcome_codes_are_unique_and_say_whether_they_can_be_effective() -> None:
    outcomes = read_rows(FIXTURES / "reference" / "outcomes.csv")
    assert len({row["code"] for row in outcomes}) == len(outcomes)
    assert {row["effective"] for row in outcomes} == {"yes", "no"}
    silent = {row["code"]: row["effective"] for row in outcomes if "silent" in row["code"]}
    assert silent == {"silent": "no", "consult_silent": "no"}


def _mentions(indicator: dict[str, str], variable: str) -> bool:
    text = indicator["derivation"]
    for sign in "+-*/()":
        text = text.replace(sign, " ")
    return variable in text.split()
