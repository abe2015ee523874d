"""What a POST of the table carries: plausible data, so that only the role can refuse it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from scoring.models import Indicator, MethodVersion
from surveys.coding.views.cards import cards_of
from surveys.models import (
    City,
    Edition,
    Evidence,
    InfoRequest,
    Organ,
    Outcome,
    Reply,
    Round,
    User,
)
from surveys.models.request import WHOLE, Channel
from surveys.rounds.forms.letters import said_initial
from surveys.rounds.said import said_by
from surveys.seen import seen_is_carried, seen_word
from tests.access.table import Row
from tests.access.world import CITY, World
from tests.builders import PASSWORD
from tests.surveys.past.books import past_book

Body = dict[str, Any]
DEFAULTS: dict[str, Any] = {
    "adcode": CITY,
    "code": "G1.1.1",
    "question": "leading_group_head",
    "extension": "xlsx",
    "app_label": "surveys",
    "path": "/admin/nothing-here",
    "url": "nothing-here",
    "content_type_id": 1,
    "object_id": 1,
    "event": 1,
}
VARIANTS: dict[str, dict[str, Any]] = {
    "provisional": {"edition": "2025-open", "?": {"basis": "provisional"}},
    "csv": {"edition": "2025-open", "extension": "csv", "?": {"basis": "provisional"}},
    "zip": {"edition": "2025-open", "extension": "zip"},
    "no-format": {"edition": "2025-open", "extension": "exe"},
    "no-city": {"edition": "2025-open", "adcode": "000000"},
    "no-indicator": {"edition": "2025-open", "code": "Z9"},
    "fact": {"edition": "2025-open", "fact": "leading_group"},
    "no-fact": {"edition": "2025-open", "fact": "nothing"},
    "no-question": {"edition": "2025-open", "question": "nothing"},
    "nothing": {"edition": "2025-open", "pk": 999_999_999},
    "returned-list": {"edition": "2025-open", "?": {"state": "returned"}},
    "send-taken": {"edition": "2025-open", "question": "ecotourism_zones", "send": True},
    "chosen-letters": {"edition": "2025-open", "?": {"letter": ["1", "2", "nothing"]}},
    "taken": {"edition": "2025-open", "question": "ecotourism_zones"},
}


ADMIN_ACTIONS = {
    "scoring.importbatch": "sign_off",
    "surveys.answer": "approve",
    "surveys.edition": "freeze",
    "surveys.evidence": "mark_personal",
    "surveys.round": "close",
    "surveys.user": "unlock",
}


def thing_of(world: World, row: Row) -> dict[str, Any]:
    """The arguments that the row's object stands for; a model's name stands for a row of it."""
    if "." not in row.thing:
        # Of a document that is no mail, no part can be taken.
        return {"number": 0, "width": 900, **{**world.objects, **VARIANTS, "": {}}[row.thing]}
    app, name = row.thing.split(".")
    rows = apps.get_model(row.thing)._default_manager.order_by("pk")
    # The first draft is a secret of its coder; what was sent is not.
    found = rows.filter(state="submitted").first() if row.thing == "surveys.code" else rows.first()
    key = found.pk if found else 1
    return {"object_id": key, "path": f"/admin/{app}/{name}/{key}/"}


def body_of(world: World, row: Row, person: str) -> Body:
    thing = thing_of(world, row)
    if row.address.startswith("admin:"):
        action = ADMIN_ACTIONS.get(row.thing, "delete_selected")
        chosen = {"action": action, "_selected_action": [thing.get("object_id", 1)], "post": "yes"}
        return {**chosen, "reason": "matrix", **_seen(row.thing, thing.get("object_id", 1))}
    if row.address == "code":
        return _send_all(world.people[person], thing)
    return BODIES.get(row.address, lambda _world, _thing: {})(world, thing)


def _seen(model: str, key: object) -> Body:
    """What the page said of the row, for a form that decides on it."""
    row = apps.get_model(model)._default_manager.filter(pk=key).first() if "." in model else None
    return {"seen": seen_word(row)} if row is not None and seen_is_carried(row) else {}


def _edition(thing: Body) -> Body:
    row = Edition.objects.filter(code=thing["edition"]).first()
    return {"seen": seen_word(row), "number": row.rounds.count() + 1} if row else {}


def _send_all(person: User | None, thing: Body) -> Body:
    """The cards that this person's screen offers to send."""
    edition, city = Edition.objects.get(code=thing["edition"]), City.objects.get(adcode=CITY)
    cards = cards_of(edition, city, person) if person else []
    return {"seen": [card.seen for card in cards if card.can_send]}


def _code(world: World, thing: Body) -> Body:
    letter = Evidence.objects.filter(edition__code=thing["edition"]).order_by("pk").first()
    count = thing.get("question") == "ecotourism_zones"
    return {
        "value": "3" if count else "yes",
        "evidence": [letter.pk if letter else ""],
        "page": ["1"],
        "quotation": ["已成立专项领导小组"],
        "revision": "0",
        "answer_revision": "0",
        "action": "send" if thing.get("send") else "save",
    }


def _reply(world: World, thing: Body) -> Body:
    """Into the round that runs; a closed edition has none, so any round of another is named."""
    survey_round = Round.objects.filter(edition__code=thing["edition"]).order_by("pk").last()
    outcome = Outcome.objects.filter(channel=Channel.CONSULTATION).first()
    organ = Organ.objects.filter(city__adcode=CITY).first()
    return {
        "survey_round": survey_round.pk if survey_round else 0,
        "organ": organ.pk if organ else 0,
        "received_on": "2025-06-02",
        "unasked": outcome.pk if outcome else 0,
        "files": [SimpleUploadedFile("复函.txt", "矩阵中的来函".encode())],
    }


def _letter(world: World, thing: Body) -> Body:
    """Of a wave that nobody has written down yet."""
    names = ("survey_round", "organ")
    place = {name: value for name, value in _reply(world, thing).items() if name in names}
    new = {"channel": Channel.DISCLOSURE, "sent_on": "2025-06-02", "part": WHOLE, "wave": 7}
    new["route"] = "web"
    return {**place, **{f"letter-new-{name}": value for name, value in new.items()}}


def _correction(world: World, thing: Body) -> Body:
    reply = Reply.objects.filter(pk=thing["pk"]).first()
    return {
        "received_on": "2025-06-02",
        **(said_initial(said_by(reply)) if reply else {}),
        "reason": "看错日期",
        "revision": reply.revision if reply else 1,
    }


def _withdrawal(world: World, thing: Body) -> Body:
    reply = Reply.objects.filter(pk=thing["pk"]).first()
    return {"withdraw-reason": "重复登记", "withdraw-revision": reply.revision if reply else 1}


def _sheet(world: World, thing: Body) -> Body:
    code = Indicator.objects.order_by("position")[0].code
    text = f"adcode,indicator,value\n{CITY},{code},77\n"
    return {"file": SimpleUploadedFile("值.csv", text.encode())}


def _document(world: World, thing: Body) -> Body:
    return {
        "evidence-kind": Evidence.Kind.OTHER,
        "evidence-files": [SimpleUploadedFile("方案.txt", "实施方案全文".encode())],
    }


def _sign_in(world: World, thing: Body) -> Body:
    return {"username": "reviewer", "password": PASSWORD}


def _new_edition(world: World, thing: Body) -> Body:
    titles = {"title_zh": "新一期", "title_en": "New", "year": 2026}
    return {"code": "2026-new", "opens_on": "2026-03-01", "cutoff": "2026-08-31", **titles}


def _correction_of_edition(world: World, thing: Body) -> Body:
    year = str(thing.get("edition", "2024"))[:4]
    titles = {"title_zh": "改正", "title_en": "", "year": year, "cutoff": "2025-12-31"}
    return {**titles, "reason": "typed wrong", **_edition(thing)}


def _method(world: World, thing: Body) -> Body:
    content = json.dumps(MethodVersion.objects.order_by("pk")[0].parameters).encode()
    return {"name": "matrix", "file": SimpleUploadedFile("method.json", content)}


def _day(world: World, thing: Body) -> Body:
    day = {"area": CITY, "date": "2031-03-03", "kind": "off", "source": "公告", "reason": "补录"}
    return {f"day-{name}": value for name, value in day.items()}


def _days(world: World, thing: Body) -> Body:
    text = f"scope,adcode,date,kind,source\ncity,{CITY},2031-03-04,off,公告\n"
    return {"days-file": SimpleUploadedFile("日历.csv", text.encode()), "days-reason": "补录"}


def _act(_world: World, thing: Body) -> Body:
    """A call about the edition's first letter, as it stands."""
    letter = InfoRequest.objects.filter(round__edition__code=thing["edition"]).first()
    row = f"{letter.pk}:{letter.revision}" if letter else ""
    token = str(uuid.uuid4())
    return {"act": "called", "row": row, "date": "2025-06-02", "call": "other", "token": token}


def _limit(world: World, thing: Body) -> Body:
    return {"limit-days": "5", "limit-unit": "working_days", "limit-source": "办理规定"}


BODIES: dict[str, Callable[[World, Body], Body]] = {
    "method-import": _method,
    "method-use": lambda _w, thing: {
        "edition": thing.get("edition", "2025-open"),
        "seen": [f"{e.code}:0" for e in Edition.objects.writable()],
    },
    "method-weights": lambda _w, _t: {"scheme": "equal", "scope": "G1"},
    "study-new": lambda _w, _t: {
        "kind": "monte_carlo",
        "draws": 1000,
        "seed": 1,
        "weight_noise": 0.2,
    },
    "accounts-new": lambda _w, _t: {"lines": "李伟,liwei,assistant", "step": "create"},
    "sign-in": _sign_in,
    "language": lambda _w, _t: {"language": "en", "next": "/help/"},
    "password": lambda _w, _t: {
        "old_password": PASSWORD,
        "new_password1": "another-word-of-77",
        "new_password2": "another-word-of-77",
    },
    "edition-new": _new_edition,
    "edition-delete": lambda _w, thing: {"code": thing["edition"]},
    "edition-change": _correction_of_edition,
    "edition-remove": lambda _w, thing: {"reason": "opened twice", **_edition(thing)},
    "quotation": _code,
    "code-note": lambda _w, _t: {"words": "记", "revision": "0"},
    "round-late": lambda _w, thing: {
        "counts": "1",
        "reason": "邮路中断",
        **_seen("surveys.round", thing["pk"]),
    },
    "edition-freeze": lambda _w, thing: {"reason": "published", **_edition(thing)},
    "round-new": lambda _w, thing: {
        "opens_on": "2026-09-01",
        "cutoff": "2026-12-31",
        **_edition(thing),
    },
    "round-close": lambda _w, thing: _seen("surveys.round", thing["pk"]),
    "values-store": lambda _w, thing: _seen("scoring.importbatch", thing["pk"]),
    "values-sign-off": lambda _w, thing: _seen("scoring.importbatch", thing["pk"]),
    "values-discard": lambda _w, thing: _seen("scoring.importbatch", thing["pk"]),
    "reply-new": _reply,
    "reply-edit": _correction,
    "reply-withdraw": _withdrawal,
    "organ-new": lambda _w, _t: {"organ-kind": Organ.Kind.OTHER, "organ-name": "杭州市林业水利局"},
    "letter-new": _letter,
    "calendar-day": _day,
    "calendar-table": _days,
    "board-act": _act,
    "board-look": lambda _w, _t: {"days": "9"},
    "board-view": lambda _w, _t: {"do": "rename", "name": "新名"},
    "board-view-new": lambda _w, _t: {"name": "逾期", "query": "preset=late"},
    "letter-event": lambda _w, _t: {"kind": "telephone", "call": "other", "date": "2025-06-02"},
    "letter-event-strike": lambda _w, thing: {f"strike-{thing.get('event', 1)}-reason": "登错"},
    "letter-call": lambda _w, _t: {"call": "other", "date": "2025-06-02"},
    "chase": lambda _w, _t: {"letter": ["1", "2"], "way": "telephone"},
    "chase-file": lambda _w, _t: {"text": "催办", "way": "letter"},
    "letter-chased": lambda _w, _t: {"way": "letter"},
    "letter-facts": lambda _w, _t: {"facts-number": "2025-7", "facts-applicant": "A7"},
    "letter-limit": _limit,
    "evidence-new": _document,
    "code-question": _code,
    "approval-undo": lambda _w, thing: _seen("surveys.answer", thing.get("answer")),
    "answer-decide": lambda _w, _t: {"verdict": "approved", "revision": "1"},
    "values": _sheet,
    "past": lambda _w, _t: {"workbook": SimpleUploadedFile("轮次.xlsx", past_book().content)},
    "past-store": lambda _w, thing: _seen("surveys.roundimport", thing["pk"]),
    "past-discard": lambda _w, thing: _seen("surveys.roundimport", thing["pk"]),
}
