"""A real worker works out what letters are compared by, as soon as a reply is stored."""

from __future__ import annotations

import pytest

from surveys.models import Wording
from surveys.rounds.said import Said
from surveys.rounds.services.reply import ReplyFacts, reply_register
from tests.builders import (
    TODAY,
    make_cast,
    make_city,
    make_document,
    make_letter,
    make_organ,
    make_outcome,
    make_round,
)
from tests.engines.background import Engine, wait_until
from tests.surveys.evidence.likeness.copied import letter

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]


def test_logging_a_reply_is_enough(studies_worker: Engine) -> None:
    survey_round, coder = make_round(), make_cast().coder
    for number, name in enumerate(("南平市", "三明市"), start=3):
        organ = make_organ(make_city(name))
        reply_register(
            actor=coder,
            survey_round=survey_round,
            organ=organ,
            said=[Said(make_outcome(), make_letter(survey_round, organ))],
            facts=ReplyFacts(received_on=TODAY),
            documents=[make_document(text=letter(name, number))],
            today=TODAY,
        )
    wait_until(lambda: Wording.objects.filter(group__isnull=False).count() == 2)
    assert len(set(Wording.objects.values_list("group", flat=True))) == 1
