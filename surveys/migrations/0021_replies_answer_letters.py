"""Each stored reply answers the one request that it was logged for."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import OuterRef, Subquery

BATCH = 2000
# As the codebook of that day had them; loading the reference data says it for all.
ORGANS = {
    "leading_group": "development_reform",
    "leading_group_head": "development_reform",
    "implementation_plan": "development_reform",
    "gep_standard": "ecology_environment",
    "gep_accounting": "ecology_environment",
    "property_registration": "natural_resources",
}


def _fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    replies = apps.get_model("surveys", "Reply").objects
    requests = apps.get_model("surveys", "InfoRequest").objects.order_by()
    outcomes = apps.get_model("surveys", "LetterOutcome").objects
    for code, organ in ORGANS.items():
        apps.get_model("surveys", "Question").objects.filter(code=code).update(organ=organ)
    letter = requests.filter(pk=OuterRef("request"))
    replies.update(
        round=Subquery(letter.values("round")),
        organ=Subquery(letter.values("organ")),
        city=Subquery(letter.values("organ__city")),
    )
    model = outcomes.model
    rows = replies.order_by("pk").values_list("pk", "request", "outcome")
    batch = []
    for reply, request, outcome in rows.iterator(BATCH):
        batch.append(model(reply_id=reply, request_id=request, outcome_id=outcome))
        if len(batch) == BATCH:
            outcomes.bulk_create(batch)
            batch = []
    outcomes.bulk_create(batch)


def _empty(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back: each reply keeps the first letter that it answers, which is all there was room for."""
    replies = apps.get_model("surveys", "Reply").objects
    outcomes = apps.get_model("surveys", "LetterOutcome").objects
    first = outcomes.filter(reply=OuterRef("pk"), request__isnull=False).order_by("pk")
    replies.update(
        request=Subquery(first.values("request")[:1]), outcome=Subquery(first.values("outcome")[:1])
    )
    lost = replies.filter(request__isnull=True)
    if lost.exists():
        keys = ", ".join(str(pk) for pk in lost.values_list("pk", flat=True)[:20])
        raise ValueError(
            f"replies {keys} answer no letter, which the earlier version cannot hold: withdrawing"
            " them is not enough, restore the backup of before instead"
        )
    outcomes.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0020_letters_in_parts"),
    ]

    operations = [migrations.RunPython(_fill, _empty)]
