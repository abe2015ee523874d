"""What a row of each model is called, in lists, in the history and in the administration."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import translation

from scoring.models import (
    BoardView,
    CityScore,
    ComputeFault,
    EditionMethod,
    Heartbeat,
    ImportBatch,
    Indicator,
    IndicatorValue,
    MethodVersion,
    Node,
    PublishedRank,
    ScoreRun,
    Study,
    StudyBlock,
    Variable,
)
from surveys.models import (
    AnnualTable,
    Answer,
    CalendarDay,
    CaseNote,
    Citation,
    CitationCheck,
    City,
    Code,
    CodebookDraft,
    CodebookVersion,
    CodeProposal,
    DueMove,
    Edition,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Organ,
    Outcome,
    Question,
    ReferenceLoad,
    Reply,
    RequestEvent,
    ReviewDecision,
    ReviewPriority,
    Round,
    RoundImport,
    RoundImportFile,
    RoundStatistics,
    SearchRecord,
    StoredFile,
    Submission,
    SubmissionCitation,
    SubmissionSearch,
    TrailEntry,
    User,
    Wording,
    WordingBand,
)
from tests.builders import answers_of

DAY = datetime.date(2025, 6, 2)
CITY = City(adcode="330100", name="杭州市", short_name="杭州", pinyin="hangzhou")
EDITION = Edition(code="2025-names")
QUESTION = Question(name_zh="领导小组", name_en="Leading group", choices=answers_of())
INDICATOR = Indicator(name_zh="耕地", name_en="Farmland")
ORGAN = Organ(city=CITY, name="市林业局")
LETTER = InfoRequest(organ=ORGAN, channel="consultation", wave=2)
MOVED = {"old_due": DAY, "due": DAY + datetime.timedelta(days=1)}
GRANTED = Outcome(code="full", name_zh="予以公开", name_en="Granted")
CELL = {"edition": EDITION, "city": CITY}
ANSWER = Answer(**CELL, question=QUESTION, choice="yes")
METHOD = MethodVersion(name="heavier", number=3)
STUDY = Study(pk=7, kind="flip")
# Rows with the name in English and in Chinese.
NAMED: list[tuple[Model, str, str]] = [
    (CITY, "杭州市", "杭州市"),
    (ORGAN, "市林业局", "市林业局"),
    (EDITION, "2025-names", "2025-names"),
    (Round(edition=EDITION, number=2), "2025-names · 2", "2025-names · 2"),
    (LETTER, "市林业局 · Consultation · 2", "市林业局 · 政府咨询 · 2"),
    (
        InfoRequest(organ=ORGAN, channel="disclosure", wave=1),
        "市林业局 · Disclosure request · 1",
        "市林业局 · 依申请公开 · 1",
    ),
    (
        Reply(organ=ORGAN, received_on=DAY),
        "市林业局 · 2025-06-02",
        "市林业局 · 2025-06-02",
    ),
    (
        LetterOutcome(request=LETTER, outcome=GRANTED),
        "市林业局 · Consultation · 2 · Granted",
        "市林业局 · 政府咨询 · 2 · 予以公开",
    ),
    (
        LetterOutcome(reply=Reply(organ=ORGAN, received_on=DAY), outcome=GRANTED),
        "市林业局 · 2025-06-02 · Granted",
        "市林业局 · 2025-06-02 · 予以公开",
    ),
    (
        RequestEvent(request=LETTER, kind="received", date=DAY),
        "市林业局 · Consultation · 2 · Received by the organ · 2025-06-02",
        "市林业局 · 政府咨询 · 2 · 机关收到 · 2025-06-02",
    ),
    (
        DueMove(request=LETTER, **MOVED),
        "市林业局 · Consultation · 2 · 2025-06-02 → 2025-06-03",
        "市林业局 · 政府咨询 · 2 · 2025-06-02 → 2025-06-03",
    ),
    (GRANTED, "Granted", "予以公开"),
    (BoardView(name="逾期"), "逾期", "逾期"),
    (RoundImport(name="旧轮.xlsx", edition=EDITION), *(("旧轮.xlsx · 2025-names",) * 2)),
    (RoundImportFile(name="复函.pdf"), "复函.pdf", "复函.pdf"),
    (StoredFile(sha256="0123456789abcdef"), "0123456789ab", "0123456789ab"),
    (Evidence(name="复函.pdf"), "复函.pdf", "复函.pdf"),
    (QUESTION, "Leading group", "领导小组"),
    (ANSWER, "杭州市 · Leading group · Yes", "杭州市 · 领导小组 · 是"),
    (
        Answer(**CELL, question=QUESTION, number=2.5),
        "杭州市 · Leading group · 2.5",
        "杭州市 · 领导小组 · 2.5",
    ),
    (
        Code(**CELL, question=QUESTION, choice="in_preparation"),
        "杭州市 · Leading group · In preparation",
        "杭州市 · 领导小组 · 筹备中",
    ),
    (Code(**CELL, question=QUESTION), "杭州市 · Leading group · ", "杭州市 · 领导小组 · "),
    (
        CodeProposal(**CELL, question=QUESTION, choice="yes"),
        "杭州市 · Leading group · Yes",
        "杭州市 · 领导小组 · 是",
    ),
    (Citation(quotation="文" * 39 + "末尾"), "文" * 39 + "末", "文" * 39 + "末"),
    (SearchRecord(place="网站", words="小组"), "网站 · 小组", "网站 · 小组"),
    (
        Submission(code=Code(**CELL, question=QUESTION, choice="no"), choice="yes"),
        "杭州市 · Leading group · Yes",
        "杭州市 · 领导小组 · 是",
    ),
    (SubmissionCitation(quotation="文" * 39 + "末尾"), "文" * 39 + "末", "文" * 39 + "末"),
    (
        CitationCheck(citation=SubmissionCitation(quotation="文"), state="absent"),
        "文 · not in the document",
        "文 · 文件中没有",
    ),
    (
        Citation(page=3, box_x=0.1, box_y=0.25, box_width=0.5, box_height=0.1),
        "3: 0.1,0.25,0.5,0.1",
        "3: 0.1,0.25,0.5,0.1",
    ),
    (
        CaseNote(city=CITY, author=User(username="wang"), words="记"),
        "杭州市 · wang",
        "杭州市 · wang",
    ),
    (SubmissionSearch(place="网站", words="小组"), "网站 · 小组", "网站 · 小组"),
    (
        ReviewDecision(answer=ANSWER, verdict="returned"),
        "杭州市 · Leading group · Yes · Returned",
        "杭州市 · 领导小组 · 是 · 已退回",
    ),
    (
        ReviewPriority(**CELL, question=QUESTION, rank_change=9),
        "杭州市 · Leading group · 9",
        "杭州市 · 领导小组 · 9",
    ),
    (AnnualTable(organ=Organ(name="发改委"), year=2024), "发改委 · 2024", "发改委 · 2024"),
    (RoundStatistics(edition=Edition(code="2025"), number=1), "2025 · 1", "2025 · 1"),
    (TrailEntry(action="code.save", subject="某事"), "code.save · 某事", "code.save · 某事"),
    (CodebookVersion(number=3), "3", "3"),
    (CodebookDraft(base=CodebookVersion(number=3)), "3", "3"),
    (Wording(opening="答复如下"), "答复如下", "答复如下"),
    (Wording(file=StoredFile(sha256="0123456789abcdef")), *(("0123456789ab",) * 2)),
    (WordingBand(wording=Wording(opening="答复"), value=7), "答复 · 7", "答复 · 7"),
    (User(username="wang", full_name="王老师"), "王老师", "王老师"),
    (User(username="wang"), "wang", "wang"),
    (Node(code="R", name_zh="资源", name_en="Resources"), "Resources", "资源"),
    (INDICATOR, "Farmland", "耕地"),
    (Variable(name_zh="人口", name_en="Population"), "Population", "人口"),
    (
        IndicatorValue(**CELL, indicator=INDICATOR, value=12.0),
        "杭州市 · Farmland · 12",
        "杭州市 · 耕地 · 12",
    ),
    (ImportBatch(edition=EDITION, name="值.xlsx"), "值.xlsx · 2025-names", "值.xlsx · 2025-names"),
    (METHOD, "heavier 3", "heavier 3"),
    (
        EditionMethod(edition=EDITION, version=METHOD),
        "2025-names · heavier 3",
        "2025-names · heavier 3",
    ),
    (
        ScoreRun(edition=EDITION, basis="provisional", inputs_version=5),
        "2025-names · Provisional · 5",
        "2025-names · 初步 · 5",
    ),
    (CityScore(city=CITY, composite_rank=4), "杭州市 · 4", "杭州市 · 4"),
    (PublishedRank(city=CITY, composite=6), "杭州市 · 6", "杭州市 · 6"),
    (
        ComputeFault(edition=EDITION, basis="approved"),
        "2025-names · Approved",
        "2025-names · 已审核",
    ),
    (
        Heartbeat(name="sweep", at=datetime.datetime(2025, 6, 2, 7, 8, 9, tzinfo=datetime.UTC)),
        "sweep · 2025-06-02 07:08:09",
        "sweep · 2025-06-02 07:08:09",
    ),
    (ReferenceLoad(number=3), "3", "3"),
    (
        CalendarDay(scope="city", adcode="540100", date=DAY, kind="off"),
        "540100 · 2025-06-02 · off",
        "540100 · 2025-06-02 · off",
    ),
    (
        CalendarDay(scope="nation", date=DAY, kind="work"),
        "2025-06-02 · work",
        "2025-06-02 · work",
    ),
    (STUDY, "Rank flip 7", "排名翻转 7"),
    (Study(pk=8, kind="sobol"), "Sobol indices 8", "Sobol 指数 8"),
    (StudyBlock(study=STUDY, number=2), "Rank flip 7 · 2", "排名翻转 7 · 2"),
]


@pytest.mark.parametrize(("row", "english", "chinese"), NAMED)
def test_a_row_is_called_so(row: Model, english: str, chinese: str) -> None:
    for language, words in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert str(row) == words


def test_every_model_of_ours_has_its_row_here() -> None:
    ours = {*apps.get_app_config("surveys").get_models(), *_scoring()}
    assert {type(row) for row, _english, _chinese in NAMED} == ours


def _scoring() -> Any:
    return apps.get_app_config("scoring").get_models()


def test_a_person_is_addressed_by_name_or_by_what_signs_in() -> None:
    for person, name in (
        (User(username="wang", full_name="王老师"), "王老师"),
        (User(username="wang"), "wang"),
    ):
        assert (person.get_full_name(), person.get_short_name()) == (name, name)


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("en", ("Hangzhou 杭州市", "Hangzhou 杭州", "Zhejiang 浙江省", "某省")),
        ("zh-hans", ("杭州市", "杭州", "浙江省", "某省")),
    ],
)
def test_a_place_by_the_readers_language(language: str, labels: tuple[str, ...]) -> None:
    city = City(name="杭州市", short_name="杭州", pinyin="hangzhou", province="浙江省")
    with translation.override(language):
        unknown = City(province="某省").province_label
        assert (city.label, city.short_label, city.province_label, unknown) == labels


def test_guidance_by_the_readers_language() -> None:
    question = Question(guidance_zh="看文件", guidance_en="See the document")
    for language, words in (("en", "See the document"), ("zh-hans", "看文件")):
        with translation.override(language):
            assert question.guidance == words


@pytest.mark.parametrize(
    ("kind", "numeric"), [("binary", False), ("ordinal", True), ("count", True), ("derived", False)]
)
def test_which_questions_take_a_number(kind: str, numeric: bool) -> None:
    assert Question(kind=kind).is_numeric is numeric


@pytest.mark.parametrize(("days", "late"), [(-1, False), (0, False), (1, True)])
def test_a_reply_is_late_from_the_day_after_the_cut_off(days: int, late: bool) -> None:
    reply = Reply(round=Round(cutoff=DAY), received_on=DAY + datetime.timedelta(days=days))
    assert reply.is_late is late


@pytest.mark.parametrize("source", Indicator.Source.values)
def test_which_indicators_are_coded(source: str) -> None:
    assert Indicator(source=source).is_coded is (source in {"survey", "policy_document"})
