from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.city import City, Organ
from surveys.models.querysets import ReplyQuerySet
from surveys.models.round import Round


class Reply(models.Model):
    """A letter or message that an organ of a city sent back; its documents are evidence.

    It answers one or more letters of its round, each in its own way (`outcomes`), and counts
    once among the replies whatever it answers. The organ is the one that wrote it, which need
    not be the one that was written to.

    `contact` (the official who handled it) is personal data: the trail keeps a keyed
    digest of it and exports leave it out.
    """

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="replies", verbose_name=_("round")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="replies", verbose_name=_("city")
    )
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="replies", verbose_name=_("organ")
    )
    received_on = models.DateField(_("received on"))
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    posted_on = models.DateField(_("postmark"), null=True, blank=True)
    number = models.CharField(_("document number"), max_length=80, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    contact = models.CharField(_("contact at the organ"), max_length=120, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("logged by"),
    )
    logged_at = models.DateTimeField(_("logged at"), auto_now_add=True)
    # Of the round that it was brought in with; what is empty of it then was never noted.
    batch = models.ForeignKey(
        "surveys.RoundImport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("brought in with"),
    )
    revision = models.PositiveIntegerField(_("revision"), default=1)
    # Logged by mistake: kept for the history, counted nowhere.
    withdrawn = models.BooleanField(_("withdrawn"), default=False)
    # Of the page it was typed in: the same page sent twice logs one reply.
    form_token = models.UUIDField(null=True, unique=True, editable=False)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ("-received_on", "-pk")
        indexes = (models.Index(fields=["received_on", "id"], name="reply_day"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(dated_on__isnull=True)
                | models.Q(dated_on__lte=models.F("received_on")),
                name="reply_dated_before_received",
            ),
            models.CheckConstraint(
                condition=models.Q(posted_on__isnull=True)
                | models.Q(posted_on__lte=models.F("received_on")),
                name="reply_posted_before_received",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organ} · {self.received_on}"

    @property
    def is_late(self) -> bool:
        """Received after the cut-off of its round; a list selects `round` along."""
        return self.received_on > self.round.cutoff
