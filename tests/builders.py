"""Small rows for tests: each `make_*` fills in what a test does not care about.

Rows are written past the services, so that a test starts from a known state: nothing is
touched, no trail is written and no message is sent.
"""

from __future__ import annotations

import datetime
import io
import itertools
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from surveys.coding.services.submission import submissions_write
from surveys.evidence.services import file_store
from surveys.files.document import Document
from surveys.models import (
    Answer,
    Citation,
    City,
    Code,
    Edition,
    Evidence,
    InfoRequest,
    LetterOutcome,
    Organ,
    Outcome,
    Question,
    Reply,
    RequestEvent,
    Round,
    StoredFile,
    Submission,
    User,
)
from surveys.models.code import Choice
from surveys.models.question import Worded
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.models.user import Role
from surveys.rounds.services.event import reply_events_write
from surveys.rounds.services.letter_state import letter_state_refresh

OPENS = datetime.date(2025, 3, 3)
TODAY = datetime.date(2025, 6, 2)
CUTOFF = datetime.date(2025, 8, 29)
AFTER_CUTOFF = datetime.date(2025, 9, 1)
PASSWORD = "a-password-of-tests"
WORDS = {
    "yes": ("是", "Yes"),
    "no": ("否", "No"),
    "in_preparation": ("筹备中", "In preparation"),
    "unknown": ("不详", "Unknown"),
}
QUOTATION = "已成立专项领导小组"

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Cast:
    """One person of every role, and a second coder for what two people do to one answer."""

    coder: User
    second_coder: User
    reviewer: User
    manager: User
    outsider: User
    administrator: User


def make_cast() -> Cast:
    return Cast(
        coder=make_user(Role.ASSISTANT, "coder"),
        second_coder=make_user(Role.ASSISTANT, "second-coder"),
        reviewer=make_user(Role.REVIEWER, "reviewer"),
        manager=make_user(Role.MANAGER, "manager"),
        outsider=make_user(Role.ANALYST, "outsider"),
        administrator=make_user(Role.ADMINISTRATOR, "administrator"),
    )


def make_user(role: str = Role.ASSISTANT, username: str = "", **fields: Any) -> User:
    """Signs in with `PASSWORD`."""
    username = username or f"{role}-{next(_numbers)}"
    user = User(username=username, role=role, **fields)
    user.set_password(PASSWORD)
    user.entry_is_written = True  # the history begins with the test
    user.save()
    return user


def make_city(name: str = "", **fields: Any) -> City:
    number = next(_numbers)
    word = name or f"试验{number}市"
    facts: dict[str, Any] = {
        "adcode": f"{900000 + number}",
        "name": word,
        "short_name": word.removesuffix("市"),
        "pinyin": f"shiyan{number}",
        "pinyin_full": f"shiyan{number}shi",
        "initials": "sy",
        "initials_full": "sys",
        "province": "试验省",
        "province_adcode": "900000",
        "region": "东部",
        "level": "地级市",
        **dict.fromkeys(("seat_lon", "label_lon"), 116.0),
        **dict.fromkeys(("seat_lat", "label_lat"), 39.0),
    }
    return City.objects.create(**{**facts, **fields})


def make_organ(city: City | None = None, **fields: Any) -> Organ:
    city = city or make_city()
    facts = {"kind": Organ.Kind.GOVERNMENT_OFFICE, "name": f"{city.name}人民政府办公室"}
    return Organ.objects.create(city=city, **{**facts, **fields})


def make_edition(code: str = "", **fields: Any) -> Edition:
    code = code or f"2025-t{next(_numbers)}"
    facts: dict[str, Any] = {"year": int(code[:4]), "title_zh": code, "title_en": code}
    if fields.get("frozen"):
        facts["frozen_at"] = timezone.now()
    return Edition.objects.create(code=code, **{**facts, **fields})


def make_round(edition: Edition | None = None, **fields: Any) -> Round:
    """Open, in the middle of its time on `TODAY`."""
    facts = {"opens_on": OPENS, "cutoff": CUTOFF}
    return Round.objects.create(edition=edition or make_edition(), **{**facts, **fields})


def make_outcome(channel: str = Channel.CONSULTATION, code: str = "", **fields: Any) -> Outcome:
    code = code or f"outcome-{channel}"
    facts = {"channel": channel, "name_zh": code, "name_en": code, "effective": True}
    return Outcome.objects.get_or_create(code=code, defaults={**facts, **fields})[0]


def make_question(code: str = "leading_group", **fields: Any) -> Question:
    """A yes-or-no question of the survey; `kind`, `minimum`, `maximum` make it another."""
    facts = {
        "kind": Question.Kind.BINARY,
        "source": Question.Source.SURVEY,
        "name_zh": code,
        "name_en": code,
        "choices": answers_of(**fields),
    }
    return Question.objects.get_or_create(code=code, defaults={**facts, **fields})[0]


def answers_of(
    kind: str = Question.Kind.BINARY, maximum: int | None = None, minimum: int = 0, **_: Any
) -> list[Worded]:
    """The answers that a kind of question has, with plain words."""
    worded = {value: Worded(value=value, zh=zh, en=en) for value, (zh, en) in WORDS.items()}
    if kind == Question.Kind.BINARY:
        return list(worded.values())
    grades = range(minimum, (maximum or 0) + 1) if kind == Question.Kind.ORDINAL else ()
    named = [Worded(value=str(n), zh=f"第{n}级", en=f"grade {n}") for n in grades]
    return [*named, worded["unknown"]]


def make_letter(
    survey_round: Round | None = None, organ: Organ | None = None, **fields: Any
) -> InfoRequest:
    """A consultation that was sent on the first day; with `sent_on` None, one that was not."""
    survey_round = survey_round or make_round()
    sent_on = fields.pop("sent_on", survey_round.opens_on)
    letter = InfoRequest.objects.create(
        round=survey_round,
        organ=organ or make_organ(),
        **{"channel": Channel.CONSULTATION, **fields},
    )
    if sent_on is not None:
        kind = EventKind.SUBMITTED
        RequestEvent.objects.create(request=letter, kind=kind, date=sent_on, route="web")
    letter_state_refresh(request=letter)
    return letter


def make_reply(survey_round: Round | None = None, city: City | None = None, **fields: Any) -> Reply:
    """To a letter of its own, with `outcome`, or to those of `letters`."""
    organ = fields.pop("organ", None) or make_organ(city)
    survey_round = survey_round or make_round()
    outcome = fields.pop("outcome", None) or make_outcome()
    letters = fields.pop("letters", None) or [make_letter(survey_round, organ)]
    facts = {"received_on": TODAY, "round": survey_round, "city": organ.city, "organ": organ}
    reply = Reply.objects.create(**{**facts, **fields})
    for letter in letters:
        LetterOutcome.objects.create(reply=reply, request=letter, outcome=outcome)
    if not reply.withdrawn:
        reply_events_write(actor=reply.logged_by, reply=reply)
    for letter in letters:
        letter_state_refresh(request=letter)
    return reply


def make_document(name: str = "复函.txt", text: str = "") -> Document:
    content = text or f"{QUOTATION}。（第 {next(_numbers)} 份）"
    return Document(name=name, content=content.encode(), media_type="text/plain")


def make_file(text: str = "") -> StoredFile:
    return file_store(document=make_document(text=text))


def make_evidence(edition: Edition, city: City, **fields: Any) -> Evidence:
    """A web page, or the document of `reply` where one is given."""
    kind = Evidence.Kind.REPLY if fields.get("reply") else Evidence.Kind.WEB
    facts: dict[str, Any] = {"kind": kind, "name": "页面.txt"}
    if "file" not in fields:
        facts["file"] = make_file()
    return Evidence.objects.create(edition=edition, city=city, **{**facts, **fields})


def make_code(
    edition: Edition,
    city: City,
    question: Question,
    coder: User,
    value: str | float = Choice.YES,
    evidence: Evidence | None = None,
    quotation: str = QUOTATION,
    **fields: Any,
) -> Code:
    """With one citation; a draft unless it is said to be sent."""
    evidence = evidence or make_evidence(edition, city)
    code = Code.objects.create(
        edition=edition, city=city, question=question, coder=coder, **_value(value), **fields
    )
    Citation.objects.create(code=code, evidence=evidence, quotation=quotation)
    if code.state == Code.State.SUBMITTED:
        make_submission(code)
    return code


def make_submission(code: Code) -> Submission:
    """What is sent of a code as it stands."""
    return submissions_write(codes=[code], at=timezone.now())[code.pk]


def make_answer(
    edition: Edition,
    city: City,
    question: Question,
    coder: User,
    value: str | float = Choice.YES,
    state: str = Answer.State.IN_REVIEW,
    **fields: Any,
) -> Answer:
    """An answer that rests on what was sent of a code of the same value."""
    code = make_code(edition, city, question, coder, value, state=Code.State.SUBMITTED, **fields)
    return Answer.objects.create(
        edition=edition,
        city=city,
        question=question,
        submission=code.submissions.get(),
        state=state,
        **_value(value),
    )


def send_again(answer: Answer, *cited: Evidence) -> None:
    """The answer rests on its code as it stands now, or as it cites other documents."""
    code = answer.submission.code
    if cited:
        code.citations.all().delete()
        code.citations.bulk_create(
            Citation(code=code, evidence=one, quotation=QUOTATION) for one in cited
        )
    Answer.objects.filter(pk=answer.pk).update(submission=make_submission(code))
    answer.refresh_from_db()


def load_reference(**options: Any) -> str:
    """All of `fixtures/reference`; returns what the command printed."""
    output = io.StringIO()
    call_command("load_reference", stdout=output, **options)
    return output.getvalue()


def _value(value: str | float) -> dict[str, Any]:
    return {"choice": value} if isinstance(value, str) else {"number": float(value)}
