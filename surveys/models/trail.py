from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import BigIntegerField, Case, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from surveys.models.append_only import AppendOnly, AppendOnlyQuerySet
from surveys.models.edition import Edition


class TrailQuerySet(AppendOnlyQuerySet):
    def with_code_key(self) -> Self:
        """With `code_key`: the key of the code that an entry is about, as a number to look it
        up by; null where it is about something else, whose key may be no number."""
        of_code = When(subject_type="surveys.code", then=Cast("subject_id", BigIntegerField()))
        return self.alias(code_key=Case(of_code))


class TrailEntry(AppendOnly):
    """Who changed what, when, from which value to which, and why.

    Written by services only. `changes` maps a field to [old, new]; personal data enters
    it as keyed digests.
    """

    edition = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="trail",
        verbose_name=_("edition"),
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="trail",
        verbose_name=_("who"),
    )
    action = models.CharField(_("action"), max_length=40)
    subject_type = models.CharField(_("kind"), max_length=40)
    subject_id = models.CharField(_("key"), max_length=40)
    subject = models.CharField(_("what"), max_length=300)
    # Keys of what it is about; null where `subject` reads the same in every language, and in
    # entries from before keys were kept.
    about = models.JSONField(_("keys"), null=True, blank=True)
    city_adcode = models.CharField(_("adcode"), max_length=6, blank=True)
    changes = models.JSONField(_("changes"), default=dict)
    reason = models.TextField(_("why"), blank=True)

    objects: ClassVar[Any] = TrailQuerySet.as_manager()

    class Meta(AppendOnly.Meta):
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail entries")
        ordering = ("-pk",)
        indexes = (
            # In time order whatever a list is narrowed by: a page of it reads no other rows.
            models.Index(fields=["at", "id"], name="trail_time"),
            models.Index(fields=["edition", "at", "id"], name="trail_edition_time"),
            models.Index(fields=["action", "at", "id"], name="trail_action_time"),
            models.Index(fields=["actor", "at", "id"], name="trail_actor_time"),
            models.Index(fields=["city_adcode", "at", "id"], name="trail_city_time"),
            models.Index(fields=["edition", "city_adcode"], name="trail_edition_city"),
            models.Index(fields=["subject_type", "subject_id"], name="trail_subject"),
        )

    def __str__(self) -> str:
        return f"{self.action} · {self.subject}"
