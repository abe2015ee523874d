"""A letter with a call about it, which can be struck out again, and a day that moved."""

from __future__ import annotations

from surveys.models import AnnualTable, DueMove, InfoRequest, RequestEvent
from surveys.rounds.services.letter_state import letter_state_refresh
from tests.builders import TODAY
from tests.surveys.annual.tables import cells


def add_history(objects: dict[str, dict[str, object]], letter: InfoRequest, prefix: str) -> None:
    """As `own-letter`, `own-draft` and `own-call`; with a prefix, as `…sent` and `…call`."""
    call = RequestEvent.objects.create(
        request=letter, kind="telephone", call="other", date=TODAY, note="来电"
    )
    letter_state_refresh(request=letter)
    DueMove.objects.create(request=letter, calendar="v1", due=TODAY)
    table = {"edition": letter.round.edition, "organ": letter.organ, "year": TODAY.year - 1}
    AnnualTable.objects.get_or_create(**table, defaults={"cells": cells({}), "source": "公报"})
    objects[f"{prefix}sent" if prefix else "own-letter"] = {"pk": letter.pk}
    if not prefix:
        objects["own-draft"] = {"pk": letter.pk, "extension": "docx"}
    objects[f"{prefix}call" if prefix else "own-call"] = {"pk": letter.pk, "event": call.pk}
