from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.edition import Edition


class AppendOnlyQuerySet(models.QuerySet["TrailEntry"]):
    """Refuses what would rewrite history, as the database's triggers do; a synthetic edition
    takes its entries along."""

    def update(self, **kwargs: Any) -> int:
        raise PermissionDenied("The trail is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise PermissionDenied("The trail is append-only.")

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[TrailEntry]:
        if kwargs.get("update_conflicts") or kwargs.get("ignore_conflicts"):
            raise PermissionDenied("The trail is append-only.")
        return super().bulk_create(*args, **kwargs)


class TrailEntry(models.Model):
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

    objects: ClassVar[Any] = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("trail entry")
        verbose_name_plural = _("trail")
        base_manager_name = "objects"
        ordering = ("-pk",)
        indexes = (
            models.Index(fields=["edition", "city_adcode"], name="trail_edition_city"),
            models.Index(fields=["subject_type", "subject_id"], name="trail_subject"),
        )

    def __str__(self) -> str:
        return f"{self.action} · {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise PermissionDenied("The trail is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise PermissionDenied("The trail is append-only.")
