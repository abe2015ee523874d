from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from surveys.coding.book.checks import content_faults
from surveys.coding.book.content import Content, digest, entries_of, facts_of
from surveys.errors import ChangedMeanwhile, Refused
from surveys.history.services import trail_write
from surveys.models import CodebookDraft, CodebookVersion, Edition, Question, User
from surveys.open_edition import edition_hold_open, editions_touch
from surveys.reasons import require_reason
from surveys.reference_state import reference_changed


@transaction.atomic
def version_store(
    *,
    content: Content,
    actor: User | None = None,
    why: str = "",
    again: Collection[str] = (),
    holds_from: datetime.date | None = None,
    loaded: dict[str, Any] | None = None,
) -> CodebookVersion:
    """The next version; a step of publishing and of loading. The first one is that of every
    edition that is there: they were coded by what it holds."""
    newest = CodebookVersion.objects.first()
    version: CodebookVersion = CodebookVersion.objects.create(
        number=newest.number + 1 if newest else 1,
        content=content,
        codes=[entry["code"] for entry in content["questions"]],
        again=sorted(again),
        sha256=digest(content),
        loaded=loaded if loaded is not None else newest.loaded if newest else {},
        reason=why,
        holds_from=holds_from,
        made_by=actor,
        made_at=timezone.now(),
    )
    if newest is None:
        Edition.objects.filter(codebook=None).update(codebook=version)
    return version


@transaction.atomic
def codebook_publish(
    *, actor: User, reason: str, again: Collection[str], holds_from: datetime.date, seen: str
) -> CodebookVersion:
    """The draft as the next version, and the rows of questions like it; the draft is gone.

    `again` are the questions to be coded again by whoever moves to it. `seen` is the digest of
    the draft as the actor saw it. Refused with a fault in it, where nothing differs from the
    newest version, where another version came meanwhile, and where the draft was changed.
    """
    reason = require_reason(reason)
    draft = CodebookDraft.objects.select_for_update(of=("self",)).select_related("base").first()
    if draft is None:
        raise Refused(_("There is no draft of the codebook."))
    newest = CodebookVersion.objects.first()
    _refuse_unready(draft, newest, again, seen)
    try:
        with transaction.atomic():
            version = version_store(
                content=draft.content, actor=actor, why=reason, again=again, holds_from=holds_from
            )
    except IntegrityError as error:
        raise ChangedMeanwhile(_("Another version came meanwhile. Look again.")) from error
    for entry in entries_of(draft.content).values():
        Question.objects.update_or_create(code=entry["code"], defaults=facts_of(entry))
    draft.delete()
    reference_changed()
    editions_touch()
    trail_write(
        actor=actor,
        action="codebook.publish",
        subject=version,
        edition=None,
        old={"codebook": version.number - 1},
        new={"codebook": version.number, "again": " ".join(version.again)},
        reason=reason,
    )
    return version


def _refuse_unready(
    draft: CodebookDraft, newest: CodebookVersion | None, again: Collection[str], seen: str
) -> None:
    if digest(draft.content) != seen:
        raise ChangedMeanwhile(_("The draft was changed while you were looking at it. Look again."))
    if newest is None or draft.base_id != newest.pk:
        raise ChangedMeanwhile(_("Another version came meanwhile: take it into the draft first."))
    if digest(draft.content) == newest.sha256:
        raise Refused(_("Nothing to publish: the draft is like the newest version."))
    if not set(again) <= entries_of(draft.content).keys():
        raise Refused(_("A question to code again is not in the codebook."), field="again")
    faults = content_faults(draft.content)
    if faults:
        code, fault = faults[0]
        text = _("%(question)s: %(fault)s") % {"question": code, "fault": fault.text}
        raise Refused(text)


@transaction.atomic
def edition_set_codebook(
    *, actor: User, edition: Edition, version: CodebookVersion, seen: int
) -> None:
    """Code the edition by a newer version from now on; what was sent stays as it was sent.

    `seen` is the number of the version that the actor saw it coded by (0: none). Refused for a
    closed edition, for a version that is not newer, and where another was chosen meanwhile.
    """
    edition_hold_open(edition=edition)
    edition.refresh_from_db(fields=("codebook",))
    now = edition.codebook.number if edition.codebook else 0
    if now != seen:
        text = _("Another version was chosen for the edition meanwhile. Look again.")
        raise ChangedMeanwhile(text)
    if version.number <= now:
        text = _("The edition is coded by version %(number)d already: choose a newer one.")
        raise Refused(text % {"number": now}, field="version")
    Edition.objects.filter(pk=edition.pk).update(codebook=version)
    edition.codebook = version
    trail_write(
        actor=actor,
        action="edition.codebook",
        subject=edition,
        edition=edition,
        old={"codebook": now or None},
        new={"codebook": version.number},
    )
