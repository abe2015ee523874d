from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.clock import calendar


class CalendarDay(models.Model):
    """A day that is off or worked against the week, for the nation, a province or a city.

    `adcode` is empty for the nation. A day without `set_at` came with the program, and loading
    its file again brings it in line; one that somebody set stays as it was set.
    """

    class Scope(models.TextChoices):
        NATION = calendar.Scope.NATION.value, _("Nation")
        PROVINCE = calendar.Scope.PROVINCE.value, _("Province")
        CITY = calendar.Scope.CITY.value, _("City")

    class Kind(models.TextChoices):
        OFF = calendar.DayKind.OFF.value, pgettext_lazy("of a day", "off")
        WORK = calendar.DayKind.WORK.value, pgettext_lazy("of a day", "worked")

    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices)
    adcode = models.CharField(_("adcode"), max_length=6, blank=True)
    date = models.DateField(pgettext_lazy("of the calendar", "day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    source = models.CharField(_("source"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set by"),
    )
    set_at = models.DateTimeField(_("set at"), null=True, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ("date", "adcode")
        constraints = (
            models.UniqueConstraint(
                fields=["adcode", "date"], name="one_calendar_day_per_area_and_date"
            ),
            models.CheckConstraint(
                condition=models.Q(scope="nation", adcode="")
                | (models.Q(scope__in=("province", "city")) & ~models.Q(adcode="")),
                name="calendar_day_names_its_area",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=("off", "work")), name="calendar_day_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""), name="calendar_day_has_a_source"
            ),
            models.CheckConstraint(
                condition=models.Q(set_at__isnull=True, set_by__isnull=True, reason="")
                | (models.Q(set_at__isnull=False) & ~models.Q(reason="")),
                name="set_calendar_day_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return " · ".join(part for part in (self.adcode, self.date.isoformat(), self.kind) if part)
