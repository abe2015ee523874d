from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.city import City
from surveys.models.edition import Edition
from surveys.models.reply import Reply


class StoredFile(models.Model):
    """A file by the SHA-256 of its bytes: stored once, never changed."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("size"))
    media_type = models.CharField(_("type"), max_length=100)
    stored_at = models.DateTimeField(_("stored at"), auto_now_add=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty"),
        )

    def __str__(self) -> str:
        return self.sha256[:12]


class Evidence(models.Model):
    """A stored file in the place where it proves something: a city's reply, a web page."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply document")
        WEB = "web", _("Archived web page or document")
        OTHER = "other", _("Other document")

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("edition")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("city")
    )
    reply = models.ForeignKey(
        Reply,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("reply"),
    )
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="uses", verbose_name=_("file")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("file name"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    personal = models.BooleanField(_("holds personal data"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(kind="reply") | models.Q(reply__isnull=False),
                name="reply_evidence_has_its_reply",
            ),
        )

    def __str__(self) -> str:
        return self.name
