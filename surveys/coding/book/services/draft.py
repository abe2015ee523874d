from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from surveys.coding.book.checks import entry_faults, rules_faults
from surveys.coding.book.content import GENERAL, Content, Entry, digest, entries_of, part_of
from surveys.errors import Refused, StaleRevision
from surveys.models import CodebookDraft, CodebookVersion, User

ONE = 1


@transaction.atomic
def codebook_draft_begin(*, actor: User) -> CodebookDraft:
    """The one draft of the next version, like the newest where there was none.

    One that began from an earlier version takes over what changed since, wherever it says
    nothing else itself.
    """
    newest = CodebookVersion.objects.first()
    if newest is None:
        raise Refused(_("There is no codebook yet. Load the reference data first."))
    draft = CodebookDraft.objects.select_for_update(of=("self",)).select_related("base").first()
    if draft is None:
        CodebookDraft.objects.get_or_create(
            pk=ONE, defaults={"base": newest, "content": newest.content, "saved_by": actor}
        )
        return CodebookDraft.objects.get(pk=ONE)
    if draft.base_id != newest.pk:
        draft.content = _merged(draft.content, draft.base.content, newest.content)
        draft.base, draft.saved_by = newest, actor
        draft.save()
    return draft


def _merged(draft: Content, base: Content, newest: Content) -> Content:
    """Of each part the draft's where it was changed there, else the newest's."""
    own, old, new = entries_of(draft), entries_of(base), entries_of(newest)
    general = newest["general"] if draft["general"] == base["general"] else draft["general"]
    kept = {code: entry for code, entry in own.items() if entry != old.get(code)}
    return {"general": general, "questions": list({**new, **kept}.values())}


@transaction.atomic
def codebook_draft_save(*, actor: User, entry: Entry, seen: str) -> None:
    """Keep one question of the draft, or the rules of all of them (`code` is `GENERAL`).

    `seen` is the digest of the part as the actor found it, empty for a question that is new.
    Raises `StaleRevision` with what is stored where another manager saved it meanwhile, and
    Refused with the field of the first fault; then nothing is kept.
    """
    draft = CodebookDraft.objects.select_for_update().first()
    if draft is None:
        raise Refused(_("There is no draft of the codebook."))
    code, content = entry["code"], draft.content
    current = part_of(content, code)
    if (digest(current) if current else "") != seen:
        raise StaleRevision(current=current, submitted=entry)
    entries = entries_of(content)
    faults = (
        rules_faults(entry["rules"], None)
        if code == GENERAL
        else entry_faults(entry, {**entries, code: entry})
    )
    if faults:
        raise Refused(faults[0].text, field=faults[0].field)
    if code == GENERAL:
        draft.content = {**content, "general": entry["rules"]}
    else:
        draft.content = {**content, "questions": list({**entries, code: entry}.values())}
    draft.saved_by = actor
    draft.save()


@transaction.atomic
def codebook_draft_discard(*, actor: User, seen: str) -> None:
    """Refused where another manager changed it since; versions are not touched."""
    draft = CodebookDraft.objects.select_for_update().first()
    if draft is None:
        raise Refused(_("There is no draft of the codebook."))
    if digest(draft.content) != seen:
        raise StaleRevision(current=draft, submitted={"discarded_by": actor.pk})
    draft.delete()
