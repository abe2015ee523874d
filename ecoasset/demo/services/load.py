from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from ecoasset.demo.fixture import DemoEdition
from ecoasset.demo.services.accounts import accounts_ensure
from ecoasset.demo.services.coding import Shelf, answers_load
from ecoasset.demo.services.correspondence import Texts, evidence_load, texts_make
from scoring.models import ImportBatch, Indicator, IndicatorValue
from surveys.evidence.store import store_write
from surveys.history.services import trail_write
from surveys.models import City, Edition, Question, Round, StoredFile, User
from surveys.open_edition import edition_touch
from surveys.rounds.services.edition import edition_open

SOURCE = "演示数据（合成）"


@dataclass(frozen=True)
class Loaded:
    edition: Edition
    created: bool
    values: int = 0
    answers: int = 0


def demo_load(*, demo: DemoEdition, values_csv: bytes) -> Loaded:
    """The edition of the fixture, loaded once; an edition of that code is left as it is.

    The rows are bulk-written past the single services, as one import with one entry in
    the trail; no ranks are among them.
    """
    people = accounts_ensure()
    found = Edition.objects.filter(code=demo.code).first()
    if found is not None:
        return Loaded(found, created=False)
    cities = {city.adcode: city for city in City.objects.all()}
    questions = {question.code: question for question in Question.objects.all()}
    names = {adcode: city.name for adcode, city in cities.items()}
    topics = {code: question.name_zh for code, question in questions.items()}
    texts = texts_make(demo, names, topics)
    sheet = _sheet(values_csv)
    with transaction.atomic():
        edition, survey_round = _open(demo, people["demo-manager"])
        evidence = evidence_load(demo, survey_round, cities, people, texts)
        shelf = Shelf(edition, cities, questions, people, texts, evidence, demo.as_of)
        answers = answers_load(demo, shelf)
        values = _values(demo, edition, cities, sheet, people["demo-manager"])
        edition_touch(edition=edition)
        _note(demo, edition, people["demo-manager"], texts, values, answers)
    edition.refresh_from_db()
    return Loaded(edition, created=True, values=values, answers=answers)


def _sheet(content: bytes) -> StoredFile:
    sha256 = store_write(content)
    row, _created = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": len(content), "media_type": "text/csv"}
    )
    return row


def _open(demo: DemoEdition, manager: User) -> tuple[Edition, Round]:
    cutoff = demo.cut_off or datetime.date(demo.year, 12, 31)
    edition = edition_open(
        actor=manager,
        code=demo.code,
        year=demo.year,
        title_zh=demo.name_zh,
        title_en=demo.name_en,
        note_zh=demo.note_zh,
        note_en=demo.note_en,
        opens_on=demo.opened_on,
        cutoff=cutoff,
        synthetic=True,
    )
    survey_round = edition.rounds.get()
    if demo.as_of > cutoff:
        # Loaded as a round that is over: its silence counts.
        Round.objects.filter(pk=survey_round.pk).update(closed_on=demo.as_of)
    return edition, survey_round


def _values(
    demo: DemoEdition,
    edition: Edition,
    cities: Mapping[str, City],
    sheet: StoredFile,
    manager: User,
) -> int:
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    count = sum(len(row) for row in demo.values.values())
    batch = ImportBatch.objects.create(
        edition=edition,
        file=sheet,
        name=f"{SOURCE}values.csv",
        state=ImportBatch.State.SIGNED_OFF,
        good_values=count,
        uploaded_by=manager,
        signed_off_by=manager,
        signed_off_at=timezone.now(),
    )
    rows = [
        IndicatorValue(
            edition=edition,
            city=cities[adcode],
            indicator=indicators[code],
            value=value,
            source=SOURCE,
            reference_year=indicators[code].reference_year,
            batch=batch,
            approved=True,
            entered_by=manager,
        )
        for adcode, by_code in demo.values.items()
        for code, value in by_code.items()
    ]
    IndicatorValue.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _note(
    demo: DemoEdition, edition: Edition, manager: User, texts: Texts, values: int, answers: int
) -> None:
    trail_write(
        actor=manager,
        action="edition.load_demo",
        subject=edition,
        edition=edition,
        new={
            "values": values,
            "answers": answers,
            "requests": len(demo.requests),
            "replies": len(demo.replies),
            "documents": len(texts.files),
        },
        reason=SOURCE,
    )
