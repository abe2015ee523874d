from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.submission import SubmissionCitation


class CitationCheck(models.Model):
    """What became of a sent quotation when it was last looked for in its document.

    `reader` is the version of the readers that made the words of the file: with another one the
    words may be others, and nothing is known until it is looked for again.
    """

    class State(models.TextChoices):
        FOUND = "found", _("found")
        SEVERAL = "several", _("at several places")
        ELSEWHERE = "elsewhere", _("on another page")
        ABSENT = "absent", _("not in the document")
        UNREADABLE = "unreadable", _("cannot be read here")
        CUT = "cut", _("beyond what is read here")
        DAMAGED = "damaged", _("document missing or damaged")
        BOX = "box", _("box on its page")
        NO_BOX = "no_box", _("no such box")

    citation = models.OneToOneField(
        SubmissionCitation,
        on_delete=models.CASCADE,
        related_name="look",
        verbose_name=_("sent citation"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    reader = models.CharField(_("version of the readers"), max_length=16)
    checked_at = models.DateTimeField(_("looked for at"))

    class Meta:
        verbose_name = _("check of a citation")
        verbose_name_plural = _("checks of citations")
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["checked_at"], name="citation_check_day"),
            models.Index(fields=["state"], name="citation_check_state"),
        )

    def __str__(self) -> str:
        return f"{self.citation} · {self.get_state_display()}"
