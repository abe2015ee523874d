"""What a service refuses for one row while the rows beside it would be taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from ecoasset.demo.services import accounts
from scoring.deletion.services import edition_delete_synthetic
from scoring.editions.services import edition_remove
from scoring.inputs.services import batch, batch_decision, value
from scoring.methods import services as method
from scoring.models import Indicator, Study
from scoring.sensitivity.plan import StudyParameters
from scoring.sensitivity.services import study
from surveys import open_edition
from surveys.coding.codebook import Value
from surveys.coding.services.code import CodeInput, code_save, code_submit, code_withdraw
from surveys.coding.services.review import approval_undo, review_decide
from surveys.errors import EditionClosed, Refused, StaleRevision
from surveys.models import Citation, Code, Edition, ReviewDecision, Round, User
from surveys.people.pasted import NewAccount
from surveys.people.services.user import users_create
from surveys.rounds.said import said_by
from surveys.rounds.services.edition import edition_freeze
from surveys.rounds.services.organ import organ_add, organ_limit_set
from surveys.rounds.services.reply import ReplyFacts, reply_register
from surveys.rounds.services.reply_change import reply_withdraw
from surveys.rounds.services.round import round_close, round_count_late
from tests.builders import AFTER_CUTOFF, TODAY
from tests.services.cases.calendar import REFUSED
from tests.services.results import HEAVIER, Full
from tests.services.world import OFFICE


@dataclass(frozen=True)
class Refusal:
    name: str
    call: Callable[[Full], object]
    error: type[Exception] = Refused
    before: Callable[[Full], object] = lambda _world: None

    def __str__(self) -> str:
        return self.name


def _frozen() -> Edition:
    return Edition.objects.get(code="2025-frozen")


def _sign_off(world: Full, name: str) -> object:
    return batch_decision.batch_sign_off(actor=None, batch=getattr(world.own, name))


def _discard(world: Full, name: str) -> object:
    return batch_decision.batch_discard(actor=None, batch=getattr(world.own, name))


def _store(world: Full, name: str) -> object:
    chosen = getattr(world.own, name)
    return batch.batch_store_checked(actor=None, batch=chosen, partial=False, today=TODAY)


def _save(world: Full, stage: str, revision: int, edition: Edition | None = None) -> Code:
    return code_save(
        actor=world.cast.coder,
        edition=edition or world.edition,
        city=world.city,
        question=world.questions[stage],
        typed=CodeInput(Value(choice="no")),
        revision=revision,
        today=TODAY,
    )


def _decide(world: Full, stage: str, revision: int) -> object:
    return review_decide(
        actor=world.cast.reviewer,
        answer=world.answer(stage),
        verdict="approved",
        revision=revision,
    )


def _quote(world: Full) -> None:
    """A code of the city quotes the letter."""
    Citation.objects.filter(code=world.code("draft")).update(evidence=world.reply.evidence.get())


def _draft(world: Full) -> None:
    code_withdraw(actor=world.cast.coder, code=world.code("sent"), revision=1)


def _undo(world: Full, actor: User) -> object:
    decision = ReviewDecision.objects.get(answer=world.answer("approved"))
    return approval_undo(actor=actor, decision=decision)


def _close(world: Full) -> None:
    Round.objects.filter(pk=world.survey_round.pk).update(closed_on=AFTER_CUTOFF)


def _register(world: Full) -> object:
    return reply_register(
        actor=world.cast.coder,
        survey_round=world.survey_round,
        organ=world.organ,
        said=said_by(world.reply),
        facts=ReplyFacts(received_on=TODAY),
        documents=[],
        today=TODAY,
    )


def _flip(world: Full, **parameters: str) -> object:
    return study.study_request(
        actor=world.analyst,
        run=world.own.run,
        kind=Study.Kind.FLIP,
        parameters=StudyParameters(**parameters),  # type: ignore[arg-type]
    )


def _real(_world: Full) -> None:
    Edition.objects.filter(pk=_frozen().pk).update(synthetic=False)


def _touch(_world: Full) -> None:
    open_edition.edition_touch(edition=_frozen())


REFUSALS = (
    Refusal("a signed batch signed off", lambda world: _sign_off(world, "signed")),
    Refusal("a checked batch signed off", lambda world: _sign_off(world, "checked")),
    Refusal("a discarded batch signed off", lambda world: _sign_off(world, "discarded")),
    Refusal("a signed batch discarded", lambda world: _discard(world, "signed")),
    Refusal("a discarded batch discarded", lambda world: _discard(world, "discarded")),
    Refusal("a stored batch stored", lambda world: _store(world, "stored")),
    Refusal("a discarded batch stored", lambda world: _store(world, "discarded")),
    Refusal(
        "fates of a stored batch",
        lambda world: batch.batch_fates(batch=world.own.stored, today=TODAY),
    ),
    Refusal(
        "a cancelled study cancelled",
        lambda world: study.study_cancel(actor=world.analyst, study=world.study("cancelled")),
    ),
    Refusal("a flip of no city", lambda world: _flip(world, city="000000", rival="x")),
    Refusal("a flip with no rival", lambda world: _flip(world, city=world.city.adcode, rival="x")),
    Refusal(
        "a real edition deleted",
        lambda world: edition_delete_synthetic(actor=world.cast.manager, edition=_frozen()),
        PermissionDenied,
        before=_real,
    ),
    Refusal(
        "demo accounts made beside a real edition",
        lambda world: accounts.accounts_ensure(),
        before=_real,
    ),
    Refusal(
        "demo accounts opened beside a real edition",
        lambda world: accounts.accounts_enable(),
        before=_real,
    ),
    Refusal(
        "a round that does not count late replies told not to",
        lambda world: round_count_late(
            actor=None, survey_round=world.survey_round, counts=False, reason="x"
        ),
    ),
    Refusal("another reviewer's approval undone", lambda world: _undo(world, world.cast.reviewer)),
    Refusal("an approval undone by its coder", lambda world: _undo(world, world.cast.coder)),
    Refusal("a frozen edition touched", _touch, EditionClosed),
    Refusal(
        "a frozen edition required to be open",
        lambda world: open_edition.edition_require_open(edition=_frozen()),
        EditionClosed,
    ),
    Refusal(
        "a frozen edition frozen",
        lambda world: edition_freeze(actor=world.cast.manager, edition=_frozen(), reason="x"),
        EditionClosed,
    ),
    Refusal(
        "a frozen edition written to",
        lambda world: _save(world, "fresh", 0, _frozen()),
        EditionClosed,
    ),
    Refusal("an old revision saved", lambda world: _save(world, "draft", 0), StaleRevision),
    Refusal("an approved answer saved", lambda world: _save(world, "approved", 1)),
    Refusal("an answer in review saved", lambda world: _save(world, "sent", 1)),
    Refusal(
        "a draft taken back",
        lambda world: code_withdraw(actor=world.cast.coder, code=world.code("draft"), revision=1),
        StaleRevision,
    ),
    Refusal(
        "an old revision taken back",
        lambda world: code_withdraw(actor=world.cast.coder, code=world.code("sent"), revision=2),
        StaleRevision,
    ),
    Refusal(
        "somebody else's code sent",
        lambda world: code_submit(
            actor=world.cast.second_coder, code=world.code("draft"), answer_revision=0
        ),
    ),
    Refusal(
        "an answer that changed sent",
        lambda world: code_submit(
            actor=world.cast.coder, code=world.code("sent"), answer_revision=0
        ),
        StaleRevision,
    ),
    Refusal(
        "an answer that is being changed approved",
        lambda world: _decide(world, "sent", 1),
        before=_draft,
    ),
    Refusal("an old revision decided", lambda world: _decide(world, "sent", 2), StaleRevision),
    Refusal(
        "an approved answer approved", lambda world: _decide(world, "approved", 1), StaleRevision
    ),
    Refusal(
        "a reply that changed withdrawn",
        lambda world: reply_withdraw(
            actor=world.cast.coder, reply=world.reply, reason="重复", revision=2
        ),
        StaleRevision,
    ),
    Refusal(
        "a quoted reply withdrawn",
        lambda world: reply_withdraw(
            actor=world.cast.coder, reply=world.reply, reason="重复", revision=1
        ),
        before=_quote,
    ),
    Refusal(
        "a closed round closed",
        lambda world: round_close(actor=None, survey_round=world.survey_round, today=AFTER_CUTOFF),
        before=_close,
    ),
    Refusal("a reply in time logged in a closed round", _register, before=_close),
    Refusal(
        "a reply in time to a closed round withdrawn",
        lambda world: reply_withdraw(
            actor=world.cast.coder, reply=world.reply, reason="重复", revision=1
        ),
        before=_close,
    ),
    Refusal(
        "an organ that is there",
        lambda world: organ_add(actor=None, city=world.city, kind="other", name=f" {OFFICE} "),
    ),
    Refusal(
        "an organ's limit without a source",
        lambda world: organ_limit_set(
            actor=None, organ=world.organ, days=5, unit="working_days", source=" "
        ),
    ),
    Refusal(
        "a value that is not there",
        lambda world: value.value_withdraw(
            actor=None,
            edition=world.edition,
            city=world.city,
            indicator=Indicator.objects.get(code="G1.1.1"),
            reason="x",
        ),
    ),
    Refusal(
        "a list of accounts with one that is there",
        lambda world: users_create(
            actor=world.cast.administrator,
            accounts=[NewAccount("人", name, "analyst") for name in ("newcomer", "coder")],
        ),
    ),
    Refusal(
        "an edition with replies removed",
        lambda world: edition_remove(actor=world.cast.manager, edition=world.edition, reason="错"),
    ),
    Refusal(
        "the same method again",
        lambda world: method.method_create(
            actor=world.analyst, method=HEAVIER, name="again", note="x"
        ),
        method.MethodExists,
    ),
    *(Refusal(name, call, error) for name, call, error in REFUSED),
)
