"""The database refuses to change, replace or delete what was sent, whoever asks.

As with the history, only a synthetic edition takes its rows along: see `surveys.deletion_mark`.
Citations and searches have no edition of their own, and SQLite's triggers name no other table
(it would stop every later migration that rebuilds that one): there the mark of any deletion lets
them go, while the submission that they belong to asks for the mark of its own edition.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PARTS = ("submissioncitation", "submissionsearch")
TABLES = ("submission", *PARTS)
MARK = "synthetic_edition_being_deleted"
REFUSED = "'what was sent is append-only'"
FUNCTION = f"""
CREATE FUNCTION submissions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE owner bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF TG_TABLE_NAME = 'surveys_submission' THEN owner := OLD.edition_id;
        ELSE SELECT edition_id INTO owner FROM surveys_submission WHERE id = OLD.submission_id;
        END IF;
        IF owner::text = current_setting('ecoasset.{MARK}', true)
            AND EXISTS (SELECT 1 FROM surveys_edition WHERE id = owner AND synthetic)
        THEN RETURN OLD; END IF;
    END IF;
    RAISE EXCEPTION {REFUSED};
END $$"""


def _sqlite(table: str) -> tuple[str, ...]:
    same, taken = "id = NEW.id", REFUSED
    if table not in PARTS:
        same += " OR (code_id = NEW.code_id AND sequence = NEW.sequence)"
        taken = "'what was sent is append-only: one_submission_per_sending'"
    gone = f"OLD.edition_id IS NOT {MARK}()" if table not in PARTS else f"{MARK}() IS NULL"
    refuse = f"BEGIN SELECT RAISE(ABORT, {REFUSED}); END"
    return (
        f"CREATE TRIGGER {table}_stays_as_sent BEFORE UPDATE ON surveys_{table} {refuse}",
        # REPLACE deletes the row in its way without asking the triggers of a deletion.
        f"CREATE TRIGGER {table}_replaces_no_row BEFORE INSERT ON surveys_{table} "
        f"WHEN EXISTS (SELECT 1 FROM surveys_{table} WHERE {same}) "
        f"BEGIN SELECT RAISE(ABORT, {taken}); END",
        f"CREATE TRIGGER {table}_keeps_every_row BEFORE DELETE ON surveys_{table} "
        f"WHEN {gone} {refuse}",
    )


def _postgresql(table: str) -> tuple[str, ...]:
    return (
        f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON surveys_{table} "
        "FOR EACH ROW EXECUTE FUNCTION submissions_stay()",
        f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON surveys_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION submissions_stay()",
    )


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
    for table in TABLES:
        own = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
        for statement in own(table):
            editor.execute(statement)


def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION submissions_stay() CASCADE")
        return
    for table in TABLES:
        for name in ("stays_as_sent", "replaces_no_row", "keeps_every_row"):
            editor.execute(f"DROP TRIGGER {table}_{name}")


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0013_answers_rest_on_submissions"),
    ]

    operations = [
        migrations.RunPython(make, drop),
    ]
