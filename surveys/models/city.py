from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.clock.consultations import Unit
from surveys.models.querysets import CityQuerySet
from surveys.places.names import city_label, province_label


class Region(models.TextChoices):
    """The four regions of the National Bureau of Statistics, stored as printed."""

    EAST = "东部", _("East")
    CENTRAL = "中部", _("Central")
    WEST = "西部", _("West")
    NORTHEAST = "东北", _("Northeast")


class Level(models.TextChoices):
    """Administrative levels of the registry, stored as printed."""

    MUNICIPALITY = "直辖市", _("Municipality")
    SUB_PROVINCIAL = "副省级市", _("Sub-provincial city")
    PREFECTURE_CITY = "地级市", _("Prefecture-level city")
    AUTONOMOUS_PREFECTURE = "自治州", _("Autonomous prefecture")
    PREFECTURE = "地区", _("Prefecture")
    LEAGUE = "盟", _("League")


class City(models.Model):
    """One of the ranked units; the adcode is its key everywhere outside the database."""

    adcode = models.CharField(_("adcode"), max_length=6, unique=True)
    name = models.CharField(_("name"), max_length=40, unique=True)
    short_name = models.CharField(_("short name"), max_length=20)
    pinyin = models.CharField(_("pinyin"), max_length=60)
    pinyin_full = models.CharField(_("full pinyin"), max_length=80)
    initials = models.CharField(_("initials"), max_length=20)
    initials_full = models.CharField(_("full initials"), max_length=30)
    province = models.CharField(_("province"), max_length=20)
    province_adcode = models.CharField(_("province adcode"), max_length=6)
    region = models.CharField(_("region"), max_length=4, choices=Region.choices)
    level = models.CharField(_("level"), max_length=10, choices=Level.choices)
    is_capital = models.BooleanField(_("provincial capital"), default=False)
    in_yangtze_belt = models.BooleanField(_("Yangtze River Economic Belt"), default=False)
    in_yellow_provinces = models.BooleanField(_("Yellow River provinces"), default=False)
    seat_lon = models.FloatField(_("seat longitude"))
    seat_lat = models.FloatField(_("seat latitude"))
    label_lon = models.FloatField(_("label longitude"))
    label_lat = models.FloatField(_("label latitude"))

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ("adcode",)
        indexes = (models.Index(fields=["province"], name="city_province"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(region__in=Region.values), name="city_region_is_known"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name as the reader's language has it."""
        return city_label(self.name, self.pinyin)

    @property
    def short_label(self) -> str:
        return city_label(self.short_name, self.pinyin)

    @property
    def province_label(self) -> str:
        return province_label(self.province)


class LimitUnit(models.TextChoices):
    WORKING_DAYS = Unit.WORKING_DAYS.value, _("working days")
    CALENDAR_DAYS = Unit.CALENDAR_DAYS.value, pgettext_lazy("of a limit", "calendar days")


class Organ(models.Model):
    """An administrative organ (行政机关) of a city to which requests go."""

    class Kind(models.TextChoices):
        GOVERNMENT_OFFICE = "government_office", _("Government office")
        DEVELOPMENT_REFORM = "development_reform", _("Development and reform commission")
        NATURAL_RESOURCES = "natural_resources", _("Natural resources bureau")
        ECOLOGY_ENVIRONMENT = "ecology_environment", _("Ecology and environment bureau")
        FORESTRY = "forestry", _("Forestry and grassland bureau")
        STATISTICS = "statistics", _("Statistics bureau")
        FINANCE = "finance", _("Finance bureau")
        OTHER = "other", _("Other organ")

    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="organs", verbose_name=_("city")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    # For consultations no law sets a limit: only what the organ itself has published.
    limit_days = models.PositiveSmallIntegerField(_("own limit"), null=True, blank=True)
    limit_unit = models.CharField(
        _("unit of the limit"), max_length=14, choices=LimitUnit.choices, blank=True
    )
    limit_source = models.CharField(_("source of the limit"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("organ")
        verbose_name_plural = _("organs")
        ordering = ("city__adcode", "kind")
        constraints = (
            models.UniqueConstraint(fields=["city", "name"], name="one_organ_per_city_and_name"),
            models.CheckConstraint(
                condition=models.Q(limit_days__isnull=True, limit_unit="", limit_source="")
                | (
                    models.Q(limit_days__gt=0)
                    & ~models.Q(limit_unit="")
                    & ~models.Q(limit_source="")
                ),
                name="organ_limit_has_unit_and_source",
            ),
        )

    def __str__(self) -> str:
        return self.name
