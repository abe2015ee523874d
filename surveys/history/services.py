from __future__ import annotations

import datetime
import hashlib
import hmac
from collections.abc import Mapping
from contextvars import ContextVar
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from surveys.history.about import About, about_of
from surveys.models import City, Edition, Evidence, InfoRequest, TrailEntry, User
from surveys.permissions import may_record

# Fields whose values are personal data: the trail keeps a keyed digest, enough to see
# that a value changed or recurs, not what it was.
PERSONAL_FIELDS = frozenset({"contact", "full_name", "username"})
# With its query number a letter can be looked into at the organ's portal.
PERSONAL_OF: Mapping[type[models.Model], frozenset[str]] = {InfoRequest: frozenset({"number"})}


# The actions that this request has stored for good, so that a failure after them can tell.
stored_actions: ContextVar[tuple[str, ...]] = ContextVar("stored_actions", default=())


def personal_digest(value: str) -> str:
    """HMAC-SHA256 of a personal value under the installation's digest key, shortened."""
    key = settings.DIGEST_KEY.encode()
    return "hmac:" + hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:24]


def trail_write(
    *,
    actor: User | None,
    action: str,
    subject: models.Model,
    edition: Edition | None,
    city: City | None = None,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    reason: str = "",
) -> TrailEntry:
    """Append one entry; fields that did not change are left out. `actor` None is the system.

    Raises PermissionDenied, and so undoes the write, where the actor is a demo account and
    the edition is real.
    """
    if actor is not None and not may_record(actor, edition, subject):
        raise PermissionDenied(_("A demo account works on synthetic editions alone."))
    before, after = dict(old or {}), dict(new or {})
    personal = PERSONAL_FIELDS | PERSONAL_OF.get(type(subject), frozenset())
    changes = {
        name: [
            _plain(before.get(name), name in personal),
            _plain(after.get(name), name in personal),
        ]
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    }
    about = about_of(subject)
    entry = TrailEntry.objects.create(
        edition=edition,
        actor=actor,
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject=_label(subject, about)[:300],
        about=about,
        city_adcode=city.adcode if city else "",
        changes=changes,
        reason=reason,
    )
    transaction.on_commit(partial(_keep, action))
    return entry


def _keep(action: str) -> None:
    stored_actions.set((*stored_actions.get(), action))


def _label(subject: models.Model, about: About | None) -> str:
    """Its keys, or its name where it has one for all languages; of people and of documents
    that repeat somebody's name, the key alone."""
    if isinstance(subject, User):
        return f"user {subject.pk}"
    if isinstance(subject, Evidence) and subject.personal:
        return f"document {subject.pk}"
    return str(subject) if about is None else " · ".join(map(str, about.values()))


def _plain(value: Any, personal: bool) -> Any:
    """A JSON value: dates as ISO text, objects by their key, personal data as a digest."""
    if value in (None, ""):
        return value
    if personal:
        return personal_digest(str(value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(value.pk)
    return value
