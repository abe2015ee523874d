"""What can be read off the stored events of each letter: its way, its newest event, the day from
which remedies against an answer run, and who sees to it.

What needs the rules (notices with an effect, due days) is left to the recount of open letters,
which the emptied calendar version asks for; no day that is stored moves by it.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, F, Max, Min, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

ANSWERS = ("posted", "replied", "portal_answered")
REMEDIES = ("reconsideration_asked", "reconsideration_decided", "suit_filed", "suit_decided")


def _fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    letters = apps.get_model("surveys", "InfoRequest").objects
    events = apps.get_model("surveys", "RequestEvent").objects
    standing = events.filter(request=OuterRef("pk"), struck_at=None).order_by()
    sent = standing.filter(kind="submitted").order_by("-date", "-pk")
    newest = standing.values("request").annotate(last=Max("date")).values("last")
    looked = standing.filter(kind="portal_answered").order_by("-date").values("date")
    letters.update(
        handler=F("created_by"),
        route=Coalesce(Subquery(sent.values("route")[:1]), Value("")),
        last_on=Subquery(newest[:1]),
        looked_on=Subquery(looked[:1]),
    )
    answers = standing.filter(kind__in=ANSWERS)
    first = answers.values("request").annotate(first=Min("date")).values("first")
    attacked = events.filter(kind__in=REMEDIES, struck_at=None).values("request")
    decided = letters.filter(channel="disclosure", status="replied").exclude(pk__in=attacked)
    judged = decided.filter(Exists(answers))
    judged.update(remedy_from=Subquery(first[:1]), remedy_ground="decision")
    letters.filter(is_open=True, round__edition__frozen=False).update(calendar="")


def _keep(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Back: the columns go with the migration before."""


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0027_letters_on_the_board"),
    ]

    operations = [migrations.RunPython(_fill, _keep)]
