"""What the database knows and the rows are judged by, read once."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.clock.calendar import Calendars
from surveys.models import City, Edition, Organ, Outcome, Question, Round, User
from surveys.models.request import WHOLE
from surveys.past.faults import PastFault, PastNote
from surveys.past.judging.plan import Findings
from surveys.past.reading.cells import choice_words, written_words
from surveys.people.services.unknown_coder import UNKNOWN_CODER
from surveys.permissions import works_on
from surveys.places.cities import CityNames
from surveys.rounds.parts import asked_questions
from surveys.sheets.faults import Problem
from surveys.sheets.headings import heading_split, key_of
from surveys.sheets.records import Record
from surveys.workdays.selectors import calendars_now


@dataclass(frozen=True)
class Known:
    """`organs` by city and name, `outcomes` by channel and name, `people` by name; of `parts` of
    the questions, `part_names` are told where another word stands."""

    edition: Edition
    today: datetime.date
    rounds: Mapping[int, Round]
    cities: CityNames
    organs: dict[tuple[int, str], Organ]
    outcomes: Mapping[tuple[str, str], Outcome]
    questions: Mapping[str, Question]
    parts: Mapping[str, str]
    part_names: Sequence[str]
    people: Mapping[str, list[User]]
    calendars: Calendars

    def round_of(self, record: Record, findings: Findings) -> Round | None:
        """The row's own, else the only one that there is."""
        number = record.values.get("round")
        if number is None:
            if len(self.rounds) == 1:
                return next(iter(self.rounds.values()))
            findings.refuse(record, "round", PastFault.WHICH_ROUND, count=len(self.rounds))
        elif number not in self.rounds:
            findings.refuse(record, "round", PastFault.NO_ROUND, number=number)
        return None if number is None else self.rounds.get(number)

    def city_of(self, record: Record, findings: Findings) -> City | None:
        text = record.values.get("city")
        if text is None:
            return None
        found = self.cities.find(text)
        if found.city is None:
            problem = found.problem or Problem(PastFault.NO_LETTER)
            findings.add(record.refuse("city", problem))
        elif found.former:
            findings.note(
                PastNote.FORMER_NAME,
                sheet=record.place.sheet,
                row=record.row,
                text=text,
                city=found.city.name,
            )
        return found.city

    def organ_of(self, record: Record, city: City, findings: Findings) -> Organ | None:
        """Of this name in the city; one with its kind that is not there yet is made up here, and
        is one and the same for every row that names it."""
        name = " ".join(record.values["organ"].split())
        kind = record.values.get("organ_kind")
        held = self.organs.get((city.pk, key_of(name)))
        if held is not None and kind not in (None, held.kind):
            stored = str(held.get_kind_display())
            findings.refuse(record, "organ_kind", PastFault.OTHER_VALUE, stored=stored)
            return None
        if held is None:
            if kind is None:
                self._refuse_organ(record, city, findings)
                return None
            held = Organ(city=city, kind=kind, name=name)
            self.organs[city.pk, key_of(name)] = held
        return held

    def _refuse_organ(self, record: Record, city: City, findings: Findings) -> None:
        """With the names of those that the city has: most often one of them is meant."""
        names = [row.name for (place, _name), row in self.organs.items() if place == city.pk]
        if names:
            facts = {"city": city.name, "known": "、".join(names)}
            findings.refuse(record, "organ", PastFault.OTHER_ORGANS, **facts)
        else:
            findings.refuse(record, "organ", PastFault.UNKNOWN_ORGAN, city=city.name)

    def outcome_of(
        self, record: Record, channels: Sequence[str], findings: Findings
    ) -> Outcome | None:
        """One of these channels; of a reply to no letter, the first that has the word."""
        key = key_of(record.values["outcome"])
        found = next((self.outcomes[c, key] for c in channels if (c, key) in self.outcomes), None)
        if found is None:
            rows = {o.position: o.name_zh for (c, _k), o in self.outcomes.items() if c in channels}
            words = "、".join(dict.fromkeys(rows[place] for place in sorted(rows)))
            findings.refuse(record, "outcome", PastFault.WORD, words=words)
        return found

    def person_of(self, record: Record, name: str, findings: Findings) -> User | None:
        text = record.values.get(name)
        if text is None:
            return None
        found = self.people.get(key_of(text), [])
        found = [one for one in found if key_of(one.username) == key_of(text)] or found
        if len(found) != 1:
            fault = PastFault.PERSONS if found else PastFault.NO_PERSON
            findings.refuse(record, name, fault)
            return None
        return found[0]


def known_of(edition: Edition, today: datetime.date) -> Known:
    questions, asked = Question.objects.all(), asked_questions()
    return Known(
        edition=edition,
        today=today,
        rounds={row.number: row for row in edition.rounds.select_related("edition")},
        cities=CityNames(City.objects.all()),
        organs={
            (row.city_id, key_of(row.name)): row for row in Organ.objects.select_related("city")
        },
        outcomes=_outcomes(),
        questions={key_of(name): q for q in questions for name in (q.code, q.name_zh, q.name_en)},
        parts=_parts(asked),
        part_names=_part_names(asked),
        people=_people(edition),
        calendars=calendars_now(),
    )


def _outcomes() -> dict[tuple[str, str], Outcome]:
    """By code and by name in both languages, with and without what stands in brackets."""
    found: dict[tuple[str, str], Outcome] = {}
    for row in Outcome.objects.order_by("-position"):
        for name in (row.name_zh, row.name_en, f"{row.group_zh}：{row.name_zh}", row.code):
            found[row.channel, key_of(name)] = row
            found[row.channel, key_of(heading_split(name).name)] = row
    return found


def _parts(asked: Iterable[Question]) -> dict[str, str]:
    found = {key_of(word): WHOLE for word in (WHOLE, "全部", "全部问题")}
    kinds = choice_words(Organ.Kind)
    for row in asked:
        found |= {key_of(name): row.code for name in (row.code, row.name_zh, row.name_en)}
        found |= {key: kind for key, kind in kinds.items() if kind == row.organ}
    return found


def _part_names(asked: Sequence[Question]) -> list[str]:
    """As a workbook calls them: all, those of one organ, a single one."""
    kinds = [kind for kind in Organ.Kind if any(row.organ == kind for row in asked)]
    return [
        "全部",
        *(written_words(Organ.Kind, kinds) if kinds else ()),
        *(row.name_zh for row in asked),
    ]


def _people(edition: Edition) -> dict[str, list[User]]:
    """Those who may work on the edition."""
    found: defaultdict[str, list[User]] = defaultdict(list)
    rows = User.objects.exclude(username=UNKNOWN_CODER)
    for row in (one for one in rows if works_on(one, edition)):
        for name in {key_of(row.username), key_of(row.full_name)} - {""}:
            found[name].append(row)
    return found
