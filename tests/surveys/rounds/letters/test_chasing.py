"""Chasing: drafts for letters late by every due day, a reason for every other, and the event."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
from django.test import Client

from surveys.errors import Refused
from surveys.models import CalendarDay, InfoRequest, Organ, RequestEvent, Round, TrailEntry
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.rounds.chasing.drafts import Way, drafts
from surveys.rounds.chasing.judged import MOST_CHASED, judged
from surveys.rounds.chasing.services import chase_record
from surveys.rounds.services.event import event_strike
from surveys.workdays.selectors import calendars_now
from tests.builders import (
    OPENS,
    Cast,
    make_city,
    make_edition,
    make_letter,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
    make_round,
)
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder", "english"),
]
K = EventKind
# Twenty working days after the third of March.
DUE = datetime.date(2025, 3, 31)
TODAY = datetime.date(2025, 4, 8)


def _letter(survey_round: Round, organ: Organ | None = None, **fields: Any) -> InfoRequest:
    """A disclosure request, confirmed on the day of its sending."""
    row = make_letter(survey_round, organ, **{"channel": Channel.DISCLOSURE, **fields})
    RequestEvent.objects.create(request=row, kind=K.ACKNOWLEDGED, date=OPENS)
    return row


def _happened(letter: InfoRequest, kind: str, date: datetime.date, **more: Any) -> InfoRequest:
    RequestEvent.objects.create(request=letter, kind=kind, date=date, **more)
    return letter


def _between(survey_round: Round) -> InfoRequest:
    """Two days off of its city move the local day beyond today."""
    letter = _letter(survey_round)
    for number in range(10, 17):
        CalendarDay.objects.create(
            scope="city",
            adcode=letter.organ.city.adcode,
            date=datetime.date(2025, 3, number),
            kind="off",
            source="公告",
        )
    return letter


def _answered(survey_round: Round) -> InfoRequest:
    letter = _letter(survey_round)
    outcome = make_outcome(Channel.DISCLOSURE)
    make_reply(
        survey_round, organ=letter.organ, letters=[letter], outcome=outcome, received_on=TODAY
    )
    return letter


EARLY: dict[str, Callable[[Round], InfoRequest]] = {
    "not sent yet": lambda round_: make_letter(round_, channel=Channel.DISCLOSURE, sent_on=None),
    "receipt": lambda round_: make_letter(round_, channel=Channel.DISCLOSURE),
    "refused at intake": lambda round_: _happened(_letter(round_), K.REFUSED_INTAKE, OPENS),
    "at its end: Replied": _answered,
    "at its end: Withdrawn": lambda round_: _happened(_letter(round_), K.WITHDRAWN, TODAY),
    "something is awaited": lambda round_: _happened(_letter(round_), K.CORRECTION_NOTICE, OPENS),
    "due on 2025-04-28": lambda round_: _happened(_letter(round_), K.EXTENDED, OPENS, days=20),
    "between its two due days (2025-03-31 and 2025-04-08)": _between,
    "No limit of the organ": lambda round_: make_letter(round_),
}


@pytest.mark.parametrize("why", EARLY)
def test_no_other_letter_is_chased(cast: Cast, survey_round: Round, why: str) -> None:
    """Neither on the page, nor as a file, nor as an event."""
    letter = EARLY[why](survey_round)
    (row,) = judged([letter], TODAY, calendars_now())
    assert why in row.refusal
    assert drafts([row], Way.LETTER, TODAY, calendars_now()) == []
    before = RequestEvent.objects.count()
    with pytest.raises(Refused) as caught:
        chase_record(actor=cast.coder, request=letter, way="letter", today=TODAY)
    assert caught.value.message == row.refusal
    assert RequestEvent.objects.count() == before
    assert not TrailEntry.objects.exists()


def _text(letter: InfoRequest, way: Way = Way.LETTER) -> str:
    rows = judged([letter], TODAY, calendars_now())
    (draft,) = drafts(rows, way, TODAY, calendars_now())
    return draft.text


def test_a_reminder_says_what_the_letter_s_history_says(survey_round: Round) -> None:
    """The fourth of April is off: five working days have passed since the due day."""
    make_question("gep_accounting", name_zh="是否开展核算", organ="statistics")
    make_question("gep_standard", name_zh="是否有标准", organ="statistics")
    organ = make_organ(make_city("甲市"))
    letter = _letter(survey_round, organ, number="2025-7", applicant="A7")
    text = _text(letter)
    for words in (
        "甲市人民政府办公室：",
        "2025年3月3日通过网上申请系统",
        "编号：2025-7",
        "一、是否开展核算；",
        "二、是否有标准。",
        "第三十三条",
        "于2025年3月31日届满",
        "截至2025年4月8日已逾期5个工作日",
        "第五十一条",
        "行政复议的期限至2025年5月30日",
    ):
        assert words in text
    assert "A7" not in text
    said = _text(letter, Way.TELEPHONE)
    assert "2025年3月31日届满" in said
    assert "哪个科室" in said


def test_a_restart_an_extension_and_an_earlier_reminder_are_in_it(survey_round: Round) -> None:
    letter = _letter(survey_round, sent_on=OPENS)
    RequestEvent.objects.filter(request=letter).update(date=datetime.date(2025, 1, 6))
    _happened(letter, K.CORRECTION_NOTICE, datetime.date(2025, 1, 8))
    _happened(letter, K.CORRECTED, datetime.date(2025, 1, 10))
    _happened(letter, K.EXTENDED, datetime.date(2025, 1, 20), days=5)
    _happened(letter, K.REMINDER, datetime.date(2025, 4, 1))
    text = _text(letter)
    for words in ("2025年1月10日收到补正材料", "延长5个工作日", "已于2025年4月1日催办"):
        assert words in text


def test_a_consultation_is_late_by_the_organ_s_own_limit_and_by_no_law(
    survey_round: Round,
) -> None:
    organ = make_organ(limit_days=5, limit_unit="working_days", limit_source="信箱须知")
    text = _text(make_letter(survey_round, organ))
    assert "5个工作日，信箱须知" in text
    assert "2025年3月10日届满" in text
    assert "条例" not in text


def _page(client: Client, letters: list[Any], **more: str) -> Any:
    code = InfoRequest.objects.latest("pk").round.edition.code
    keys = [getattr(letter, "pk", letter) for letter in letters]
    return client.get(f"/editions/{code}/chase/", {"letter": keys, **more})


def test_each_chosen_row_has_a_draft_or_one_line_that_says_why_not(
    cast: Cast, survey_round: Round
) -> None:
    late, early = _letter(survey_round), EARLY["not sent yet"](survey_round)
    other = _letter(make_round(make_edition()))
    client = browser(cast.coder)
    make_letter(survey_round, channel=Channel.DISCLOSURE, wave=9)
    page = _page(client, [late, early, other, "nonsense", late])
    assert [card.draft.judged.letter for card in page.context["cards"]] == [late]
    reasons = [row.reason for row in page.context["refused"]]
    assert reasons == ["It is not sent yet.", *["No such letter in this edition."] * 2]
    assert _page(client, []).status_code == 422
    assert _page(client, list(range(1, MOST_CHASED + 2))).status_code == 422
    chosen = client.post(
        f"/editions/{survey_round.edition.code}/chase/",
        {"letter": [late.pk, early.pk], "way": "telephone"},
    )
    assert chosen.headers["Location"].endswith(
        f"/chase/?letter={late.pk}&letter={early.pk}&way=telephone"
    )


def test_a_draft_is_downloaded_as_it_was_edited(cast: Cast, survey_round: Round) -> None:
    late, early = _letter(survey_round), EARLY["not sent yet"](survey_round)
    client, typed = browser(cast.coder), {"text": "催办函\r\n\r\n　　请尽快答复。", "way": "letter"}
    word = client.post(f"/letters/{late.pk}/draft/docx/", typed)
    paragraphs = [one.text for one in docx.Document(io.BytesIO(word.content)).paragraphs]
    assert paragraphs == ["催办函", "", "　　请尽快答复。"]
    plain = client.post(f"/letters/{late.pk}/draft/txt/", typed)
    assert plain.content.decode() == "催办函\n\n　　请尽快答复。"
    assert client.post(f"/letters/{early.pk}/draft/txt/", typed).status_code == 302
    assert client.post(f"/letters/{late.pk}/draft/txt/", {"text": ""}).status_code == 302
    assert client.post(f"/letters/{late.pk}/draft/exe/", typed).status_code == 404


def test_what_was_sent_or_said_is_entered_from_the_draft(cast: Cast, survey_round: Round) -> None:
    """A neighbour stays; a letter answered meanwhile takes no reminder."""
    late, neighbour = _letter(survey_round), _letter(survey_round)
    client, address = browser(cast.coder), f"/letters/{late.pk}/chased/"
    assert (
        client.post(address, {"way": "letter", "call": "other", "note": "挂号"}).status_code == 302
    )
    assert client.post(address, {"way": "telephone", "call": "not_our_matter"}).status_code == 302
    kept = list(late.history.order_by("pk").values_list("kind", "call", "note")[2:])
    assert kept == [("reminder", "", "挂号"), ("telephone", "not_our_matter", "")]
    client.post(address, {"way": "telephone"})
    assert late.history.count() == 4, "a call says what was said"
    assert neighbour.history.count() == 2
    _happened(late, K.WITHDRAWN, TODAY)
    client.post(address, {"way": "letter"})
    assert late.history.count() == 5


def test_a_draft_that_is_sent_twice_is_entered_once(cast: Cast, survey_round: Round) -> None:
    """Filled in anew it is another event, even where a browser kept the page."""
    late, neighbour = _letter(survey_round), _letter(survey_round)
    client = browser(cast.coder)
    source = _page(client, [late], way="telephone").content.decode()
    [token] = re.findall(r'name="form_token" value="([^"]+)"', source)
    address = f"/letters/{late.pk}/chased/"
    typed = {"way": "telephone", "call": "not_our_matter", "form_token": token}
    for _ in range(2):
        assert client.post(address, typed).status_code == 302
    assert late.history.filter(kind="telephone").count() == 1
    client.post(address, {**typed, "call": "other"})
    assert late.history.filter(kind="telephone").count() == 2
    event_strike(actor=cast.coder, event=late.history.get(call="not_our_matter"), reason="误")
    client.post(address, typed)
    assert late.history.filter(call="not_our_matter").count() == 2
    assert neighbour.history.count() == 2


def test_a_draft_with_signs_that_no_file_holds_is_a_file_without_them(
    cast: Cast, survey_round: Round
) -> None:
    late = _letter(survey_round)
    client, typed = (
        browser(cast.coder),
        {"text": "催\x01办\x1f函\r\n\u3000\u3000请\tx\x0b答\ufffe复\u202e"},
    )
    word = client.post(f"/letters/{late.pk}/draft/docx/", typed)
    paragraphs = [one.text for one in docx.Document(io.BytesIO(word.content)).paragraphs]
    assert paragraphs == ["催办函", "\u3000\u3000请\tx答复"]
    plain = client.post(f"/letters/{late.pk}/draft/txt/", typed).content.decode()
    assert plain == "催办函\n\u3000\u3000请\tx答复"


def test_who_only_reads_chases_nothing(cast: Cast, survey_round: Round) -> None:
    late = _letter(survey_round)
    for person in (cast.outsider, cast.reviewer):
        client = browser(person)
        assert _page(client, [late]).status_code == 403
        assert client.post(f"/letters/{late.pk}/chased/", {"way": "letter"}).status_code == 403
