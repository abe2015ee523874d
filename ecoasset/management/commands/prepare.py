"""All that `./run` does to the data before it serves, in one process: starting Python five
times would cost more than the work itself on a second start."""

import hashlib
import io
import json
from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

from ecoasset.demo.services.choice import demo_decline
from ecoasset.launch.instance import only_setup
from ecoasset.upkeep.installation import mark_made
from ecoasset.upkeep.soundness import NO_TABLE, database_damage, evidence_lost

LOOK_SECONDS = 5.0
MOST_NAMED = 100


class Command(BaseCommand):
    help = "Migrate, load reference data and the demo edition, make the administrator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--no-demo", action="store_true", help="leave the demo out, for good")
        chosen.add_argument("--demo", action="store_true", help="load it although it was left out")
        parser.add_argument(
            "--new-database", action="store_true", help="start anew in an empty database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one JSON object per line: {"begin": command}, {"end": command, "output": …},
        or {"warn": …}."""
        self._refuse_away()
        self._refuse_damage()
        self._step("migrate", interactive=False, verbosity=0, new_database=options["new_database"])
        self._refuse_damage(tables=True)
        self._step("load_reference")
        if options["no_demo"]:
            demo_decline()
        else:
            self._step("load_demo", unless_removed=not options["demo"])
        self._step("ensure_admin")
        mark_made()
        self._warn_of_lost_evidence()
        self._static()

    def _refuse_away(self) -> None:
        """A server that does not answer has lost nothing, so nobody is sent to the backup."""
        if connection.vendor != "postgresql":
            return
        try:
            connection.ensure_connection()
        except OperationalError as error:
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(
                f"数据库连接不上（{reason}）：请检查 DATABASE_URL 的主机、端口、账号和防火墙"
                f" / the database does not answer ({reason}): "
                "look at host, port, account and firewall of DATABASE_URL"
            ) from error

    def _refuse_damage(self, *, tables: bool = False) -> None:
        """Working on in a damaged database makes it worse. Tables count once migrations ran."""
        found = database_damage(LOOK_SECONDS)
        damage = [text for text in found if tables or not text.startswith(NO_TABLE)]
        if damage:
            raise CommandError(
                f"数据库已损坏（{damage[0]}）：请按 docs/operations.md 从备份恢复"
                f" / the database is damaged ({damage[0]}): "
                "restore it from the backup as docs/operations.en.md says"
            )

    def _warn_of_lost_evidence(self) -> None:
        lost = list(islice(evidence_lost(LOOK_SECONDS), MOST_NAMED))
        if lost:
            more = "+" if len(lost) == MOST_NAMED else ""
            self._tell(
                warn=f"证据文件缺失或不完整：{len(lost)}{more} 个（{lost[0][:12]}…），"
                f"请从备份补上 / {len(lost)}{more} files of evidence are missing or cut off, "
                "bring them from the backup"
            )

    def _step(self, command: str, **arguments: Any) -> None:
        self._tell(begin=command)
        output = io.StringIO()
        call_command(command, stdout=output, **arguments)
        self._tell(end=command, output=output.getvalue().strip())

    def _static(self) -> None:
        """Collected and compressed only when a file changed; the checkout's, not the data's."""
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        digest = _static_digest()
        with only_setup(tell=False):
            if stamp.exists() and stamp.read_text("ascii") == digest:
                self._tell(begin="collectstatic")
                self._tell(end="collectstatic", output="")
                return
            self._step("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(digest, "ascii")

    def _tell(self, **event: str) -> None:
        self.stdout.write(json.dumps(event))
        self.stdout.flush()


def _static_digest() -> str:
    """Of names, sizes and times of everything that would be collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
