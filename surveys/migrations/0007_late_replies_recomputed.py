"""Editions with replies after a cut-off are computed again: such replies count otherwise now."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F


def touch(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Open editions alone: what a frozen one published does not change."""
    late = apps.get_model("surveys", "Reply").objects.filter(
        received_on__gt=F("request__round__cutoff"), withdrawn=False
    )
    editions = late.values("request__round__edition")
    open_ones = apps.get_model("surveys", "Edition").objects.filter(frozen=False, ranks_only=False)
    open_ones.filter(pk__in=editions).update(inputs_version=F("inputs_version") + 1)


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0006_round_counts_late"),
    ]

    operations = [
        migrations.RunPython(touch, migrations.RunPython.noop),
    ]
