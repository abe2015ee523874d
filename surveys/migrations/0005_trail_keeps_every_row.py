"""The database refuses to delete or to replace a row of the history, whoever asks.

Only the chain of a synthetic edition may go, on a connection that carries its key: see
`surveys.deletion_mark`. SQLite's trigger names no other table: one that did would stop every
later migration that rebuilds that table.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FORWARD = {
    "sqlite": (
        # REPLACE deletes the row in its way without asking the triggers of a deletion.
        """CREATE TRIGGER trail_replaces_no_row BEFORE INSERT ON surveys_trailentry
        WHEN EXISTS (SELECT 1 FROM surveys_trailentry WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
        """CREATE TRIGGER trail_keeps_every_row BEFORE DELETE ON surveys_trailentry
        WHEN OLD.edition_id IS NULL OR OLD.edition_id IS NOT synthetic_edition_being_deleted()
        BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION trail_keeps_every_row() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' AND OLD.edition_id::text
                = current_setting('ecoasset.synthetic_edition_being_deleted', true)
                AND EXISTS (SELECT 1 FROM surveys_edition WHERE id = OLD.edition_id AND synthetic)
            THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'the trail is append-only';
        END $$""",
        """CREATE TRIGGER trail_keeps_every_row BEFORE DELETE ON surveys_trailentry
        FOR EACH ROW EXECUTE FUNCTION trail_keeps_every_row()""",
        """CREATE TRIGGER trail_is_not_emptied BEFORE TRUNCATE ON surveys_trailentry
        FOR EACH STATEMENT EXECUTE FUNCTION trail_keeps_every_row()""",
    ),
}
BACKWARD = {
    "sqlite": ("DROP TRIGGER trail_replaces_no_row", "DROP TRIGGER trail_keeps_every_row"),
    "postgresql": (
        "DROP TRIGGER trail_is_not_emptied ON surveys_trailentry",
        "DROP TRIGGER trail_keeps_every_row ON surveys_trailentry",
        "DROP FUNCTION trail_keeps_every_row()",
    ),
}


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FORWARD.get(editor.connection.vendor, ()):
        editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACKWARD.get(editor.connection.vendor, ()):
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = (("surveys", "0004_trail_refuses_updates"),)
    operations = (migrations.RunPython(make, drop),)
