"""One stored row of every model that the administration lists, with fixed times."""

from __future__ import annotations

import datetime

from django.apps import apps
from django.db.models import DateTimeField
from django.utils import timezone

from scoring.models import (
    CityScore,
    ComputeFault,
    EditionMethod,
    Heartbeat,
    ImportBatch,
    IndicatorValue,
    MethodVersion,
    PublishedRank,
    ScoreRun,
    Study,
)
from scoring.models.tree import Indicator, Node, Variable
from surveys.models import (
    AnnualTable,
    Answer,
    CalendarDay,
    City,
    Code,
    DueMove,
    Edition,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Organ,
    Outcome,
    Question,
    Reply,
    RequestEvent,
    ReviewDecision,
    Round,
    RoundImport,
    StoredFile,
    Submission,
    TrailEntry,
    User,
)
from tests.builders import CUTOFF, OPENS, TODAY, answers_of, make_city, make_user

AT = datetime.datetime(2025, 6, 2, 1, 2, 3, tzinfo=datetime.UTC)
SHA = "0123456789abcdef" * 4


def make_stored() -> User:
    """Returns the administrator, who made all of it."""
    person = make_user("administrator", "wang", full_name="王老师")
    city = make_city("甲市", adcode="990100", pinyin="jia")
    edition = Edition.objects.create(
        code="2025-stored", year=2025, title_zh="题", title_en="Title", synthetic=True
    )
    _survey(person, city, edition)
    _kept_elsewhere(person, InfoRequest.objects.get(), StoredFile.objects.get())
    _scores(person, city, edition)
    TrailEntry.objects.create(
        actor=person,
        action="edition.open",
        subject_type="surveys.edition",
        subject_id="1",
        subject="2025-stored",
        edition=edition,
        city_adcode=city.adcode,
        reason="开始",
    )
    _stop_clocks()
    return person


def _survey(person: User, city: City, edition: Edition) -> None:
    organ = Organ.objects.create(city=city, kind="forestry", name="甲市林业局")
    outcome = Outcome.objects.create(
        code="full",
        channel="disclosure",
        name_zh="予以公开",
        name_en="Granted",
        source="年报表",
        effective=True,
    )
    question = Question.objects.create(
        code="group",
        kind="binary",
        source="survey",
        choices=answers_of(),
        name_zh="领导小组",
        name_en="Leading group",
    )
    survey_round = Round.objects.create(edition=edition, number=1, opens_on=OPENS, cutoff=CUTOFF)
    letter = InfoRequest.objects.create(
        round=survey_round,
        organ=organ,
        channel="disclosure",
        wave=2,
        status="replied",
        outcome=outcome,
        sent_on=OPENS,
        due=TODAY,
        is_open=False,
    )
    _history(person, letter)
    reply = Reply.objects.create(
        round=survey_round,
        city=city,
        organ=organ,
        received_on=TODAY,
        number="〔2025〕7号",
        logged_by=person,
    )
    LetterOutcome.objects.create(reply=reply, request=letter, outcome=outcome)
    file = StoredFile.objects.create(sha256=SHA, size=1234, media_type="application/pdf")
    Evidence.objects.create(
        edition=edition,
        city=city,
        reply=reply,
        file=file,
        kind="reply",
        name="复函.pdf",
        personal=True,
        added_by=person,
    )
    cell = {"edition": edition, "city": city, "question": question, "choice": "yes"}
    code = Code.objects.create(**cell, coder=person, state="submitted")
    sent = Submission.objects.create(
        edition=edition, code=code, sequence=1, choice="yes", question_hash="0" * 64, sent_at=AT
    )
    answer = Answer.objects.create(**cell, submission=sent, state="returned", revision=3)
    ReviewDecision.objects.create(
        answer=answer, revision=3, verdict="returned", reviewer=person, reason="请核对"
    )


def _kept_elsewhere(person: User, letter: InfoRequest, file: StoredFile) -> None:
    edition = letter.round.edition
    AnnualTable.objects.create(
        edition=edition, organ=letter.organ, year=2024, cells={}, source="公报", entered_by=person
    )
    RoundImport.objects.create(
        edition=edition, workbook=file, name="轮次.xlsx", state="checked", brought_by=person
    )


def _history(person: User, letter: InfoRequest) -> None:
    RequestEvent.objects.create(
        request=letter, kind="submitted", route="web", date=OPENS, entered_by=person
    )
    DueMove.objects.create(request=letter, calendar="v1", old_due=OPENS, due=TODAY)
    CalendarDay.objects.create(
        scope="city",
        adcode=letter.organ.city.adcode,
        date=TODAY,
        kind="off",
        source="公告",
        reason="补录",
        set_by=person,
        set_at=AT,
    )


def _scores(person: User, city: City, edition: Edition) -> None:
    top = Node.objects.create(code="INDEX", level=0, name_zh="指数", name_en="Index", position=1)
    node = Node.objects.create(
        code="R", level=1, parent=top, name_zh="资源", name_en="Resources", position=2
    )
    indicator = Indicator.objects.create(
        code="R1",
        parent=node,
        domain=node,
        kind="area",
        unit="km2",
        direction=-1,
        source="raster",
        reference_year=2022,
        name_zh="耕地",
        name_en="Farmland",
    )
    Variable.objects.create(code="gdp", stored_unit="1e8 yuan", name_zh="产值", name_en="GDP")
    method = MethodVersion.objects.create(name="default", number=4, parameters={}, sha256=SHA)
    EditionMethod.objects.create(edition=edition, version=method)
    batch = ImportBatch.objects.create(
        edition=edition,
        file=StoredFile.objects.get(),
        name="值.xlsx",
        state="stored",
        good_values=7,
        refused_values=2,
        uploaded_by=person,
    )
    IndicatorValue.objects.create(
        edition=edition, city=city, indicator=indicator, value=12.5, batch=batch
    )
    run = ScoreRun.objects.create(
        edition=edition,
        basis="approved",
        method=method,
        inputs_version=5,
        input_hash="0" * 64,
        code_version="test",
        seconds=0.1,
        cities_ranked=337,
        block=b"",
    )
    CityScore.objects.create(
        run=run, city=city, composite=0.51234, composite_rank=3, market=0.25, market_rank=6
    )
    ranks = dict(zip(("composite", "resource", "management", "market"), (3, 4, 5, 6), strict=True))
    PublishedRank.objects.create(edition=edition, city=city, compensation=9, **ranks)
    Study.objects.create(
        run=run, kind="flip", state="done", parameters={}, requested_by=person, finished_at=AT
    )
    ComputeFault.objects.create(
        edition=edition, basis="provisional", inputs_version=6, code="no_unit"
    )
    Heartbeat.objects.create(name="sweep", at=AT)


def _stop_clocks() -> None:
    """Every time that was taken from the clock; the history refuses it, and keeps its own."""
    now = timezone.now()
    for label in ("surveys", "scoring"):
        for model in apps.get_app_config(label).get_models():
            clocked = [
                field.name
                for field in model._meta.concrete_fields
                if isinstance(field, DateTimeField) and (field.auto_now or field.auto_now_add)
            ]
            if clocked and model is not TrailEntry:
                rows = model._base_manager.filter(**{f"{clocked[0]}__lte": now})
                rows.update(**dict.fromkeys(clocked, AT))
