"""A real worker counts open letters anew once somebody sets a day."""

from __future__ import annotations

import pytest

from surveys.models import DueMove
from surveys.rounds.services.replay import letters_behind
from surveys.workdays.selectors import REPLAY_TASK, calendars_now
from tests.builders import make_cast, make_city, make_organ, make_round
from tests.engines.background import Engine, wait_until
from tests.surveys.workdays.open_letters import DUE, LATER, day_set, dues_of, open_letter

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
never_swept = pytest.mark.parametrize("celery_worker", [3600], indirect=True, ids=["no-sweep"])


@never_swept
def test_a_day_that_is_set_moves_open_letters_and_the_log_says_how_far(
    celery_worker: Engine,
) -> None:
    survey_round = make_round()
    letters = [open_letter(survey_round, make_organ(make_city())) for _ in range(3)]
    assert dues_of(letters) == [(DUE, None)] * 3
    day_set(make_cast())
    version = calendars_now().version
    wait_until(lambda: not letters_behind(version).exists())
    assert dues_of(letters) == [(LATER, None)] * 3
    assert DueMove.objects.filter(calendar=version).count() == 3
    wait_until(lambda: celery_worker.log().count(f"Task {REPLAY_TASK}") >= 2)
    assert "3 of 3 open letters counted anew, 3 moved" in celery_worker.log()
