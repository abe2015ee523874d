from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from surveys.models.city import City
from surveys.models.edition import Edition
from surveys.models.question import Question


class ReviewPriority(models.Model):
    """How much an open answer matters: the places the city would move if it were otherwise.

    Filled from the index by whoever computes it; `inputs_version` says for which inputs it
    holds. `other_value` is the value with the largest effect, in the index's own scale.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.CASCADE, related_name="priorities", verbose_name=_("edition")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="priorities", verbose_name=_("city")
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="priorities", verbose_name=_("question")
    )
    inputs_version = models.PositiveBigIntegerField(_("inputs version"))
    value = models.FloatField(_("value now"), null=True)
    other_value = models.FloatField(_("other value"))
    rank = models.PositiveIntegerField(_("composite rank"), null=True)
    other_rank = models.PositiveIntegerField(_("composite rank then"), null=True)
    domain_rank = models.PositiveIntegerField(_("domain rank"), null=True)
    other_domain_rank = models.PositiveIntegerField(_("domain rank then"), null=True)
    rank_change = models.PositiveIntegerField(_("places"), default=0)
    cities_moved = models.PositiveIntegerField(_("cities that move"), default=0)

    class Meta:
        verbose_name = _("review priority")
        verbose_name_plural = _("review priorities")
        ordering = (
            "edition",
            "-rank_change",
            "-cities_moved",
            "city__adcode",
            "question__position",
        )
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "city", "question"], name="one_priority_per_city_question"
            ),
        )

    def __str__(self) -> str:
        return f"{self.city} · {self.question} · {self.rank_change}"
