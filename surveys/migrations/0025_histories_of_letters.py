"""What was known of each letter becomes its events: sent, received by the organ, answered.

Of a letter that was made silently for a reply, nobody knows the day of sending: it stands as sent
on the first day of its round by a route that nobody noted, and says so; the clock counts nothing
from it. Notices (corrections, extensions) were never kept and cannot be brought back: a status
that rests on one stays until the letter's next event.
"""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 2000
UNSENT = ("draft", "ready", "no_channel", "refused_intake")
NOT_NOTED = "发出日期未登记，按轮次起始日 / day of sending not noted: first day of the round"


def _fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    events = apps.get_model("surveys", "RequestEvent").objects
    outcomes = apps.get_model("surveys", "LetterOutcome").objects
    letters = apps.get_model("surveys", "InfoRequest").objects.select_related("round")
    model = events.model
    batch: list[Any] = []
    for letter in letters.order_by("pk").iterator(BATCH):
        batch.extend(model(request=letter, **facts) for facts in _of_letter(letter))
        batch = _store(events, batch)
    answered = outcomes.filter(request__isnull=False, reply__withdrawn=False)
    for row in answered.select_related("reply").order_by("pk").iterator(BATCH):
        facts = {"request_id": row.request_id, "reply_id": row.reply_id}
        facts["entered_by_id"] = row.reply.logged_by_id
        if row.reply.posted_on is not None:
            batch.append(model(kind="posted", date=row.reply.posted_on, **facts))
        batch.append(model(kind="replied", date=row.reply.received_on, **facts))
        batch = _store(events, batch)
    events.bulk_create(batch)
    ended = ("replied", "closed", "withdrawn")
    letters.model.objects.filter(status__in=ended).update(is_open=False)


def _of_letter(letter: Any) -> Iterator[dict[str, Any]]:
    by = {"entered_by_id": letter.created_by_id}
    day, note = letter.sent_on or letter.received_on, ""
    if day is None and letter.status not in UNSENT:
        day, note = letter.round.opens_on, NOT_NOTED
    if day is not None:
        yield {"kind": "submitted", "date": day, "note": note, **by}
    if letter.received_on is not None:
        yield {"kind": "received", "date": letter.received_on, **by}
    if letter.status in ("ready", "no_channel", "refused_intake"):
        yield {"kind": letter.status, "date": day or letter.round.opens_on, **by}
    if letter.status in ("closed", "withdrawn"):
        last = max(filter(None, (day, letter.received_on)), default=letter.round.opens_on)
        yield {"kind": letter.status, "date": last, "outcome_id": letter.outcome_id, **by}


def _store(events: Any, batch: list[Any]) -> list[Any]:
    if len(batch) < BATCH:
        return batch
    events.bulk_create(batch)
    return []


def _empty(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back: status, outcome and days stand in the letters' rows."""
    apps.get_model("surveys", "RequestEvent").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0024_request_events"),
    ]

    operations = [migrations.RunPython(_fill, _empty)]
