"""Letters and what happened to each: new, as they are stored, or refused at the cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from surveys.errors import Refused
from surveys.models import InfoRequest, Organ, Outcome, RequestEvent, Round
from surveys.models.request import WHOLE
from surveys.models.request_event import EventKind
from surveys.past.faults import PastFault, PastNote
from surveys.past.judging.known import Known
from surveys.past.judging.plan import Fate, Findings, LetterPlan, Paper
from surveys.past.reading.cells import Day, said_alike
from surveys.past.reading.columns import EVENT_COLUMNS
from surveys.past.reading.workbook import Rows
from surveys.rounds.services.event import EventFacts, follow_check, rest_check
from surveys.rounds.services.reply_checks import check_date
from surveys.sheets.headings import key_of
from surveys.sheets.records import Record

Key = tuple[Any, ...]
# Facts of a letter beside its key and its events; the organ's number for it is among them.
_FACTS = ("number", "applicant", "applicant_type")


@dataclass(frozen=True)
class Entered:
    """An event as its row has it; `field` is the column that its day stands in."""

    record: Record
    field: str
    facts: EventFacts


def letters_judged(rows: Rows, known: Known, findings: Findings) -> list[LetterPlan]:
    """One plan a row of the sheet of letters; what is refused has its reason in `findings`."""
    plans = [LetterPlan([record], str(record.values.get("key", ""))) for record in rows.letters]
    more = _events_by_key(rows.events)
    described = _all_described(plans, known, findings)
    stored = _stored(known)
    for plan, (key, facts) in zip(plans, described, strict=True):
        # Of a row without its sending's day nobody can say what follows.
        if facts is None or findings.is_refused(plan.records[0]):
            plan.fate = Fate.REFUSED
            continue
        _judge(plan, facts, stored.get(key), more.get(plan.key, []), known, findings)
        if findings.is_refused(plan.records[0]):
            plan.fate = Fate.REFUSED
    keys = {plan.key for plan in plans}
    for number, records in more.items():
        for record in records if number not in keys else ():
            findings.refuse(record, "key", PastFault.NO_LETTER)
    _count_unknown(plans, findings)
    return plans


Described = tuple[Key, dict[str, Any] | None]


def _all_described(
    plans: Sequence[LetterPlan], known: Known, findings: Findings
) -> list[Described]:
    """Which letter each row is of; no facts where that is refused. Of two rows for one letter, or
    of one number, nobody can say which is right: all of them are refused."""
    found: list[Described] = []
    for plan in plans:
        # Of a refused row as much as it says: another for the same letter is not right alone.
        said = plan.records[0].values
        whole = {"city", "organ", "channel"} <= said.keys()
        found.append(_described(plan.records[0], known, findings) if whole else ((), None))
    _refuse_repeated(plans, [key for key, _facts in found], PastFault.LETTER_TWICE, findings)
    _refuse_repeated(plans, [plan.key for plan in plans], PastFault.KEY_TWICE, findings)
    return [
        (key, None if plan.fate is Fate.REFUSED else facts)
        for plan, (key, facts) in zip(plans, found, strict=True)
    ]


def _refuse_repeated(
    plans: Sequence[LetterPlan], keys: Sequence[Any], fault: PastFault, findings: Findings
) -> None:
    rows: defaultdict[Any, list[LetterPlan]] = defaultdict(list)
    for plan, key in zip(plans, keys, strict=True):
        if key:
            rows[key].append(plan)
    for alike in rows.values():
        for plan in alike if len(alike) > 1 else ():
            other = alike[1] if plan is alike[0] else alike[0]
            plan.fate = Fate.REFUSED
            findings.refuse(plan.records[0], "key", fault, row=other.row)


def _described(record: Record, known: Known, findings: Findings) -> Described:
    """What says which letter it is."""
    city = known.city_of(record, findings)
    round_ = known.round_of(record, findings)
    organ = known.organ_of(record, city, findings) if city else None
    part = record.values.get("part")
    code = WHOLE if part is None else known.parts.get(key_of(part))
    if code is None:
        words = "、".join(known.part_names)
        findings.refuse(record, "part", PastFault.WORD, words=words)
    if round_ is None or organ is None or code is None:
        return (), None
    facts = {
        "round": round_,
        "organ": organ,
        "channel": record.values["channel"],
        "wave": record.values.get("wave", 1),
        "part": code,
    }
    return letter_key(round_, organ, *(facts[name] for name in ("channel", "wave", "part"))), facts


def letter_key(round_: Round, organ: Organ, channel: str, wave: int, part: str) -> Key:
    return (round_.pk, organ.city_id, key_of(organ.name), channel, wave, part)


def _stored(known: Known) -> dict[Key, InfoRequest]:
    rows = InfoRequest.objects.filter(round__edition=known.edition)
    history = Prefetch("history", RequestEvent.objects.select_related("document__file"))
    found = rows.select_related("organ__city", "round").prefetch_related(history)
    return {letter_key(r.round, r.organ, r.channel, r.wave, r.part): r for r in found}


def _events_by_key(records: Iterable[Record]) -> dict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[str(record.values.get("key", ""))].append(record)
    return found


def _judge(
    plan: LetterPlan,
    facts: dict[str, Any],
    stored: InfoRequest | None,
    more: Sequence[Record],
    known: Known,
    findings: Findings,
) -> None:
    record = plan.records[0]
    plan.records += more
    described = {name: record.values.get(name) or "" for name in _FACTS}
    plan.request = stored or InfoRequest(**facts, **described)
    if stored is not None:
        plan.fate = Fate.SAME
        _facts_as_stored(record, stored, findings)
    events = list(_entered(plan, facts["channel"], known, findings))
    if stored is not None:
        _events_as_stored(plan, stored, events, findings)
    else:
        plan.events = _events_follow(plan, plan.request, events, known, findings)
    for row in more:
        if findings.is_refused(row):
            where = {"row": row.row, "sheet": row.place.sheet}
            findings.refuse(record, "key", PastFault.EVENT_REFUSED, **where)
            break


def _facts_as_stored(record: Record, stored: InfoRequest, findings: Findings) -> None:
    """An empty cell says nothing; a filled one must say what is stored."""
    for name in _FACTS:
        typed, held = record.values.get(name), getattr(stored, name)
        if typed and not said_alike(typed, held):
            findings.refuse(record, name, PastFault.OTHER_VALUE, stored=held or "–")


def _entered(plan: LetterPlan, channel: str, known: Known, findings: Findings) -> Iterable[Entered]:
    record = plan.records[0]
    for name, kind in EVENT_COLUMNS.items():
        day: Day | None = record.values.get(name)
        if day is not None:
            route = record.values.get("route", "") if name == "sent" else ""
            days = record.values.get("days") if name == "extended" else None
            yield Entered(record, name, EventFacts(kind, day.date, route=route, days=days))
    for row in plan.records[1:]:
        if row.refused:
            continue
        outcome: Outcome | None = None
        if "outcome" in row.values:
            outcome = known.outcome_of(row, [channel], findings)
        said = row.values
        facts = EventFacts(
            said["kind"],
            said["date"].date,
            route=said.get("route", ""),
            days=said.get("days"),
            call=said.get("call", ""),
            result=said.get("result", ""),
            outcome=outcome,
            note=said.get("note", ""),
        )
        yield Entered(row, "date", facts)


def _events_as_stored(
    plan: LetterPlan, stored: InfoRequest, events: Iterable[Entered], findings: Findings
) -> None:
    held = [row for row in stored.history.all() if row.struck_at is None]
    for event in events:
        same = [row for row in held if _says_the_same(event.facts, row)]
        _add_paper(plan, event, same)
        if not same:
            days = [str(row.date) for row in held if row.kind == event.facts.kind]
            told = "、".join(days) or "–"
            findings.refuse(event.record, event.field, PastFault.OTHER_VALUE, stored=told)


def _says_the_same(facts: EventFacts, row: RequestEvent) -> bool:
    if (facts.kind, facts.date) != (row.kind, row.date):
        return False
    outcome = facts.outcome.pk if facts.outcome else None
    if facts.note and not said_alike(facts.note, row.note):
        return False
    typed = (facts.route, facts.days, facts.call, facts.result, outcome)
    held = (row.route, row.days, row.call, row.result, row.outcome_id)
    return all(one in (None, "") or one == other for one, other in zip(typed, held, strict=True))


def _add_paper(plan: LetterPlan, event: Entered, rows: Sequence[RequestEvent]) -> None:
    said = event.record.values
    if event.field == "date" and "file" in said:
        plan.papers.append(Paper(event.record, said["file"], bool(said.get("personal")), rows))


def _events_follow(
    plan: LetterPlan,
    letter: InfoRequest,
    events: Sequence[Entered],
    known: Known,
    findings: Findings,
) -> list[RequestEvent]:
    """As if they were entered one after another: what cannot follow is refused at its cell."""
    rows: list[RequestEvent] = []
    told = sorted(events, key=lambda e: (e.facts.date, e.facts.kind != EventKind.SUBMITTED))
    for event in told:
        try:
            _check(letter, event.facts, rows, known)
        except Refused as refusal:
            own = refusal.field in ("route", "days", "call", "result", "outcome")
            name = refusal.field if own else event.field
            findings.refuse(event.record, name, PastFault.RULE, reason=refusal.message)
        else:
            rows.append(RequestEvent(**vars(event.facts)))
            _add_paper(plan, event, rows[-1:])
    for row in rows:
        if row.kind == EventKind.SUBMITTED and letter.sent_on is None:
            letter.sent_on = row.date
    return rows


def _check(
    letter: InfoRequest, facts: EventFacts, rows: Sequence[RequestEvent], known: Known
) -> None:
    """Refused as it would be if it were entered now, after those before it."""
    opens = letter.round.opens_on
    if facts.kind == EventKind.SUBMITTED and facts.date < opens:
        raise Refused(PastFault.TOO_EARLY.say({"opens": opens.isoformat()}), field="date")
    check_date(facts.date, field="date", today=known.today)
    rest_check(letter, facts, route_known=False)
    follow_check(letter, rows, facts, known.calendars)


def _count_unknown(plans: Iterable[LetterPlan], findings: Findings) -> None:
    """What is not there stays empty, and is told."""
    for plan in plans:
        if plan.fate is not Fate.NEW or plan.request is None:
            continue
        sendings = [row for row in plan.events if row.kind == EventKind.SUBMITTED]
        findings.count(PastNote.NO_SENDING, not sendings)
        findings.count(PastNote.NO_ROUTE, any(not row.route for row in sendings))
        findings.count(PastNote.NO_APPLICANT, not plan.request.applicant)
