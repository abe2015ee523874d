"""One of everything that an address can name, with the secrets in it.

Written through the services where the history matters, so that the trail holds the secrets
too; an open edition carries a run of both bases and its priorities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scoring.analysis.services import edition_prioritise
from scoring.inputs.services.batch import batch_store, batch_upload
from scoring.inputs.services.value import value_set
from scoring.models import Indicator
from scoring.runs.services import edition_recompute
from surveys.coding.codebook import Value
from surveys.coding.services.code import CitationInput, CodeInput, code_save, code_submit
from surveys.coding.services.note import case_note_save
from surveys.coding.services.review import review_decide
from surveys.evidence.services import evidence_add, file_store
from surveys.files.document import Document, document_check
from surveys.models import (
    Answer,
    City,
    Code,
    Edition,
    Evidence,
    InfoRequest,
    Organ,
    Outcome,
    Question,
    Reply,
    ReviewDecision,
    Round,
    User,
)
from surveys.models.request import Channel
from surveys.models.user import Role
from surveys.rounds.said import Said
from surveys.rounds.services.reply import ReplyFacts, reply_register
from tests.access.analysis import add_analysis
from tests.access.letters import add_history
from tests.access.secrets import SECRETS
from tests.builders import TODAY, make_edition, make_letter, make_organ, make_round, make_user
from tests.letters import letter_of
from tests.surveys.past.batches import brought_in

CITY = "330100"
COUNT = "ecotourism_zones"
PEOPLE = (
    "anonymous",
    "inactive",
    "assistant",
    "reviewer",
    "manager",
    "analyst",
    "administrator",
)


@dataclass(frozen=True)
class World:
    """`people` by role; `objects` are the arguments of addresses, by a name of the table."""

    people: dict[str, User | None]
    fellow: User
    objects: dict[str, dict[str, object]]
    open_edition: Edition
    closed: tuple[Edition, ...]


def make_world() -> World:
    """Needs the reference data."""
    people: dict[str, User | None] = {role: make_user(role, role) for role in Role.values}
    people |= {"anonymous": None, "inactive": make_user(username="inactive", is_active=False)}
    fellow = make_user(username="fellow", full_name="同组编码员")
    edition = make_edition("2025-open", synthetic=True)
    frozen = make_edition("2024-frozen", synthetic=True)
    ranks = make_edition("2023-ranks", ranks_only=True)
    unused = make_edition("2022-unused", synthetic=True)
    objects: dict[str, dict[str, object]] = {
        name: {"edition": code}
        for name, code in {
            "open": edition.code,
            "frozen": frozen.code,
            "ranks": ranks.code,
            "unused": unused.code,
            "nowhere": "2099-none",
        }.items()
    }
    builder = _Builder(people, fellow, objects)
    builder.fill(edition)
    builder.secrets(edition)
    builder.results(edition)
    add_analysis(objects, builder.person(Role.ANALYST), builder.person(Role.MANAGER))
    builder.fill(frozen, "frozen-")
    Edition.objects.filter(pk=frozen.pk).update(frozen=True, frozen_at=edition.opened_at)
    edition.refresh_from_db()
    return World(people, fellow, objects, edition, (frozen, ranks))


def document(text: str, name: str = "复函.txt") -> Document:
    return document_check(name=name, content=text.encode())


class _Builder:
    """Adds to `objects` what it makes, under names that begin with a prefix."""

    def __init__(
        self,
        people: dict[str, User | None],
        fellow: User,
        objects: dict[str, dict[str, object]],
    ) -> None:
        self.people, self.fellow, self.objects = people, fellow, objects
        self.city = City.objects.get(adcode=CITY)
        self.organ = Organ.objects.filter(city=self.city).first() or make_organ(self.city)

    def person(self, role: str) -> User:
        found = self.people[role]
        assert found is not None
        return found

    def keep(self, name: str, row: Any) -> None:
        edition = row.edition
        self.objects[name] = {"edition": edition.code, "pk": row.pk}

    def fill(self, edition: Edition, prefix: str = "") -> None:
        """A round that is over, a letter, a draft, answers of the assistant, batches."""
        assistant = self.person(Role.ASSISTANT)
        survey_round = make_round(edition)
        self.keep(f"{prefix}round", survey_round)
        reply = self.reply(survey_round)
        self.objects[f"{prefix}reply" if prefix else "own-reply"] = {"pk": reply.pk}
        add_history(self.objects, letter_of(reply), prefix)
        if not prefix:
            self.objects["spare-reply"] = {"pk": self.reply(survey_round, ()).pk}
        letter = reply.evidence.get()
        self.keep(f"{prefix}letter", letter)
        self.answer(assistant, "leading_group", letter, Value(choice="yes"), f"{prefix}own-answer")
        self.code(assistant, "gep_standard", letter, Value(choice="yes"))
        for name, person in {"own": assistant, "fellow": self.fellow}.items():
            text = f"adcode,indicator,value\n{CITY},A1.1.1,{len(name)}{edition.pk}\n"
            code = Indicator.objects.filter(kind="statistic").first() or Indicator.objects.first()
            assert code is not None
            table = document(text.replace("A1.1.1", code.code), f"{name}.csv")
            batch = batch_upload(actor=person, edition=edition, document=table, today=TODAY)
            self.keep(f"{prefix}{name}-batch", batch)
        self.keep(f"{prefix}past", brought_in(edition))

    def letter(self, survey_round: Round) -> InfoRequest:
        """The round's consultation of the organ."""
        wanted = {"round": survey_round, "organ": self.organ, "channel": Channel.CONSULTATION}
        there = InfoRequest.objects.filter(**wanted).first()
        return there or make_letter(survey_round, self.organ)

    def reply(self, survey_round: Round, documents: Sequence[Document] | None = None) -> Reply:
        outcome = Outcome.objects.filter(channel=Channel.CONSULTATION).first()
        assert outcome is not None
        letter = document(f"来函全文 {survey_round.pk}")
        return reply_register(
            actor=self.person(Role.ASSISTANT),
            survey_round=survey_round,
            organ=self.organ,
            said=[Said(outcome, self.letter(survey_round))],
            facts=ReplyFacts(received_on=TODAY),
            documents=[letter] if documents is None else documents,
            today=TODAY,
        )

    def code(
        self,
        person: User,
        question: str,
        evidence: Evidence,
        value: Value,
        words: Sequence[str] = (),
    ) -> Code:
        quotation, detail, note = (*words, "全文", "细节", "备注")[:3]
        return code_save(
            actor=person,
            edition=evidence.edition,
            city=self.city,
            question=Question.objects.get(code=question),
            typed=CodeInput(value, detail, note, (CitationInput(evidence, quotation),)),
            revision=0,
            today=TODAY,
        )

    def answer(
        self,
        person: User,
        question: str,
        evidence: Evidence,
        value: Value,
        name: str,
        words: Sequence[str] = (),
    ) -> Answer:
        code = self.code(person, question, evidence, value, words)
        answer = code_submit(actor=person, code=code, answer_revision=0)
        self.keep(name, answer)
        return answer

    def paper(self, name: str) -> Evidence:
        """A document that no reply brought, in the open edition."""
        return evidence_add(
            actor=self.fellow,
            edition=Edition.objects.get(code=str(self.objects["open"]["edition"])),
            city=self.city,
            file=file_store(document=document(f"全文 {name}")),
            name=f"{name}.txt",
            kind=Evidence.Kind.OTHER,
        )

    def secrets(self, edition: Edition) -> None:
        letter = Evidence.objects.get(edition=edition)
        words = {secret.name: secret.words for secret in SECRETS}
        numbers = {name: Value(number=float(w[-1])) for name, w in words.items() if w[-1].isdigit()}
        draft, undecided, returned = "forest_carbon_projects", COUNT, "mnr_cases"
        code = self.code(self.fellow, draft, letter, numbers["draft"], words["draft"])
        self.objects["draft"] = {"object_id": code.pk}
        cell: dict[str, Any] = {"edition": edition, "city": self.city}
        case_note_save(actor=self.fellow, words=words["note"][0], revision=0, **cell)
        self.answer(
            self.fellow,
            undecided,
            self.paper(words["document"][0]),
            numbers["undecided"],
            "undecided",
            words=words["undecided"],
        )
        back = self.answer(
            self.fellow,
            returned,
            letter,
            numbers["returned"],
            "returned",
            words=(*words["returned"][:2], "无"),
        )
        self.decide(back, "returned", words["returned"][2])
        approved = self.answer(
            self.fellow, "gep_accounting", letter, Value(choice="yes"), "approved"
        )
        approval = self.decide(approved, "approved")
        self.objects["approval"] = {"pk": approval.pk, "answer": approved.pk}
        manager = self.person(Role.MANAGER)
        self.answer(manager, "carbon_pilot", letter, Value(choice="yes"), "manager-answer")
        for name, person in {
            "personal": self.fellow,
            "own-personal": self.person("assistant"),
        }.items():
            title, text = words["personal"] if name == "personal" else ("本人的件", "本人的正文")
            evidence = evidence_add(
                actor=person,
                edition=edition,
                city=self.city,
                file=file_store(document=document(text)),
                name=f"{title}.txt",
                kind=Evidence.Kind.OTHER,
                personal=True,
            )
            self.keep(name, evidence)

    def decide(self, answer: Answer, verdict: str, reason: str = "") -> ReviewDecision:
        return review_decide(
            actor=self.person(Role.REVIEWER),
            answer=answer,
            verdict=verdict,
            revision=answer.revision,
            reason=reason,
        )

    def results(self, edition: Edition) -> None:
        """Stored values of two cities, runs of both bases, what each open answer changes."""
        manager = self.person(Role.MANAGER)
        for adcode, value in ((CITY, 12.0), ("330200", 15.0)):
            value_set(
                actor=manager,
                edition=edition,
                city=City.objects.get(adcode=adcode),
                indicator=Indicator.objects.exclude(kind="coded").order_by("position")[0],
                value=value,
                reason="年鉴",
            )
        code = Indicator.objects.order_by("position")[1].code
        batch = batch_store(
            actor=self.person(Role.ASSISTANT),
            edition=edition,
            document=document(f"adcode,indicator,value\n{CITY},{code},3\n", "stored.csv"),
            partial=False,
            today=TODAY,
        )
        self.keep("stored-batch", batch)
        for run in edition_recompute(edition_id=edition.pk):
            self.keep(f"{run.basis}-run", run)
        edition_prioritise(edition_id=edition.pk)
        later = make_round(edition, number=2, opens_on=TODAY, cutoff=TODAY.replace(year=2036))
        self.keep("running-round", later)
