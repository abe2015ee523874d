"""Replies with what each does with which letters: new, as they are stored, or refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from surveys.errors import Refused
from surveys.models import City, InfoRequest, Organ, Reply, RequestEvent, Round
from surveys.models.request import Channel
from surveys.models.request_event import EventKind
from surveys.past.faults import PastFault
from surveys.past.judging.known import Known
from surveys.past.judging.plan import (
    Fate,
    Findings,
    LetterPlan,
    ReplyPlan,
    Told,
    first_value,
    plain,
    settle,
)
from surveys.past.reading.cells import said_alike, said_plainly
from surveys.past.reading.workbook import Rows
from surveys.rounds.services.letter_state import clock_of_rows
from surveys.rounds.services.reply_checks import ReplyFacts, facts_check, refuse_early
from surveys.sheets.faults import SheetFault
from surveys.sheets.records import Record

_DAYS = {"received": "received_on", "dated": "dated_on", "posted": "posted_on"}
_COLUMNS = {field: column for column, field in _DAYS.items()}
_TEXTS = ("number", "summary", "contact")
_CHANNELS = Channel.values


def replies_judged(
    rows: Rows, letters: Sequence[LetterPlan], known: Known, findings: Findings
) -> list[ReplyPlan]:
    """One plan a reply, of all rows with its number; a letter that is refused takes it along."""
    grouped: defaultdict[str, list[Record]] = defaultdict(list)
    for record in rows.replies:
        key = str(record.values.get("key", "")) or f"\0{record.row}"
        grouped[key].append(record)
    by_key = {plan.key: plan for plan in letters}
    plans = [ReplyPlan(records, key) for key, records in grouped.items()]
    stored = _stored(known)
    seen: dict[Any, ReplyPlan] = {}
    for plan in plans:
        _judge(plan, by_key, known, findings)
        settle(plan, findings)
        if plan.told is not None and plan.fate is not Fate.REFUSED:
            _compare(plan, plan.told, stored, seen, findings)
            settle(plan, findings)
    _follow(plans, known, findings)
    return plans


def _judge(
    plan: ReplyPlan, letters: Mapping[str, LetterPlan], known: Known, findings: Findings
) -> None:
    _letters(plan, letters, known, findings)
    where = _where(plan, known, findings)
    day = first_value(findings, plan.records, "received")
    first = plan.records[0]
    if day is None and not first.refused:
        findings.refuse(first, "received", SheetFault.EMPTY)
    if where is None or day is None:
        return
    days = {
        field: plain(first_value(findings, plan.records, column)) for column, field in _DAYS.items()
    }
    texts = {name: first_value(findings, plan.records, name, "") for name in _TEXTS}
    plan.told = Told(*where, ReplyFacts(**days, **texts))
    plan.personal = bool(first_value(findings, plan.records, "personal", False))
    for record in plan.records:
        plan.files += [(record, name) for name in record.values.get("file", ())]


def _letters(
    plan: ReplyPlan, letters: Mapping[str, LetterPlan], known: Known, findings: Findings
) -> None:
    """What each row says of a letter; a row without outcome and letter only adds to the others."""
    answered: dict[str, int] = {}
    for record in plan.records:
        key, outcome = record.values.get("letter"), record.values.get("outcome")
        if key is None and outcome is None:
            continue
        letter = letters.get(str(key)) if key is not None else None
        if key is not None and letter is None:
            findings.refuse(record, "letter", PastFault.NO_LETTER)
        elif letter is not None and letter.fate is Fate.REFUSED:
            findings.refuse(record, "letter", PastFault.LETTER_REFUSED, row=letter.row)
        elif outcome is None:
            findings.refuse(record, "outcome", PastFault.NO_OUTCOME)
        elif str(key) in answered:
            findings.refuse(record, "letter", PastFault.OUTCOME_TWICE, row=answered[str(key)])
        else:
            answered[str(key)] = record.row
            channels = [letter.request.channel] if letter and letter.request else _CHANNELS
            found = known.outcome_of(record, channels, findings)
            if found is not None:
                plan.said.append((letter, found))
    if not answered and not any(record.refused for record in plan.records):
        first = plan.records[0]
        if not any(r.values.get("letter") for r in plan.records):
            findings.refuse(first, "outcome", PastFault.NO_OUTCOME)


def _where(plan: ReplyPlan, known: Known, findings: Findings) -> tuple[Round, Organ] | None:
    """Round and organ: of its letters, unless it says which organ wrote it."""
    requests = [letter.request for letter, _outcome in plan.said if letter and letter.request]
    first = plan.records[0]
    said = [letter for letter, _outcome in plan.said]
    if requests and None in said:
        findings.refuse(first, "letter", PastFault.OTHER_CITY)
        return None
    places = {(r.round_id, r.organ.city_id) for r in requests}
    if len(places) > 1:
        findings.refuse(first, "letter", PastFault.OTHER_CITY)
        return None
    named = next((r for r in plan.records if "organ" in r.values), None)
    if requests:
        _same_city(plan, requests[0].organ.city, known, findings)
        city: City | None = requests[0].organ.city
        round_: Round | None = requests[0].round
    else:
        record = next((r for r in plan.records if "city" in r.values), first)
        city = known.city_of(record, findings)
        if city is None or named is None:
            if not any(r.refused for r in plan.records) and not _has_letter(plan):
                findings.refuse(record, "city", PastFault.WHO_WROTE)
            return None
        round_ = known.round_of(record, findings)
    if city is None or round_ is None:
        return None
    organ = known.organ_of(named, city, findings) if named else requests[0].organ
    return None if organ is None else (round_, organ)


def _has_letter(plan: ReplyPlan) -> bool:
    return any("letter" in record.values for record in plan.records)


def _same_city(plan: ReplyPlan, city: City, known: Known, findings: Findings) -> None:
    for record in plan.records:
        if "city" in record.values:
            found = known.city_of(record, findings)
            if found is not None and found.pk != city.pk:
                findings.refuse(record, "city", PastFault.OTHER_CITY)


def _stored(known: Known) -> dict[Any, list[Reply]]:
    rows = Reply.objects.of(known.edition).standing().select_related("organ", "round")
    found: defaultdict[Any, list[Reply]] = defaultdict(list)
    for row in rows.prefetch_related("outcomes", "evidence__file").order_by("pk"):
        found[row.round_id, row.organ_id].append(row)
    return found


def _answered(row: Reply) -> frozenset[int | None]:
    return frozenset(one.request_id for one in row.outcomes.all())


def _letters_of(plan: ReplyPlan) -> frozenset[int | None]:
    """By their keys where they are stored; a letter that is new has one that none has."""
    return frozenset(
        None if letter is None or letter.request is None else letter.request.pk or -letter.row
        for letter, _outcome in plan.said
    )


def _alike(plan: ReplyPlan, told: Told, held: Sequence[Reply]) -> list[Reply]:
    """Those that the plan may be, the likeliest first: of one day and document number, or to the
    same letters where one of the two says nothing of its number; of another day only where both
    are the same."""
    number, letters = said_plainly(told.facts.number), _letters_of(plan)

    def likeness(row: Reply) -> int:
        other, same = said_plainly(row.number), letters == _answered(row)
        if row.received_on != told.facts.received_on:
            return int(same and bool(number) and number == other)
        if number == other:
            return 4 * same + 2 * bool(number)
        return 2 * (same and not (number and other))

    ranked = [(likeness(row), row) for row in held]
    return [row for rank, row in sorted(ranked, key=lambda one: -one[0]) if rank]


def _compare(
    plan: ReplyPlan,
    told: Told,
    stored: Mapping[Any, list[Reply]],
    seen: dict[Any, ReplyPlan],
    findings: Findings,
) -> None:
    """The same as one that is stored, and each stored one once; nothing is changed by it."""
    there = stored.get((told.round.pk, told.organ.pk), [])
    held = _alike(plan, told, there)
    same = next((row for row in held if not _difference(plan, told, row)[0]), None)
    if same is not None:
        there.remove(same)
        plan.fate, plan.stored = Fate.SAME, same
    elif held:
        name, value = _difference(plan, told, held[0])
        findings.refuse(plan.records[0], name, PastFault.OTHER_VALUE, stored=value)
    else:
        said = tuple((letter.key if letter else None, o.pk) for letter, o in plan.said)
        names = tuple(name for _record, name in plan.files)
        whole = (told.round.pk, id(told.organ), told.facts, said, names)
        first = seen.setdefault(whole, plan)
        if first is not plan:
            findings.refuse(plan.records[0], "key", PastFault.REPLY_TWICE, row=first.row)


def _difference(plan: ReplyPlan, told: Told, row: Reply) -> tuple[str, str]:
    """The column that says otherwise than what is stored, and what is; empty where none does."""
    held = {one.request_id: one.outcome_id for one in row.outcomes.all()}
    if held.keys() != _letters_of(plan):
        told_of = (str(one.request) for one in row.outcomes.all() if one.request)
        return "letter", "、".join(told_of) or "–"
    for letter, outcome in plan.said:
        key = letter.request.pk if letter and letter.request else None
        if held[key] != outcome.pk:
            return "outcome", held[key]
    for field in ReplyFacts.__dataclass_fields__:
        typed, stored = getattr(told.facts, field), getattr(row, field)
        same = said_alike(typed, stored) if isinstance(typed, str) else typed == stored
        if typed and not same:
            return _COLUMNS.get(field, field), str(stored or "–")
    return "", ""


def _follow(plans: Sequence[ReplyPlan], known: Known, findings: Findings) -> None:
    """Whether new replies can stand in the histories of their letters, the earliest first."""
    coming: defaultdict[int, list[RequestEvent]] = defaultdict(list)
    new = [(plan, plan.told) for plan in plans if plan.fate is Fate.NEW and plan.told]
    for plan, told in sorted(new, key=lambda one: one[1].facts.received_on):
        try:
            facts_check(told.round, told.facts, known.today)
            _stand(plan, told.facts, coming, known)
        except Refused as refusal:
            name = _COLUMNS.get(refusal.field, "received")
            findings.refuse(plan.records[0], name, PastFault.RULE, reason=refusal.message)
        settle(plan, findings)


def _stand(
    plan: ReplyPlan,
    facts: ReplyFacts,
    coming: defaultdict[int, list[RequestEvent]],
    known: Known,
) -> None:
    added: dict[int, list[RequestEvent]] = {}
    for letter, _outcome in plan.said:
        if letter is None or letter.request is None or letter.request.sent_on is None:
            continue
        refuse_early(facts.received_on, [letter.request])
        if facts.posted_on is not None:
            refuse_early(facts.posted_on, [letter.request], "posted_on")
        more = reply_events(facts)
        rows = [*standing_events(letter), *coming[id(letter)], *more]
        clock_of_rows(letter.request, rows, known.calendars)
        added[id(letter)] = more
    for key, events in added.items():
        coming[key] += events


def reply_events(facts: ReplyFacts) -> list[RequestEvent]:
    """What a reply is for the clock of a letter, as logging one enters it."""
    posted = [RequestEvent(kind=EventKind.POSTED, date=facts.posted_on)] if facts.posted_on else []
    return [*posted, RequestEvent(kind=EventKind.REPLIED, date=facts.received_on)]


def standing_events(letter: LetterPlan) -> list[RequestEvent]:
    request: InfoRequest | None = letter.request
    if request is None or request.pk is None:
        return letter.events
    return [row for row in request.history.all() if row.struck_at is None]
