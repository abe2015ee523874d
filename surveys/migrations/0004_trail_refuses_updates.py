"""The database itself refuses to rewrite history, whatever goes round the model.

Deleting stays possible there, since a synthetic edition takes its chain along.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARD = {
    "sqlite": (
        """CREATE TRIGGER trail_append_only BEFORE UPDATE ON surveys_trailentry
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION trail_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'the trail is append-only'; END $$""",
        """CREATE TRIGGER trail_append_only BEFORE UPDATE ON surveys_trailentry
        FOR EACH ROW EXECUTE FUNCTION trail_append_only()""",
    ),
}
BACKWARD = {
    "sqlite": ("DROP TRIGGER trail_append_only",),
    "postgresql": (
        "DROP TRIGGER trail_append_only ON surveys_trailentry",
        "DROP FUNCTION trail_append_only()",
    ),
}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FORWARD.get(editor.connection.vendor, ()):
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACKWARD.get(editor.connection.vendor, ()):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("surveys", "0003_reply_revision_and_form_token"),)
    operations = (migrations.RunPython(make, drop),)
