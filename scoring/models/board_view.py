from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BoardView(models.Model):
    """A board that somebody keeps under a name: preset, columns, filters and order, of whatever
    edition is looked at. A shared one is everybody's to open and its owner's to change."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="board_views",
        verbose_name=_("owner"),
    )
    name = models.CharField(pgettext_lazy("of a view", "name"), max_length=60)
    # The board's address without its path, in one spelling.
    query = models.CharField(_("address"), max_length=1000)
    shared = models.BooleanField(_("shared with all"), default=False)
    kept_at = models.DateTimeField(_("kept at"), auto_now=True)

    class Meta:
        verbose_name = _("view of the board")
        verbose_name_plural = _("views of the board")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(fields=["owner", "name"], name="one_board_view_per_name"),
            models.CheckConstraint(condition=~models.Q(name=""), name="board_view_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name
