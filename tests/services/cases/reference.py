"""Reference data, and the synthetic editions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Model
from django.forms.models import model_to_dict

from ecoasset.demo.fixture import DemoAnswer, DemoEdition, DemoEvent, DemoReply, DemoRequest
from ecoasset.demo.services.load import Loaded, demo_load
from scoring.models import ImportBatch, Indicator, IndicatorValue, PublishedRank, Variable
from scoring.reference import services as scoring
from surveys.models import (
    Answer,
    Citation,
    Code,
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
    Round,
    StoredFile,
    Submission,
    SubmissionCitation,
    TrailEntry,
    User,
)
from surveys.reference import services as surveys
from tests.builders import OPENS, TODAY
from tests.scoring.inputs.sheets import reference_rows
from tests.scoring.rows import FIELDS
from tests.services.case import Case
from tests.services.results import Full

Rows = list[dict[str, str]]


def _renamed(file: str, codes: Sequence[str]) -> Rows:
    rows = reference_rows(file)
    for row in rows:
        if row["code"] in codes:
            row["name_zh"] = f"新{row['name_zh']}"
    return rows


def _cities(world: Full) -> Rows:
    """The first two under other names; the file lacks the third."""
    rows = []
    for city in world.cities[:2]:
        facts = {name: str(value) for name, value in model_to_dict(city).items()}
        flags = dict.fromkeys(("is_capital", "in_yangtze_belt", "in_yellow_prov"), "否")
        rows.append({**facts, **flags, "name": f"新{city.name}", "short_name": f"新{city}"})
    return rows


def _ranks(world: Full) -> Rows:
    """Those of the world, turned round."""
    return [
        {"adcode": city.adcode, "name": city.name, **dict.fromkeys(FIELDS, str(rank))}
        for rank, city in enumerate(reversed(world.cities), start=1)
    ]


def _stored(model: type[Model], *codes: str) -> Iterable[Model]:
    return model._default_manager.filter(code__in=codes)


def _marked(rows: Iterable[Model]) -> list[Model]:
    """With the mark that reference rows changed."""
    return [*rows, *ReferenceLoad.objects.all()]


def _demo(world: Full) -> Loaded:
    """One letter of one city, one answer that rests on it, and one value."""
    adcode = world.city.adcode
    outcome = Outcome.objects.filter(channel="consultation", effective=True)[0].code
    request = DemoRequest(
        key=f"{adcode}-1",
        adcode=adcode,
        organ_kind=Organ.Kind.GOVERNMENT_OFFICE,
        channel="consultation",
        part="all",
        wave=1,
        outcome=outcome,
        substance=2,
    )
    sent = DemoEvent(request.key, "submitted", OPENS, route="mailbox")
    reply = DemoReply(
        key=request.key,
        adcode=adcode,
        organ_kind=request.organ_kind,
        channel=request.channel,
        received_on=TODAY,
        dated_on=TODAY,
        posted_on=None,
        substance=2,
        letters=((request.key, outcome),),
    )
    answer = DemoAnswer(
        adcode=adcode,
        question=world.questions["sent"].code,
        value="yes",
        evidence_value="yes",
        detail_zh="",
        basis="reply",
        request=request.key,
        found_on=None,
        coder_a="demo-assistant-1",
        code_a="yes",
        coder_b="demo-assistant-2",
        code_b="no",
        state="approved",
    )
    edition = DemoEdition(
        code="2027-demo",
        year=2027,
        name_zh="演示",
        name_en="Demo",
        note_zh="",
        note_en="",
        opened_on=OPENS,
        as_of=TODAY,
        cut_off=None,
        values={adcode: {"R1.1.1": 1.5}},
        requests=(request,),
        events=(sent,),
        replies=(reply,),
        answers=(answer,),
        doubts=(),
    )
    return demo_load(demo=edition, values_csv=b"adcode,R1.1.1\n")


DEMO = {
    Edition: 1,
    Round: 1,
    InfoRequest: 1,
    Reply: 1,
    LetterOutcome: 1,
    RequestEvent: 2,
    Evidence: 1,
    Code: 2,
    Citation: 2,
    Submission: 2,
    SubmissionCitation: 2,
    Answer: 1,
    ReviewDecision: 1,
    ImportBatch: 1,
    IndicatorValue: 1,
    TrailEntry: 3,
}

CASES = (
    Case(
        surveys.cities_load,
        lambda world: surveys.cities_load(rows=_cities(world)),
        changed=lambda world: _marked(world.cities[:2]),
    ),
    Case(
        surveys.questions_load,
        lambda world: surveys.questions_load(
            rows=_renamed("questions.csv", ("leading_group", "mnr_cases"))
        ),
        changed=lambda world: _marked(_stored(Question, "leading_group", "mnr_cases")),
    ),
    Case(
        surveys.outcomes_load,
        lambda world: surveys.outcomes_load(
            rows=_renamed("outcomes.csv", ("granted", "partly_granted"))
        ),
        changed=lambda world: _marked(_stored(Outcome, "granted", "partly_granted")),
    ),
    Case(
        scoring.variables_load,
        lambda world: scoring.variables_load(
            rows=_renamed("variables.csv", ("aqi", "surface_water_good_share"))
        ),
        changed=lambda world: _marked(_stored(Variable, "aqi", "surface_water_good_share")),
    ),
    Case(
        scoring.tree_load,
        lambda world: scoring.tree_load(rows=_renamed("indicators.csv", ("R1.1.1", "M5.3.1"))),
        changed=lambda world: _marked(_stored(Indicator, "R1.1.1", "M5.3.1")),
    ),
    Case(
        scoring.derivations_check,
        lambda world: scoring.derivations_check(rows=reference_rows("indicators.csv")),
    ),
    Case(
        scoring.uses_check,
        lambda world: scoring.uses_check(
            file="questions.csv", column="indicators", rows=reference_rows("questions.csv")
        ),
    ),
    Case(
        scoring.published_load,
        lambda world: scoring.published_load(edition=world.edition, rows=_ranks(world)),
        changed=lambda world: _marked(
            PublishedRank.objects.filter(edition=world.edition).exclude(city=world.city)
        ),
    ),
    Case(
        demo_load,
        _demo,
        added=DEMO,
        before={User: 1, TrailEntry: 1, StoredFile: 2},
        anywhere=True,
    ),
)
